from odoo import http
from odoo.http import request


class SessionController(http.Controller):
    """What pages ask for about the session itself."""

    @http.route("/suite/session", type="http", auth="user", methods=["GET"])
    def stay(self, **_query):
        """Begin the session's time again; who is signed out is led to signing in."""
        request.env["ir.http"]._prolong_session()
        return request.make_response("", [("Cache-Control", "no-store")])
