import secrets

from odoo import SUPERUSER_ID, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, email_normalize

from odoo.addons.auth_signup.models.res_users import SignupError

from ..exceptions import TooManyRights
from ..tools.logins import LONGEST, SHORTEST, is_comparable, typed_login, typed_name

#: logins that differ from a typed one by their case alone; two say that it belongs to no one
ALIKE = "SELECT login FROM res_users WHERE lower(login) = lower(%s) LIMIT 2"


class ResUsers(models.Model):
    """Accounts of people: found however their login is typed, and not shown to strangers."""

    _inherit = "res.users"

    # a login that no account has is looked for in any case, at each try
    _login_in_any_case_idx = models.Index("(lower(login))")

    def _page_landing(self):
        """Where the work of this user is, after signing in without another aim; empty for Odoo's
        own choice. Portals add theirs."""
        return ""

    # === One account for a login, however it is typed === #

    @api.model
    def _known_login(self, login):
        """The login as it is stored, if one account alone has it in another case."""
        login = typed_login(login)
        if not login:
            return login
        self.flush_model(["login"])
        # nothing of the account is returned but what was typed
        self.env.cr.execute(SQL(ALIKE, login))
        alike = [found for (found,) in self.env.cr.fetchall()]
        return alike[0] if len(alike) == 1 else login

    @api.model
    def _get_login_domain(self, login):
        return super()._get_login_domain(self._known_login(login))

    @api.model
    def signup(self, values, token=None):
        """Refuse short passwords, and a second account for a login in another case."""
        if "password" in values:  # other providers make accounts without one
            self._check_new_password(values["password"])
        login = self._invited_login(token) if token else typed_login(values.get("login"))
        if login is not None:
            self._check_new_login(login)
            values = {**values, "login": login.lower()}
        if values.get("name"):
            values = {**values, "name": typed_name(values["name"]) or login}
        return super().signup(values, token)

    @api.model
    def _invited_login(self, token):
        """The login of an account that an invitation makes: the address that it was sent to,
        whatever else is typed. None for the link of an account that exists."""
        partner_sudo = self.env["res.partner"].sudo()  # sudo: the link is the right to use it
        invited_sudo = partner_sudo._signup_retrieve_partner(
            token, check_validity=True, raise_exception=True
        )
        if invited_sudo.with_context(active_test=False).user_ids:
            return None
        address = email_normalize(invited_sudo.email)
        if not address:
            raise UserError(
                self.env._("This invitation has no e-mail address. Ask the office for another one.")
            )
        return address

    @api.model
    def _shortest_password(self):
        """Characters that a new password needs: those of the server's policy, never below ours."""
        return max(SHORTEST, self.get_password_policy()["minlength"])

    @api.model
    def _check_new_password(self, password):
        shortest = self._shortest_password()
        if not isinstance(password, str):  # a file is no password
            password = ""
        if password and not is_comparable(password):
            sentence = self.env._(
                "Choose a password of at most %(count)s characters.", count=LONGEST
            )
            raise UserError(sentence)
        if len(password.strip()) < shortest:
            sentence = self.env._(
                "Choose a password of at least %(count)s characters.", count=shortest
            )
            raise UserError(sentence)

    def _check_password_policy(self, passwords):
        """Each new password, wherever it comes from, and whatever the server's policy is."""
        for password in filter(None, passwords):
            self._check_new_password(password)
        return super()._check_password_policy(passwords)

    @api.model
    def _check_new_login(self, login):
        if not login:
            raise UserError(self.env._("Enter your e-mail address."))
        # sudo: Odoo's page checks it so too
        users_sudo = self.sudo().with_context(active_test=False)
        if users_sudo.search_count(self._get_login_domain(login), limit=1):
            sentence = self.env._("Another user is already registered using this email address.")
            raise SignupError(sentence)

    # === Accounts of people who sign in without a password === #

    @api.model
    def _create_without_password(self, name, office=None, lang=None):
        """A portal account of a person who has shown with an ID who they are, as the superuser's;
        its login is nothing that somebody could type.

        :param office: its company; else that of the server's template of accounts
        :raises TooManyRights: and nothing is created
        """
        values = {
            "login": f"id-{secrets.token_hex(16)}",
            "name": name,
            "lang": lang or self.env.lang,
        }
        if office:
            values.update(company_id=office.id, company_ids=[(6, 0, office.ids)])
        # sudo: as the server, like an account that somebody makes on the sign-up page
        users = self.env["res.users"].with_user(SUPERUSER_ID)
        with self.env.cr.savepoint():
            user = users._create_user_from_template(values)
            if user._is_internal() or not user._is_portal():
                raise TooManyRights(self.env._("You cannot sign in in this way. Ask the office."))
        return user
