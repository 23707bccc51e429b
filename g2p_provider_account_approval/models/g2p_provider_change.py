from odoo import api, fields, models
from odoo.exceptions import UserError


class G2PProviderChange(models.Model):
    """A change of a provider that a procedure decides, where the company has one for it."""

    _name = "g2p.provider.change"
    _inherit = [
        "g2p.provider.change",
        "g2p.approval.mixin",
        "mail.thread",
        "mail.activity.mixin",
    ]
    #: the digest covers the rest: payee, contact, programmes, staff and sites
    _approval_fields = ("provider_id", "kind", "account_old", "account_new", "digest")
    _approval_condition_fields = ("kind", "origin", "company_id")

    currency_id = fields.Many2one(related="company_id.currency_id", store=True)
    account_to_check = fields.Char(
        "Account to compare with the letter", compute="_compute_account_to_check"
    )

    @api.depends("approval_state")
    @api.depends_context("uid")
    def _compute_account_to_check(self):
        """The whole account, for the officer whose decision it waits for."""
        for change in self:
            # sudo: the officer decides about it
            whole_sudo = change.sudo() if change.approval_my_step_id else False
            change.account_to_check = whole_sudo._expected_account() if whole_sudo else False

    # === HOOKS: of the change === #

    def _on_asked(self):
        super()._on_asked()
        if self._has_procedure():
            self._approval_submit()

    def _has_procedure(self):
        """Whether the company decides about providers in stages. Then nothing falls back to two
        managers: a change that no procedure matches is refused."""
        # sudo: the requester need not see how it will be decided
        policies_sudo = self.env["g2p.approval.policy"].sudo()
        domain = [
            ("model", "=", self._name),
            ("company_id", "in", [self.company_id.id, False]),
            ("active", "=", True),
        ]
        return bool(policies_sudo.search_count(domain, limit=1))

    def _decided_elsewhere(self):
        if self.approval_state == "none":
            return super()._decided_elsewhere()
        return self.env._(
            "Change %(number)s is decided in stages: its officers find it in their inbox.",
            number=self.name,
        )

    def _end(self, state, reason):
        """A change that is withdrawn leaves the officers' inboxes."""
        if state == "withdrawn" and self.approval_state in ("pending", "returned"):
            self._approval_cancel(reason)
        return super()._end(state, reason)

    # === HOOKS: of the procedure === #

    def _approval_amount(self):
        """No money is decided here, but the engine wants an amount: one decision."""
        return 1.0

    def _approval_extra_digest(self):
        return [*super()._approval_extra_digest(), self._digest_now()]

    def _approval_conflict(self, user):
        return super()._approval_conflict(user) or self._why_not_neutral(user)

    def _approval_beneficiary_users(self):
        provider = self.provider_id
        people = provider.user_ids | provider.contact_user_ids
        return super()._approval_beneficiary_users() | people

    def _on_approval_approved(self, request):
        super()._on_approval_approved(request)
        if self._is_stale():
            raise UserError(
                self.env._(
                    "Provider %(code)s was changed after change %(number)s was asked for: withdraw "
                    "it and ask again.",
                    code=self.provider_id.code,
                    number=self.name,
                )
            )
        self._confirm()

    def _on_approval_rejected(self, request):
        super()._on_approval_rejected(request)
        self._end("refused", self.env._("Rejected in its procedure."))

    def _on_approval_returned(self, request):
        """There is nothing to complete in a change: it is asked for again instead."""
        super()._on_approval_returned(request)
        self._end("withdrawn", self.env._("Returned in its procedure: ask for it again."))
