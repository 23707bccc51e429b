from odoo.http import request, route

from odoo.addons.web.controllers.home import Home

KEY = "series17_redirect"


class LoginHome(Home):
    """After signing in, users arrive at the page they wanted.

    The sign-in page of OpenG2P's theme does not send back the address it was opened with, and its
    method does not pass it on, so it is kept in the session.
    """

    @route()
    def web_login(self, redirect=None, **kw):
        if request.httprequest.method == "GET":
            request.session[KEY] = request.params.get("redirect")
        return super().web_login(redirect=redirect, **kw)

    def _login_redirect(self, uid, redirect=None):
        # before the portal replaces it, regardless of the order of the controllers
        wanted = request.params.get("redirect") or request.session.pop(KEY, None)
        return super()._login_redirect(uid, redirect=wanted or redirect)
