from urllib.parse import urlsplit

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import email_normalize

from odoo.addons.auth_signup.models.res_users import SignupError
from odoo.addons.g2p_suite_account.exceptions import TooManyRights
from odoo.addons.g2p_suite_account.tools.logins import typed_name
from odoo.addons.g2p_suite_base.tools.rows import hold


class G2PProviderInvitation(models.Model):
    """Accepting an invitation: with the account of its address, or a new one.

    The link went to the address alone, so who holds it may have an account for this address, whose
    password is chosen with Odoo's own link. An account that exists has to be signed in.
    """

    _inherit = "g2p.provider.invitation"

    @api.model
    def _by_token(self, token):
        """The invitation of a link that counts, under sudo; or empty."""
        invitations_sudo = self.sudo()  # sudo: the link is the right to read it
        if not isinstance(token, str) or not token:
            return invitations_sudo.browse()
        now = fields.Datetime.now()
        same = [("token_digest", "=", self._digest(token)), ("state", "=", "open")]
        found = invitations_sudo.search([*same, ("date_until", ">=", now)], limit=1)
        is_active = found.provider_id.active and found.provider_id.state == "active"
        return found if is_active and found._is_sender_in_office() else found.browse()

    @api.model
    def _accept(self, token, name=""):
        """Join the staff with the link of the mail.

        :param str name: of the person, for a new account
        :return: the path to go on: to choose a password, or the provider's pages
        :raises UserError: with what to do instead
        """
        invitation_sudo = self._by_token(token)
        if not invitation_sudo:
            raise UserError(self._sentence_old())
        invitation_sudo.provider_id._hold_staff()
        user = self.env.user
        if user._is_public():
            joined_sudo = invitation_sudo._create_account(name)
            invitation_sudo._join(joined_sudo)
            link = urlsplit(self.env["res.users"]._reset_link(joined_sudo))
            return f"{link.path}?{link.query}"
        # two invitations of two providers at once: the second one is retried, and sees the first
        hold(user, referable=True, change=True)
        why_not = invitation_sudo._why_not(user)
        if why_not:
            raise UserError(why_not)
        invitation_sudo._join(user)
        return "/provider"

    def _join(self, user):
        # sudo: recorded as done by the person, who had no account when the request began
        mine_sudo = self.with_user(user).sudo()
        mine_sudo.provider_id._join(user, self._roles())
        mine_sudo._set_state("accepted", user_id=user.id)

    # === HELPERS === #

    @api.model
    def _sentence_old(self):
        return self.env._(
            "This invitation is too old, withdrawn or used. Ask the person who invited you for "
            "another one."
        )

    def _why_not(self, user):
        """A sentence on why the signed-in user cannot accept; False if they can."""
        _ = self.env._
        if email_normalize(user.login or "") != self.email:
            return _(
                "The invitation went to %(email)s, and you are signed in with another account. "
                "Sign out, and open the link again.",
                email=self.email,
            )
        if user._is_internal() or user._is_office():
            return _(
                "Your account has a role in the office, so it cannot act for a provider. Ask the "
                "person who invited you to use another address of yours."
            )
        # sudo: whether the user themselves belongs to a provider
        providers_sudo = self.env["g2p.service.provider"].sudo()
        if providers_sudo.search_count([("user_ids", "in", user.ids)], limit=1):
            return _(
                "Your account already acts for a service provider. Ask its administrator to "
                "remove you first."
            )
        return False

    def _has_account(self):
        """Whether the address has an account, which has to be signed in; only the owner of the
        address reads this."""
        users_sudo = self.env["res.users"].sudo().with_context(active_test=False)  # sudo: as above
        domain = users_sudo._get_login_domain(self.email)
        return bool(users_sudo.search_count(domain, limit=1))

    def _create_account(self, name):
        """A portal account of the address, without a password yet, as the superuser's."""
        company = self.provider_id.company_id
        values = {
            "login": self.email,
            "email": self.email,
            "name": typed_name(name) or self.name,
            "lang": self.env.lang,
            "company_id": company.id,
            "company_ids": [(6, 0, company.ids)],
        }
        sign_in = self.env._("There is already an account with this address. Sign in first.")
        if self._has_account():
            raise UserError(sign_in)
        # sudo: as the server, like an account that somebody makes on the sign-up page
        users = self.env["res.users"].with_user(SUPERUSER_ID)
        try:
            user = users._create_user_from_template(values)
        except SignupError as taken:  # somebody made it at the same moment
            raise UserError(sign_in) from taken
        if user._is_internal() or not user._is_portal():
            raise TooManyRights(self.env._("You cannot join in this way. Ask the office."))
        return user
