from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions, moves

from .g2p_provider_change import LIVE


class G2PServiceProvider(models.Model):
    """A provider whose account and activation a second officer decides.

    ``account_number`` stays the account in force. Only a draft is entered freely: nothing is paid
    or redeemed there, and the second officer sees all of it at the activation.
    """

    _inherit = "g2p.service.provider"

    change_ids = fields.One2many("g2p.provider.change", "provider_id", "Changes", readonly=True)
    account_state = fields.Selection(
        [
            ("none", "None"),
            ("confirmed", "Confirmed"),
            ("before", "Entered before two officers were needed"),
            ("waiting", "A change is waiting"),
            ("unconfirmed", "Not confirmed"),
        ],
        "State of the account",
        compute="_compute_account_state",
        compute_sudo=True,
    )

    # === COMPUTE === #

    @api.depends("account_number", "change_ids.state", "change_ids.is_current")
    def _compute_account_state(self):
        states = self._account_states()
        for provider in self:
            provider.account_state = states[provider]

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        providers = super().create(vals_list)
        providers._record_entered()
        return providers

    def write(self, vals):
        settled = moves.settle(vals, "account_number")
        if settled is not None:  # the decision of two officers
            return super().write(settled)
        if "account_number" in vals:
            self._refuse_account(self._normalize_vals(vals)["account_number"])
        self._refuse_company(vals)
        programmes = self._active_programmes(vals)
        with self.env["res.partner"]._contact_changes(self, "partner_id" in vals):
            done = super().write(vals)
        self._refuse_added(programmes)
        if "account_number" in vals:
            self._record_entered()
        return done

    def _refuse_account(self, number):
        """Refuse another account in a form, an import or by RPC, unless it is a draft."""
        if self.env.su:
            return
        for provider in self:
            if provider.state != "draft" and (number or "") != (provider.account_number or ""):
                raise AccessError(
                    self.env._(
                        "The bank account of %(name)s changes by the button “Change the account” "
                        "only: a second officer confirms it.",
                        name=provider.name,
                    )
                )

    def _refuse_company(self, vals):
        """Refuse another company, unless it is a draft: it would bring other vouchers to serve, and
        other hours and procedures of its account, without a decision."""
        if self.env.su or "company_id" not in vals:
            return
        for provider in self:
            if provider.state != "draft" and vals["company_id"] != provider.company_id.id:
                raise UserError(
                    self.env._(
                        "Provider %(code)s is no draft any more, so its company stays. Enter a new "
                        "provider in the other company, which a second officer activates.",
                        code=provider.code,
                    )
                )

    def _active_programmes(self, vals):
        """{active provider: its programmes} before a user's change of them."""
        if self.env.su or "program_ids" not in vals:
            return {}
        # sudo: compared only; archived programmes are served too
        providers_sudo = self.sudo().with_context(active_test=False)
        return {one: one.program_ids for one in providers_sudo if one.state == "active"}

    def _refuse_added(self, before):
        """Refuse programmes that an active provider did not have ``before``: the second officer saw
        those at its activation."""
        for provider, programmes in before.items():
            if provider.program_ids - programmes:
                raise UserError(
                    self.env._(
                        "Provider %(code)s is active, so it takes no further programme. Suspend "
                        "it, add the programme, and have it activated by two officers again.",
                        code=provider.code,
                    )
                )

    def _record_entered(self):
        """Accounts that the server itself enters, at its setup, count as confirmed; those that
        code writes in the name of a user wait for the second officer."""
        if self.env.uid == SUPERUSER_ID:
            current = self._current_by_provider()
            entered = self.filtered(
                lambda one: (
                    (one.account_number or "")
                    != (current[one.id].account_new or "" if one.id in current else "")
                )
            )
            self.env["g2p.provider.change"]._record_accounts(entered, "server")

    # === ACTIONS === #

    def action_activate(self):
        """Ask for the activation, or decide it where another manager has asked."""
        self.ensure_one()
        self._check_manager()
        self._refuse_active()
        asked_sudo = self._live_change_sudo("activate")
        if asked_sudo and not asked_sudo._is_stale():
            return asked_sudo.sudo(False).action_decide()
        self._refuse_blocked()
        if asked_sudo:
            asked_sudo._end("withdrawn", self._say_changed())
        change_sudo = self.env["g2p.provider.change"]._ask(self, "activate")
        message = self.env._(
            "Change %(number)s waits for another voucher manager.", number=change_sudo.name
        )
        return actions.notify(message, next=actions.reload())

    def _refuse_active(self):
        if self.state == "active":
            raise UserError(
                self.env._("%(name)s is active already. Reload the page.", name=self.name)
            )

    # === HELPERS === #

    def _say_changed(self):
        return self.env._("The provider was changed after this was asked for.")

    def _live_change_sudo(self, kind):
        """The change of this kind that is not over, under sudo; may be empty."""
        # sudo: the rule does not depend on who asks
        changes_sudo = self.env["g2p.provider.change"].sudo()
        live = [("kind", "=", kind), ("state", "in", LIVE)]
        return changes_sudo.search([("provider_id", "=", self.id), *live])
