from odoo.http import request, route

from odoo.addons.web.controllers.home import Home

KEY = "series17_redirect"


class LoginHome(Home):
    """Who signs in lands where they wanted to go.

    The sign-in page of OpenG2P's theme does not send the address back that it was opened with,
    and its method passes none on, so it is kept in the session meanwhile.
    """

    @route()
    def web_login(self, redirect=None, **kw):
        if request.httprequest.method == "GET":
            request.session[KEY] = request.params.get("redirect")
        return super().web_login(redirect=redirect, **kw)

    def _login_redirect(self, uid, redirect=None):
        # before what the portal puts in its place, whichever of the controllers comes first
        wanted = request.params.get("redirect") or request.session.pop(KEY, None)
        return super()._login_redirect(uid, redirect=wanted or redirect)
