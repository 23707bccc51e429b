import logging

from odoo import api, models
from odoo.exceptions import UserError

from odoo.addons.auth_signup.models.res_users import SignupError

from ..tools.logins import SHORTEST, escaped, typed_login
from .mail_mail import LATER

_logger = logging.getLogger(__name__)


class ResUsers(models.Model):
    """Accounts of people: found however their login is typed, and not shown to strangers."""

    _inherit = "res.users"

    def _page_landing(self):
        """Where the work of this user is, after signing in without another aim; empty for Odoo's
        own choice. Portals add theirs."""
        return ""

    # === One account for a login, however it is typed === #

    @api.model
    def _known_login(self, login):
        """The login as it is stored, if one account alone has it in another case."""
        login = typed_login(login)
        # sudo: before signing in; nothing of the account is returned but what was typed
        users_sudo = self.sudo().with_context(active_test=False)
        if not login or users_sudo.search_count([("login", "=", login)], limit=1):
            return login
        alike_sudo = users_sudo.search([("login", "=ilike", escaped(login))], limit=2)
        return alike_sudo.login if len(alike_sudo) == 1 else login

    @api.model
    def _get_login_domain(self, login):
        return super()._get_login_domain(self._known_login(login))

    @api.model
    def signup(self, values, token=None):
        """Refuse short passwords, and a second account for a login in another case."""
        if "password" in values:  # other providers make accounts without one
            self._check_new_password(values["password"])
        if not token:
            login = typed_login(values.get("login"))
            self._check_new_login(login)
            values = {**values, "login": login.lower()}
        return super().signup(values, token)

    @api.model
    def _shortest_password(self):
        """Characters that a new password needs: those of the server's policy, never below ours."""
        return max(SHORTEST, self.get_password_policy()["minlength"])

    @api.model
    def _check_new_password(self, password):
        shortest = self._shortest_password()
        if len(password or "") < shortest:
            sentence = self.env._(
                "Choose a password of at least %(count)s characters.", count=shortest
            )
            raise UserError(sentence)

    @api.model
    def _check_new_login(self, login):
        if not login:
            raise UserError(self.env._("Enter your e-mail address."))
        # sudo: Odoo's page checks it so too
        users_sudo = self.sudo().with_context(active_test=False)
        if users_sudo.search_count(self._get_login_domain(login), limit=1):
            sentence = self.env._("Another user is already registered using this email address.")
            raise SignupError(sentence)

    # === Reset: the same answer for everybody === #

    def reset_password(self, login):
        """Send the link, if there is one account to send it to. The answer does not depend on
        that: a stranger must not learn who has an account, nor fill somebody's mailbox."""
        if not self._may_mail(login):
            return True
        try:
            with self.env.cr.savepoint():
                super(ResUsers, self.with_context(**{LATER: True})).reset_password(login)
        except Exception as error:  # noqa: BLE001 - no account, several, or no mail server
            _logger.warning("no link for a new password was sent: %s", type(error).__name__)
        return True
