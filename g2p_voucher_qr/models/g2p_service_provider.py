from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.g2p_suite_base.tools.plain_text import one_line, tidy_account
from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP


class G2PServiceProvider(models.Model):
    """A hospital or another institution that redeems vouchers and claims their amounts."""

    _name = "g2p.service.provider"
    _description = "Service provider"
    _inherit = [
        "g2p.portal.sight.mixin",
        "g2p.state.mixin",
        "g2p.audit.mixin",
        "g2p.open.matters.mixin",
        "g2p.company.mixin",
    ]
    _portal_fields = ("name", "code", "state", "site_ids", "account_number", "active")
    _order = "name"
    _transitions = {
        "draft": {"active", "suspended"},
        "active": {"active", "suspended"},
        "suspended": {"active", "suspended"},
    }

    _audit_fields = (
        "name",
        "code",
        "partner_id",
        "company_id",
        "state",
        "program_ids",
        "user_ids",
        "account_number",
        "active",
    )
    _audit_masked = ("account_number",)
    _audit_children = ("site_ids",)

    name = fields.Char(required=True)
    code = fields.Char(required=True, copy=False)
    partner_id = fields.Many2one("res.partner", "Contact", ondelete="restrict")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    state = fields.Selection(
        [("draft", "Draft"), ("active", "Active"), ("suspended", "Suspended")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        index=True,
    )
    program_ids = fields.Many2many(
        "g2p.program",
        string="Programmes",
        help="Vouchers of these programmes may be redeemed here.",
    )
    user_ids = fields.Many2many(
        "res.users", string="Staff", copy=False, help="May scan, redeem and claim."
    )
    site_ids = fields.One2many("g2p.service.provider.site", "provider_id", "Sites")
    redemption_ids = fields.One2many("g2p.voucher.redemption", "provider_id")
    account_number = fields.Char(
        "Bank account", copy=False, help="IBAN or account number for the payment of claims."
    )
    active = fields.Boolean(default=True)

    _code_unique = models.Constraint("UNIQUE(company_id, code)", "Another provider has this code.")

    # === CHECKS === #
    @api.constrains("user_ids", "active")
    def _check_user_ids(self):
        # sudo: staff and their other provider may belong to another company; no names are shown
        for provider in self.sudo():
            officer = provider.user_ids.filtered(lambda user: user._is_office())[:1]
            if officer:
                raise ValidationError(
                    self.env._(
                        "The user with the ID %(id)s has a role in the office, such as officer, "
                        "cashier, manager or auditor: choose another user as staff of %(name)s.",
                        id=officer.id,
                        name=provider.name,
                    )
                )
            others = provider.search(
                [("user_ids", "in", provider.user_ids.ids), ("id", "!=", provider.id)],
                limit=1,
            )
            if others:
                raise ValidationError(
                    self.env._(
                        "A member of staff of %(name)s already works for another provider. "
                        "A user can belong to one provider only.",
                        name=provider.name,
                    )
                )

    @api.constrains("company_id", "program_ids")
    def _check_program_company(self):
        for provider in self:
            companies = provider.program_ids.sudo().company_id  # sudo: only companies are compared
            if companies - provider.company_id:
                raise ValidationError(
                    self.env._(
                        "%(name)s can only serve programmes of its own company.",
                        name=provider.name,
                    )
                )

    @api.constrains("name")
    def _check_name(self):
        """Check the name, which is the payee in payment files."""
        for provider in self:
            why = self.env["g2p.payment.text"]._why_not(provider.name)
            if why:
                raise ValidationError(
                    self.env._(
                        "“%(name)s” cannot be the name of a provider, who is paid under it: "
                        "%(why)s.",
                        name=provider.name,
                        why=why,
                    )
                )

    @api.constrains("account_number")
    def _check_account_number(self):
        for provider in self:
            number = provider.account_number
            why = number and self.env["g2p.payment.text"]._why_no_account(number)
            if why:
                raise ValidationError(
                    self.env._(
                        "Bank account “%(number)s” of %(name)s cannot receive payments: %(why)s. "
                        "Enter it exactly as the bank does, or leave it empty.",
                        number=number,
                        name=provider.name,
                        why=why,
                    )
                )

    # === CRUD === #
    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [self._normalize_vals(vals) for vals in vals_list]
        for vals in vals_list:
            self._refuse_fields(vals, self._engine_fields)
        return super().create(vals_list)

    def write(self, vals):
        if not vals.get("active", True):
            refusal = self.env._(
                "This service provider cannot be archived now: suspend it to stop redemptions "
                "there."
            )
            self._refuse_open_matters(refusal)
        return super().write(self._normalize_vals(vals))

    @api.model
    def _normalize_vals(self, vals):
        """Normalise blanks, dashes and digits as in payment files: the stored values are exported.

        An account of blanks stays unchanged, and is refused: nobody enters blanks to mean no
        account.
        """
        vals = dict(vals)
        if isinstance(vals.get("name"), str):
            vals["name"] = one_line(vals["name"]) or vals["name"]
        if isinstance(vals.get("account_number"), str):
            number = vals["account_number"]
            vals["account_number"] = tidy_account(number) or number
        return vals

    def _refuse_write(self, names):
        raise AccessError(self.env._("Use the buttons of the provider to activate or suspend it."))

    # === ACTIONS === #
    def action_activate(self):
        """Let the provider's staff verify and redeem."""
        self._check_manager()
        self._refuse_blocked()
        self.sudo()._set_state("active")  # sudo: checked above

    def action_suspend(self):
        """Stop redemptions at this provider."""
        self._check_manager()
        self.sudo()._set_state("suspended")  # sudo: checked above

    # === HOOKS === #
    def _staff(self, role=""):
        """Hook: the members of staff, or those with the role; see ``user._service_provider``."""
        return self.user_ids

    # === HELPERS === #
    def _check_manager(self):
        if not self.env.user.has_group(MANAGER_GROUP):
            raise AccessError(
                self.env._("Only voucher managers can activate or suspend a provider.")
            )
        self.check_access("write")

    # === HOOKS === #
    def _activation_blockers(self):
        """Hook: sentences on what keeps these providers from being activated; under sudo."""
        return [
            self.env._(
                "Name at least one programme and one member of staff of %(name)s first.",
                name=provider.name,
            )
            for provider in self
            if not provider.program_ids or not provider.user_ids
        ]

    def _refuse_blocked(self):
        # sudo: what is missing does not depend on who asks
        blockers = self.sudo()._activation_blockers()
        if blockers:
            raise UserError("\n".join(blockers))

    def _why_not_payable_each(self):
        """Hook: {provider: why its claims are not paid now, as a sentence, or False}."""
        return dict.fromkeys(self, False)
