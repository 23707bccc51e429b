import secrets

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.g2p_suite_base.tools import identity
from odoo.addons.g2p_suite_base.tools.indexes import trigram

from ..tools.invoice import invoice_key

DEAD_STATES = ("rejected", "cancelled")
OPEN_STATES = ("draft", "submitted", "returned", "approved", "in_payment")


class G2PReimbursementClaim(models.Model):
    """A service provider's request for payment of redemptions, with its invoice."""

    _name = "g2p.reimbursement.claim"
    _description = "Reimbursement claim"
    _inherit = [
        "g2p.portal.sight.mixin",
        "g2p.reimbursement.state.mixin",
        "g2p.approval.mixin",
        "g2p.timeline.mixin",
        "g2p.closed.thread",
        "mail.activity.mixin",
    ]
    _order = "id desc"
    _portal_fields = (
        "name",
        "public_id",
        "provider_id",
        "currency_id",
        "account_number",
        "invoice_number",
        "invoice_key",
        "invoice_date",
        "document_ids",
        "line_ids",
        "amount_total",
        "state",
        "approval_state",
        "date_submitted",
    )

    _transitions = {
        "draft": {"submitted", "cancelled"},
        "submitted": {"returned", "approved", "rejected", "cancelled"},
        "returned": {"submitted", "rejected", "cancelled"},
        "approved": {"in_payment", "cancelled"},
        "in_payment": {"paid", "approved"},
    }
    _engine_fields = frozenset(
        {
            "state",
            "name",
            "public_id",
            "date_submitted",
            "date_paid",
            "payment_reference",
        }
    )
    _approval_fields = (
        "provider_id",
        "account_number",
        "program_id",
        "company_id",
        "currency_id",
        "invoice_number",
        "invoice_date",
        "amount_total",
        "line_ids.redemption_id",
        "line_ids.amount",
    )
    # conditions may use provider, programme and amount, and nothing about accounts and vouchers
    _approval_condition_fields = (
        "provider_id",
        "provider_id.code",
        "program_id",
        "amount_total",
        "company_id",
        "currency_id",
        "currency_id.name",
    )
    _approval_amount_field = "amount_total"

    name = fields.Char(
        "Number", required=True, readonly=True, copy=False, default="New", index=True
    )
    public_id = fields.Char(
        readonly=True, copy=False, help="Identifies the claim on the provider's pages."
    )
    provider_id = fields.Many2one("g2p.service.provider", required=True, ondelete="restrict")
    program_id = fields.Many2one(
        "g2p.program", "Programme", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True)
    account_number = fields.Char(
        help="The provider's account when the claim was submitted. Only this account is paid."
    )
    invoice_number = fields.Char(required=True)
    invoice_key = fields.Char(compute="_compute_invoice_key", store=True)
    invoice_date = fields.Date(required=True)
    invoice_sha256 = fields.Char(
        readonly=True,
        copy=False,
        help="Digest of the invoice's file, which can be claimed only once.",
    )
    document_ids = fields.One2many(
        "g2p.document",
        "claim_id",
        "Invoice files",
        domain=[("is_current", "=", True)],
        readonly=True,
    )
    line_ids = fields.One2many("g2p.reimbursement.claim.line", "claim_id", "Lines")
    amount_total = fields.Monetary("Claimed", compute="_compute_amount_total", store=True)
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("submitted", "Submitted"),
            ("returned", "Returned to the provider"),
            ("approved", "Approved"),
            ("in_payment", "In payment"),
            ("paid", "Paid"),
            ("rejected", "Rejected"),
            ("cancelled", "Withdrawn"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        index=True,
    )
    submitted_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_submitted = fields.Datetime(readonly=True, copy=False)
    can_decide = fields.Boolean(
        "My turn", compute="_compute_can_decide", search="_search_can_decide"
    )

    _public_id_unique = models.UniqueIndex("(public_id)")
    _invoice_once = models.UniqueIndex(
        "(provider_id, invoice_key) WHERE state NOT IN ('rejected', 'cancelled')",
        "This invoice number is already on another claim of the provider.",
    )
    _invoice_file_once = models.UniqueIndex(
        "(provider_id, invoice_sha256) WHERE invoice_sha256 IS NOT NULL "
        "AND state NOT IN ('rejected', 'cancelled')",
        "This invoice file is already on another claim of the provider.",
    )
    _invoice_key_not_empty = models.Constraint(
        "CHECK (invoice_key <> '')", "Enter the number printed on the invoice."
    )
    _of_provider_idx = models.Index("(provider_id, id)")
    _search_idx = models.Index(trigram("name", "invoice_number"))

    # === COMPUTE === #

    @api.depends("invoice_number")
    def _compute_invoice_key(self):
        for claim in self:
            claim.invoice_key = invoice_key(claim.invoice_number)

    @api.depends("line_ids.amount")
    def _compute_amount_total(self):
        for claim in self:
            claim.amount_total = sum(claim.line_ids.mapped("amount"))

    @api.depends("approval_my_step_id")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for claim in self:
            claim.can_decide = bool(claim.approval_my_step_id)

    @api.model
    def _search_can_decide(self, operator, value):
        return self._search_approval_can_decide(operator, value)

    # === CHECKS === #

    @api.constrains("invoice_number")
    def _check_invoice_number(self):
        """Check that the number can be written into a payment file."""
        for claim in self:
            why = self.env["g2p.payment.text"]._why_not(claim.invoice_number)
            if why:
                raise ValidationError(
                    self.env._(
                        "Invoice number “%(number)s” cannot be accepted: %(why)s. Enter the number "
                        "printed on the invoice, in letters and digits.",
                        number=claim.invoice_number,
                        why=why,
                    )
                )

    @api.constrains("invoice_date")
    def _check_invoice_date(self):
        for claim in self:
            if claim.invoice_date > claim.company_id._office_day():
                raise ValidationError(
                    self.env._(
                        "The invoice of %(claim)s is dated in the future. Enter the date printed "
                        "on it.",
                        claim=claim.name,
                    )
                )

    @api.constrains("provider_id", "company_id")
    def _check_provider_company(self):
        for claim in self:
            if claim.provider_id.company_id != claim.company_id:
                raise ValidationError(
                    self.env._(
                        "%(provider)s belongs to another company than claim %(claim)s. Claim in "
                        "that company.",
                        provider=claim.provider_id.name,
                        claim=claim.name,
                    )
                )

    # === CRUD === #

    def _prepare_engine_vals(self):
        return super()._prepare_engine_vals() | {"public_id": secrets.token_urlsafe(18)}

    # === HOOKS: of the approval engine === #

    def _approval_amount(self):
        return self.amount_total

    def _approval_check_amount(self, amount):
        """Refuse amounts above the claimed one, which could never be paid."""
        super()._approval_check_amount(amount)
        if self.currency_id.compare_amounts(amount, self.amount_total) > 0:
            raise UserError(
                self.env._(
                    "Claim %(claim)s asks for %(total)s: no more can be granted.",
                    claim=self.name,
                    total=self.currency_id.format(self.amount_total),
                )
            )

    def _approval_payload(self):
        """Keep the content that officers see, as ids and sums."""
        return super()._approval_payload() | {
            "provider_id": self.provider_id.id,
            "redemption_ids": self.line_ids.redemption_id.ids,
            "amount": self.amount_total,
            "documents": [doc._digest_entry() for doc in self.document_ids],
        }

    def _approval_extra_digest(self):
        """Include the invoice files, the provider's present account and reversals.

        The account is also compared with the provider's record: changing a bank account is the
        oldest way to steal a payment.
        """
        reversed_ids = self.line_ids.redemption_id.reversal_ids.ids
        return [
            *super()._approval_extra_digest(),
            *sorted(document._digest_entry() for document in self.document_ids),
            f"account:{self.provider_id.account_number or ''}",
            f"reversed:{sorted(reversed_ids)}",
        ]

    def _approval_conflict(self, user):
        """Exclude users who act for the provider or made one of the redemptions."""
        self.ensure_one()
        conflict = super()._approval_conflict(user)
        if not conflict and user in self._insider_users():
            conflict = self.env._(
                "You act for %(provider)s, so another officer of the stage must decide its claims.",
                provider=self.provider_id.name,
            )
        tie = False if conflict else user._tie_to(self._identity())
        if tie:
            conflict = self.env._(
                "%(reason)s Another officer must decide claim %(claim)s.",
                reason=user._tie_reason(tie),
                claim=self.name,
            )
        return conflict

    def _identity(self):
        """Identity keys of the claims' parties: the provider and the vouchers' holders."""
        claims_sudo = self.sudo()  # sudo: ties count for every user
        vouchers = claims_sudo.line_ids.redemption_id.voucher_id
        paid_to = [identity.key_of("account", claim.account_number) for claim in claims_sudo]
        return identity.merge(
            claims_sudo.provider_id._identity(),
            vouchers._identity(),
            dict.fromkeys(filter(None, paid_to), True),
        )

    def _approval_beneficiary_users(self):
        return super()._approval_beneficiary_users() | self._insider_users()

    def _on_approval_submitted(self, request):
        super()._on_approval_submitted(request)
        self.line_ids._check_redemption()  # redemptions of a returned claim may have been reversed
        self._set_state("submitted", date_submitted=fields.Datetime.now())

    def _on_approval_returned(self, request):
        super()._on_approval_returned(request)
        self._set_state("returned")

    def _on_approval_approved_many(self, requests):
        super()._on_approval_approved_many(requests)
        self._set_state("approved")

    def _on_approval_rejected(self, request):
        super()._on_approval_rejected(request)
        self._set_state("rejected")

    def _on_approval_cancelled(self, request):
        super()._on_approval_cancelled(request)
        self._set_state("cancelled")

    # === HELPERS === #

    def _insider_users(self):
        """Return the users on the provider's side of this claim."""
        claim_sudo = self.sudo()  # sudo: deciding officers cannot read staff lists
        provider = claim_sudo.provider_id
        users = provider.user_ids | claim_sudo.line_ids.redemption_id.user_id
        return users | provider.contact_user_ids | claim_sudo.submitted_by_id
