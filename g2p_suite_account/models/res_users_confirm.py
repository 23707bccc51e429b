from urllib.parse import urlencode

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, single_email_re
from odoo.tools.misc import consteq, hmac

from ..tools import sign_up_link
from ..tools.logins import own_path, typed_login, typed_name
from .ir_http import SIGN_UP

CONFIRM_KEY = "g2p_suite_account.confirm_addresses"
#: characters of a way that a link holds
LONGEST_WAY = 500


class ResUsers(models.Model):
    """A new account begins with a link in a mail: its address is confirmed before it is used.

    Nothing is stored until then, and the answer is the same for everybody: a person who has an
    account reads so in the mail.
    """

    _inherit = "res.users"

    @api.model
    def _confirms_addresses(self):
        # sudo: the page says that a mail comes
        return self.env["ir.config_parameter"].sudo().get_param(CONFIRM_KEY) == "True"

    @api.model
    def _ask_to_confirm(self, login, name, way=""):
        """Send the mail with the link, to be mailed after the answer.

        :param str way: the path on which the person wants to go on
        """
        address = email_normalize(typed_login(login))
        if not address or not single_email_re.fullmatch(address):
            raise UserError(self.env._("Enter your e-mail address, for example ana@example.org."))
        self._check_mail()
        if self._may_mail(address):  # the answer stays the same
            values = self._confirmation_values(address, name, way)
            self._mail_to(
                address, self.env._("Your account"), "g2p_suite_account.mail_confirm", values
            )

    @api.model
    def _confirmation_values(self, address, name, way):
        """The values of the mail; with an account there is nothing to confirm."""
        # sudo: only the owner of the address reads it
        users_sudo = self.sudo().with_context(active_test=False)
        is_known = users_sudo.search_count(self._get_login_domain(address), limit=1)
        way = own_path(way)
        values = {
            "login": address,
            "name": typed_name(name),
            "way": way if len(way) <= LONGEST_WAY else "",
        }
        base = self.get_base_url()
        if is_known:
            return {"link": f"{base}{self.env['ir.http']._sign_in_address()}", "is_known": True}
        token = sign_up_link.pack(values, self._seal_of_link)
        return {"link": f"{base}{SIGN_UP}?{urlencode({'confirm': token})}", "is_known": False}

    @api.model
    def _confirmed(self, token):
        """The values of a genuine link: {login, name, way}; nothing for any other text."""
        return sign_up_link.unpack(token, self._seal_of_link, same=consteq) or {}

    @api.model
    def _seal_of_link(self, text):
        # sudo: no user may read the server's secret
        return hmac(self.env(su=True), "g2p_suite_account.sign_up", text)
