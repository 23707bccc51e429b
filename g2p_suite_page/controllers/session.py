from odoo import http
from odoo.http import request


class SessionController(http.Controller):
    """Requests of pages about the session itself."""

    @http.route("/suite/session", type="http", auth="user", methods=["GET"])
    def stay(self, **_query):
        """Restart the session's time; a signed-out user is redirected to the sign-in page."""
        request.env["ir.http"]._prolong_session()
        return request.make_response("", [("Cache-Control", "no-store")])
