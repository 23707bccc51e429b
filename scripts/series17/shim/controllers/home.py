from odoo.http import request, route

from odoo.addons.web.controllers.home import Home


class LoginHome(Home):
    """Who signs in lands where they wanted to go.

    The sign-in page of OpenG2P's theme does not send the address back that it was opened with.
    """

    @route()
    def web_login(self, redirect=None, **kw):
        if request.httprequest.method == "GET":
            request.session["series17_redirect"] = redirect
        elif not redirect:
            redirect = request.session.pop("series17_redirect", None)
        return super().web_login(redirect=redirect, **kw)
