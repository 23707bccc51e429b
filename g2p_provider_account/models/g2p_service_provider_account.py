from odoo import models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_suite_base.tools.plain_text import one_line, tidy_account
from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP

from .g2p_provider_change import LIVE


class G2PServiceProvider(models.Model):
    """Asking for another account, and whether claims are paid to the present one."""

    _inherit = "g2p.service.provider"

    # === ACTIONS === #

    def action_change_account(self):
        """Open the dialog that asks for another account."""
        self.ensure_one()
        self._check_may_propose()
        title = self.env._("Change the account of %(code)s", code=self.code)
        return actions.dialog(title, "g2p.provider.account.ask", provider_id=self.id)

    def action_propose_account(self, number, reason):
        """Ask for another account, or for the confirmation of the present one.

        :param str number: the account, as the provider's letter says it
        :param str reason: kept with the change
        """
        self.ensure_one()
        self._check_may_propose()
        change_sudo = self._propose_account(number, reason)
        message = self.env._(
            "Change %(number)s waits for another voucher manager. Claims of the provider are not "
            "paid until it is decided.",
            number=change_sudo.name,
        )
        return actions.notify(message, next=actions.reload())

    def _check_may_propose(self):
        """Voucher managers who have no tie to the provider."""
        user = self.env.user
        if not user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only voucher managers change the account of a provider."))
        self.check_access("write")
        tie = user._tie_to(self._identity())
        if tie:
            raise AccessError(
                self.env._(
                    "%(reason)s Another voucher manager must ask for it.",
                    reason=user._tie_reason(tie),
                )
            )

    # === BUSINESS === #

    def _propose_account(self, number, reason, origin="office"):
        """Ask for an account in the name of the current user, whose right the caller checked.

        Portals call it for the provider's own administrator, with ``origin="provider"``.

        :return: the change, under sudo
        """
        self.ensure_one()
        number = tidy_account(number) if isinstance(number, str) else ""
        reason = one_line(reason) if isinstance(reason, str) else ""
        provider_sudo = self.sudo()  # sudo: the caller has checked the right
        provider_sudo._check_proposed(number, reason)
        former_sudo = self._live_change_sudo("account")
        if former_sudo and not former_sudo._is_stale():
            raise UserError(
                self.env._(
                    "Change %(number)s of this provider is not over. Decide or withdraw it first.",
                    number=former_sudo.name,
                )
            )
        if former_sudo:
            former_sudo._end("withdrawn", self._say_changed())
        change_sudo = self.env["g2p.provider.change"]._ask(
            self, "account", account_new=number, reason=reason, origin=origin
        )
        change_sudo._defer("_send_notice")
        return change_sudo

    def _check_proposed(self, number, reason):
        why = self.env["g2p.payment.text"]._why_no_account(number)
        if why:
            raise ValidationError(
                self.env._(
                    "“%(number)s” cannot receive payments: %(why)s. Enter the account exactly as "
                    "the bank does.",
                    number=number,
                    why=why,
                )
            )
        if not reason:
            raise ValidationError(
                self.env._(
                    "Say why the account changes, such as the provider's letter and its day."
                )
            )
        if self.state == "draft":
            raise UserError(
                self.env._(
                    "%(name)s is a draft: enter the account in its form. A second officer confirms "
                    "it with the activation.",
                    name=self.name,
                )
            )
        if number == self.account_number and self.account_state == "confirmed":
            raise UserError(
                self.env._("This account of %(name)s is confirmed already.", name=self.name)
            )

    # === Which account is confirmed: under sudo === #

    def _current_by_provider(self):
        """{id: the row of its confirmed account}, in one query."""
        changes_sudo = self.env["g2p.provider.change"].sudo()  # sudo: as above
        found = changes_sudo.search([("provider_id", "in", self.ids), ("is_current", "=", True)])
        return {change.provider_id.id: change for change in found}

    def _current_account(self):
        """The row of the confirmed account; empty where none was confirmed."""
        none_sudo = self.env["g2p.provider.change"].sudo()  # sudo: as above
        return self._current_by_provider().get(self.id, none_sudo)

    def _is_account_confirmed(self):
        """Whether two officers know the account in force."""
        return (self.account_number or "") == (self._current_account().account_new or "")

    def _account_states(self):
        """{provider: the value of ``account_state``}, in two queries."""
        waiting, current = self._waiting_accounts(), self._current_by_provider()
        states = {}
        for provider in self:
            ident, number = provider._origin.id, provider.account_number or ""
            row = current.get(ident)
            if ident in waiting:
                states[provider] = "waiting"
            elif number != ((row.account_new or "") if row else ""):
                states[provider] = "unconfirmed"
            elif not number:
                states[provider] = "none"
            else:
                states[provider] = "before" if row.origin == "before" else "confirmed"
        return states

    def _waiting_accounts(self):
        """{id: the change of its account that is not over}, in one query."""
        changes_sudo = self.env["g2p.provider.change"].sudo()  # sudo: as above
        live = [("kind", "=", "account"), ("state", "in", LIVE)]
        found = changes_sudo.search([("provider_id", "in", self.ids), *live])
        return {change.provider_id.id: change for change in found}

    # === HOOKS === #

    def _audit_authors(self, name):
        """Of the account also who asked for it and who decided it."""
        authors = super()._audit_authors(name)
        if name != "account_number":
            return authors
        changes_sudo = self.env["g2p.provider.change"].sudo()  # sudo: as above
        found = changes_sudo.search([("provider_id", "in", self.ids), ("kind", "=", "account")])
        people = found.requested_by_id | found.decided_by_id | found.ended_by_id
        return authors | people.with_env(self.env)

    def _why_not_payable_each(self):
        found = super()._why_not_payable_each()
        providers_sudo = self.sudo()  # sudo: the same for every cashier
        for provider_sudo, state in providers_sudo._account_states().items():
            found[provider_sudo] = found[provider_sudo] or provider_sudo._why_not_payable(state)
        return found

    def _why_not_payable(self, state):
        if state == "waiting":
            return self.env._(
                "The bank account of provider %(code)s is being changed (%(number)s). Its claims "
                "are paid once the change is in force, refused or withdrawn.",
                code=self.code,
                number=self._live_change_sudo("account").name,
            )
        if state == "unconfirmed":
            return self.env._(
                "The bank account of provider %(code)s was not confirmed by a second officer. Ask "
                "a voucher manager to have it confirmed with “Change the account”.",
                code=self.code,
            )
        return False
