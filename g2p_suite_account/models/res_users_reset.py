from datetime import timedelta
from urllib.parse import parse_qs, urlencode, urlsplit

from odoo import api, fields, models
from odoo.tools import email_normalize

from ..tools.logins import typed_login
from .ir_http import RESET

#: Odoo's own parameter, and its default
HOURS_KEY, HOURS = "auth_signup.reset_password.validity.hours", 4


class ResUsers(models.Model):
    """A link for a new password: the same answer for everybody, after the same work.

    It goes to the address with which the person signs in, which only the office can change. The
    one in *My account* is not confirmed: a typing error would give the account to a stranger, and
    an open session on an unattended telephone would be enough to take it.
    """

    _inherit = "res.users"

    def reset_password(self, login):
        """Odoo's method, which other addons replace; the pages use the one below."""
        return self._send_reset_link(login)

    @api.model
    def _send_reset_link(self, login):
        """Send the link, if there is one account to send it to.

        :return: True, for everybody
        :raises UserError: no mail can be sent, or too many were asked for from this network
        """
        self._check_mail()
        if not self._may_mail(login):
            return True
        user, address = self._reset_aim(typed_login(login))
        savepoint = self.env.cr.savepoint()
        with savepoint:
            self._mail_reset(user, address)
            if not address:
                self.env.flush_all()  # the work is done, and undone
                savepoint.rollback()
        return True

    @api.model
    def _reset_aim(self, login):
        """(account, address) of the link; without an address it is for nobody.

        An employee whose login is no address is found, and written to, by the address that the
        office has.
        """
        users_sudo = self.sudo()  # sudo: before signing in; nothing of the account is returned
        found_sudo = users_sudo.search(self._get_login_domain(login), limit=2)
        by_address = [*self._get_email_domain(login), ("share", "=", False)]
        alike_sudo = users_sudo.search([*by_address, ("login", "not like", "@")], limit=2)
        user_sudo = found_sudo or alike_sudo
        if len(user_sudo) != 1 or not login:
            # sudo: an account that nobody signs in with, for the same work
            return self.env.ref("base.public_user").sudo(), ""
        address = email_normalize(user_sudo.login)
        if not address and not user_sudo.share:
            address = email_normalize(user_sudo.email)
        return user_sudo, address or ""

    @api.model
    def _mail_reset(self, user, address):
        values = {"link": self._reset_link(user), "hours": self._reset_hours()}
        users = self.with_context(lang=user.lang or self.env.lang)
        users._mail_to(
            address, users.env._("A new password"), "g2p_suite_account.mail_reset", values
        )

    @api.model
    def _reset_link(self, user):
        """The address where the account's owner, and nobody else, chooses a new password."""
        # sudo: the link is made for the owner of the account
        partner_sudo = user.sudo().partner_id
        until = {}
        if "signup_expiration" in partner_sudo._fields:  # 17.0
            until["expiration"] = fields.Datetime.now() + timedelta(hours=self._reset_hours())
        partner_sudo.signup_prepare(signup_type="reset", **until)
        forced_sudo = partner_sudo.with_context(signup_force_type_in_url="reset")
        theirs = forced_sudo._get_signup_url_for_action()[partner_sudo.id]
        token = parse_qs(urlsplit(theirs).query)["token"][0]
        return f"{self.get_base_url()}{RESET}?{urlencode({'token': token})}"

    @api.model
    def _reset_hours(self):
        """Hours for which the link is valid."""
        # sudo: how long a link lasts is no secret
        text = self.env["ir.config_parameter"].sudo().get_param(HOURS_KEY) or ""
        return int(text) if text.isascii() and text.isdigit() and 0 < int(text) < 1000 else HOURS
