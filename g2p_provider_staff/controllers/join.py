from urllib.parse import urlencode

from odoo.http import request

from odoo.addons.g2p_service_provider.controllers.provider import ProviderController
from odoo.addons.g2p_service_provider.tools.forms import plain
from odoo.addons.g2p_suite_page.controllers.portal_page import show_page, take_form

JOIN = "/provider/join"


class JoinController(ProviderController):
    """The page of an invitation, for anybody who holds the link of its mail."""

    @show_page(JOIN, auth="public")
    def provider_join(self, token=""):
        """Show who invites and to which roles, with the button that accepts."""
        return self._show_invitation(plain(token)[0])

    @take_form(f"{JOIN}/accept", of=JOIN, auth="public")
    def provider_join_accept(self, token="", name=""):
        """Join the staff; a person with a new account chooses its password next."""
        token, name = plain(token, name)
        path, refusal = self._try(request.env["g2p.provider.invitation"]._accept, token, name)
        if refusal:
            return self._show_invitation(token, str(refusal))
        return request.redirect(path)

    # === HELPERS === #

    def _show_invitation(self, token, error=""):
        invitation_sudo = request.env["g2p.provider.invitation"]._by_token(token)
        values = {"error": error, "token": token}
        if invitation_sudo:
            values |= self._prepare_invitation(invitation_sudo, token)
        status = 422 if error else 200 if invitation_sudo else 410
        page = self._render_framed("g2p_provider_staff.join", "join", values, status)
        page.headers["Referrer-Policy"] = "no-referrer"  # the address holds the link's secret
        return page

    def _prepare_invitation(self, invitation_sudo, token):
        user = request.env.user
        is_signed_in = not user._is_public()
        names = invitation_sudo._role_names()
        back = urlencode({"redirect": f"{JOIN}?{urlencode({'token': token})}"})
        return {
            "organisation": invitation_sudo.provider_id.name,
            "roles": [names[role] for role in names if role in invitation_sudo._roles()],
            "email": invitation_sudo.email,
            "typed_name": invitation_sudo.name,
            "is_signed_in": is_signed_in,
            "why_not": invitation_sudo._why_not(user) if is_signed_in else False,
            "has_account": invitation_sudo._has_account(),
            "sign_in": f"{request.env['ir.http']._sign_in_address()}?{back}",
            "sign_out": f"/web/session/logout?{back}",
        }
