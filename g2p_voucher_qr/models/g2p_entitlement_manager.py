from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_suite_base.tools.together import by_halves
from odoo.addons.g2p_voucher_template.const import DEFAULT_TEMPLATE

from ..const import DENSE_PROFILE, MANAGER_MODEL

OPEN_STATES = ("draft", "pending_validation")


class G2PProgramEntitlementManager(models.Model):
    _name = "g2p.program.entitlement.manager"
    _inherit = ["g2p.program.entitlement.manager", "g2p.audit.mixin", "g2p.company.mixin"]

    _audit_fields = ("program_id", "manager_ref_id")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        return [*selection, (MANAGER_MODEL, self.env._("QR voucher manager"))]


class G2PVoucherEntitlementManager(models.Model):
    """A programme whose entitlements are issued as vouchers."""

    _name = "g2p.program.entitlement.manager.voucher.qr"
    _inherit = [
        "g2p.base.program.entitlement.manager",
        "g2p.manager.source.mixin",
        "g2p.audit.mixin",
        "g2p.company.mixin",
    ]
    _description = "QR voucher manager"

    _audit_fields = (
        "program_id",
        "company_id",
        "amount_per_cycle",
        "covers",
        "validity_days",
        "presence",
        "template_id",
        "profile",
        "sequence_id",
        "issuer_ids",
        "sheets",
        "on_end",
    )

    IS_CASH_ENTITLEMENT = True  # False leads OpenG2P to a model that does not exist

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        required=True,
        readonly=True,
        precompute=True,
    )
    amount_per_cycle = fields.Monetary(
        help="The amount that “prepare entitlements” gives each member; with zero, amounts are "
        "decided case by case."
    )
    covers = fields.Char(
        help="The purpose of the voucher, as printed. Everybody who sees the paper can read it: "
        "choose words that do not reveal an illness.",
        translate=True,
    )
    validity_days = fields.Integer(
        "Days valid", default=90, required=True, help="Counted from the day of issue."
    )
    presence = fields.Selection(
        [("none", "The voucher is enough"), ("pin", "PIN of the holder")],
        "Proof of presence",
        default="none",
        required=True,
        help="Proof that the person gives at the provider besides the voucher. The issuing officer "
        "gives the PIN separately from the voucher; five wrong PINs lock the voucher.",
    )
    template_id = fields.Many2one(
        "g2p.voucher.template",
        ondelete="restrict",
        help="The layout of printed vouchers.",
    )
    profile = fields.Selection(
        [
            ("cwt", "CWT, Ed25519"),
            ("cwt_es256", "CWT, ES256"),
            ("jwt", "JWT, ES256 (for existing JWT readers)"),
        ],
        "QR text",
        default="cwt",
        required=True,
        help="The format of the QR code, which determines the algorithm of its key. A JWT makes "
        "the code about 50 % denser, so the template must print it larger.",
    )
    sequence_id = fields.Many2one(
        "ir.sequence",
        "Numbering",
        ondelete="restrict",
        help="Leave it empty for the common numbering of all vouchers.",
    )
    issuer_ids = fields.Many2many(
        "res.users",
        string="Issuing officers",
        help="They also need the role Voucher issuing officer.",
    )
    sheets = fields.Integer(
        "Printed sheets",
        default=1,
        required=True,
        help="The number of prints of each voucher, such as two if the office keeps one. All "
        "sheets are the same copy, with the same QR code, and count once.",
    )
    on_end = fields.Selection(
        [("until_date", "Valid until their date"), ("at_once", "End immediately")],
        "Vouchers when the programme ends",
        default="until_date",
        required=True,
        help="Vouchers in use when the programme ends or is locked. Until their date: they can "
        "still be redeemed. Immediately: no provider accepts them any more; if the programme is "
        "reopened they are valid again, until their date. Nothing new is approved or issued in "
        "either case.",
    )

    _sheets = models.Constraint(
        "CHECK(sheets BETWEEN 1 AND 5)", "A voucher is printed on one to five sheets."
    )
    _validity = models.Constraint(
        "CHECK(validity_days > 0)", "A voucher is valid for at least one day."
    )

    # === COMPUTE === #
    @api.depends("company_id.currency_id")
    def _compute_currency_id(self):
        for manager in self:
            manager.currency_id = manager.company_id.currency_id

    # === CHECKS === #
    @api.constrains("company_id", "program_id")
    def _check_company_id(self):
        for manager in self:
            company = manager.program_id.company_id
            if company and company != manager.company_id:
                raise ValidationError(
                    self.env._(
                        "The QR voucher manager of %(program)s belongs to another company "
                        "than its programme.",
                        program=manager.program_id.name,
                    )
                )

    @api.constrains("company_id", "template_id", "sequence_id")
    def _check_same_company(self):
        for manager in self:
            # sudo: only companies are compared
            for record in (manager.template_id.sudo(), manager.sequence_id.sudo()):
                if record.company_id and record.company_id != manager.company_id:
                    raise ValidationError(
                        self.env._(
                            "“%(name)s” belongs to another company than the QR voucher manager.",
                            name=record.name,
                        )
                    )

    @api.constrains("sequence_id")
    def _check_sequence(self):
        self.sequence_id.sudo()._check_gaps()  # sudo: as where it is numbered

    @api.constrains("template_id", "profile")
    def _check_profile(self):
        """Check that the template has room for the QR code, whose density depends on the
        profile."""
        for manager in self.filtered(lambda one: one.profile == DENSE_PROFILE):
            manager._template()._check_fits(manager.profile)

    # === Entitlements (called by cycles and entitlements) === #
    def prepare_entitlements(self, cycle, beneficiaries):
        """Draft entitlements for members without one; None if there are none."""
        self.ensure_one()
        if not self.amount_per_cycle:
            raise UserError(
                self.env._(
                    "The amounts of %(program)s are decided case by case: set an amount per cycle "
                    "to prepare entitlements for all members.",
                    program=self.program_id.name,
                )
            )
        why = cycle._why_not_now("prepare")
        if why:
            raise UserError(why)
        partners = beneficiaries.partner_id - cycle.entitlement_ids.partner_id
        vals_list = [self._entitlement_vals(cycle, partner) for partner in partners]
        # OpenG2P's company defaults must be the programme's, not the user's current company's
        Entitlement = self.env["g2p.entitlement"].with_company(self.company_id)
        return Entitlement.create(vals_list) if vals_list else None

    def _entitlement_vals(self, cycle, partner):
        return {
            "cycle_id": cycle.id,
            "partner_id": partner.id,
            "company_id": self.company_id.id,
            "initial_amount": self.amount_per_cycle,
            "is_cash_entitlement": True,
            "valid_from": cycle.start_date,
            "valid_until": cycle.end_date,
        }

    def set_pending_validation_entitlements(self, cycle):
        """Submit the cycle's drafts for validation."""
        drafts = cycle.entitlement_ids.filtered(lambda rec: rec.state == "draft")
        drafts.write({"state": "pending_validation"})

    def validate_entitlements(self, cycle):
        """Approve the open entitlements of the cycle."""
        errors, message = self.approve_entitlements(
            cycle.entitlement_ids.filtered(lambda rec: rec.state in OPEN_STATES)
        )
        return actions.notify(message, "warning", sticky=True) if errors else None

    def approve_entitlements(self, entitlements):
        """Approve and prepare a voucher for each; (number of refusals, the reasons)."""
        entitlements.check_access("write")

        def approve(some):
            self._approve_open(some)
            return [None] * len(some)

        answers = by_halves(entitlements, approve, lambda _one, error: str(error))
        messages = [answer for answer in answers if answer]
        return len(messages), "\n".join(messages)

    def _approve_open(self, entitlements):
        for entitlement in entitlements:
            if entitlement.state not in OPEN_STATES:
                raise UserError(
                    self.env._(
                        "Entitlement %(code)s is not waiting for approval.",
                        code=entitlement.code,
                    )
                )
        entitlements.write({"state": "approved", "date_approved": fields.Date.today()})
        self.env["g2p.voucher"]._create_for(entitlements)

    def cancel_entitlements(self, cycle):
        """Cancel entitlements without an issued voucher; issued ones stay."""
        open_entitlements = cycle.entitlement_ids.filtered(
            lambda rec: rec.state in (*OPEN_STATES, "approved")
        )
        open_entitlements.check_access("write")
        open_entitlements.write({"state": "cancelled"})  # this cancels their vouchers

    def show_approve_entitlements(self, entitlement):
        """Whether the entitlement's form shows the button to approve it."""
        return entitlement.state in OPEN_STATES

    def open_entitlements_form(self, cycle):
        """Open the cycle's entitlements."""
        action = self.env["ir.actions.act_window"]._for_xml_id("g2p_programs.action_entitlement")
        return {
            **action,
            "domain": [("cycle_id", "=", cycle.id)],
            "context": {"create": False},
        }

    def open_entitlement_form(self, rec):
        """Open one entitlement."""
        return actions.form("g2p.entitlement", rec.id, self.env._("Entitlement"))

    # === Vouchers === #
    def _template(self):
        """The template to print with."""
        # sudo: the issuer need not read templates
        template_sudo = self.template_id.sudo()
        if not template_sudo:  # cached, and never deleted: env.ref() would query each time
            ident = self.env["ir.model.data"]._xmlid_to_res_id(DEFAULT_TEMPLATE, True)
            template_sudo = template_sudo.browse(ident)
        return template_sudo

    def _covers(self):
        """The purpose of the voucher, in the language of its paper."""
        return self._in_paper_language(self).covers

    def _in_paper_language(self, record):
        """The record in the language of this programme's printed vouchers."""
        # sudo: the issuer need not read templates
        lang = self.template_id.sudo().lang  # the default template has none
        return record.with_context(lang=lang) if lang else record

    def _next_numbers(self, count):
        """The next voucher numbers, as a list; each is used once."""
        # sudo: officers have no rights on sequences
        sequences = self.env["ir.sequence"].sudo().with_company(self.company_id)
        if self.sequence_id:
            return sequences.browse(self.sequence_id.id)._numbers(count)
        return sequences._numbers_by_code("g2p.voucher", count)
