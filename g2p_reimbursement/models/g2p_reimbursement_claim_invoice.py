from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import ValidationError

from odoo.addons.g2p_suite_base.tools import actions

from ..exceptions import InvoiceKnown
from ..tools.invoice import invoice_key
from .g2p_reimbursement_claim import DEAD_STATES

ROLES = ",".join(
    f"g2p_reimbursement.group_reimbursement_{role}" for role in ("officer", "cashier", "auditor")
)


class G2PReimbursementClaim(models.Model):
    """An invoice is paid once: its number and its file can be on only one live claim."""

    _inherit = "g2p.reimbursement.claim"

    same_claim_ids = fields.Many2many(
        "g2p.reimbursement.claim",
        compute="_compute_same_claim_ids",
        string="Claims with the same invoice",
        groups=ROLES,
        help="Claims that have or had the same invoice file, or the same number of this provider.",
    )

    # === COMPUTE === #

    @api.depends("invoice_key", "provider_id", "document_ids")
    def _compute_same_claim_ids(self):
        for claim in self:
            claim.same_claim_ids = claim._find_same_number() | claim._find_same_file()

    def _find_same_number(self):
        """Return the provider's other claims with this number, including rejected ones."""
        return self.search(
            [
                ("id", "not in", self.ids),
                ("provider_id", "=", self.provider_id.id),
                ("invoice_key", "=", self.invoice_key),
            ]
        )

    def _find_same_file(self):
        """Return other claims, of any provider, that have or had a file of this one."""
        files = [("res_model", "=", self._name)]
        mine = self.env["g2p.document"].search([*files, ("res_id", "in", self.ids)])
        same = self.env["g2p.document"].search(
            [
                *files,
                ("sha256", "in", mine.mapped("sha256")),
                ("res_id", "not in", self.ids),
                ("company_id", "=", self.company_id.id),
            ]
        )
        return same.claim_id

    # === ACTIONS === #

    def action_open_same(self):
        """Open the claims with the same invoice."""
        self.ensure_one()
        self.check_access("read")
        # the field is for the office; 17.0 does not check this when code reads a computed field
        self._check_field_access(self._fields["same_claim_ids"], "read")
        title = self.env._("Claims with the same invoice")
        return actions.listing(title, self._name, [("id", "in", self.same_claim_ids.ids)])

    # === CHECKS === #

    # Unique indexes enforce these two under concurrency; the checks give readable messages.

    @api.model
    def _check_invoice_free(self, provider_sudo, invoice_number, claim=None):
        key = invoice_key(invoice_number)
        if not key:
            raise ValidationError(self.env._("Give the number printed on the invoice."))
        double_sudo = self._find_live(provider_sudo, claim, [("invoice_key", "=", key)])
        if double_sudo:
            raise InvoiceKnown(
                self.env._(
                    "Invoice %(invoice)s is already on claim %(claim)s. An invoice is "
                    "paid once: check the number, or open that claim.",
                    invoice=invoice_number,
                    claim=double_sudo.name,
                ),
                double_sudo.id,
            )

    def _check_file_free(self, sha256):
        same = [("invoice_sha256", "=", sha256)]
        double_sudo = self._find_live(self.provider_id, self, same)
        if double_sudo:
            raise InvoiceKnown(
                self.env._(
                    "This file is already on claim %(claim)s, as invoice %(invoice)s. An "
                    "invoice is paid once: choose the right file, or open that claim.",
                    claim=double_sudo.name,
                    invoice=double_sudo.invoice_number,
                ),
                double_sudo.id,
            )

    @api.model
    def _find_live(self, provider_sudo, claim, domain):
        """Return another live claim of the provider, under sudo; may be empty."""
        live = [
            ("id", "!=", claim.id if claim else 0),
            ("provider_id", "=", provider_sudo.id),
            ("state", "not in", DEAD_STATES),
        ]
        # sudo: claims of the provider that the user may not read count too
        return self.sudo().search([*live, *domain], limit=1)

    # === HELPERS === #

    def _store_invoice(self, filename, content):
        """Store the invoice's file, as a new version if there is one, and its digest on the claim.

        :raises InvoiceKnown: if the file is on another live claim
        """
        former = self.document_ids[:1]
        if former:
            document = former._replace(content, filename)
        else:
            document = self.env["g2p.document"]._store(self, filename, content, "invoice")
        self._check_file_free(document.sha256)
        self.invoice_sha256 = document.sha256
        return document

    def _log_refused_invoice(self, invoice_number):
        """Log for the officers that the invoice of this claim was sent again.

        Called as the superuser, after the refused claim was rolled back.
        """
        self.ensure_one()
        office = self.with_user(SUPERUSER_ID)  # sudo: the author is the office, not the provider
        office.with_context(lang=office.company_id.partner_id.lang)._post_refused_invoice(
            invoice_number
        )

    def _post_refused_invoice(self, invoice_number):
        self.message_post(
            body=self.env._(
                "The provider sent this invoice again, under the number “%(number)s”. It was "
                "refused.",
                number=(invoice_number or "")[:140],
            )
        )
