from odoo import http
from odoo.http import request

from odoo.addons.web.controllers.home import Home


class FrontDoor(Home):
    """The host's own address leads newcomers to the types of assistance, unless a website has
    something to say there."""

    @http.route()
    def index(self, *args, **kw):
        is_newcomer = request.db and not request.session.uid
        if is_newcomer and "website" not in request.env:
            return request.redirect("/assistance")
        return super().index(*args, **kw)
