from odoo import http
from odoo.http import request

from ..tools import colours
from .portal_page import PageMixin, show_page

#: seconds that a browser keeps a colour: its address names it
KEPT = 365 * 24 * 3600


class FrameController(PageMixin, http.Controller):
    """Addresses of the frame itself."""

    @http.route(
        "/suite/look/<string:name>",
        type="http",
        auth="public",
        methods=["GET"],
        save_session=False,
    )
    def look(self, name, **_query):
        """The style sheet of a colour, as `0b5563.css`: pages have no inline styles."""
        code = colours.digits(name.removesuffix(".css"))
        if not code or f"{code}.css" != name:
            raise request.not_found()
        headers = [
            ("Content-Type", "text/css; charset=utf-8"),
            ("Cache-Control", f"public, max-age={KEPT}, immutable"),
        ]
        return request.make_response(colours.style(code), headers)

    @show_page("/assistance/accessibility", auth="public", readonly=True)
    def accessibility(self, **_query):
        """The accessibility statement of the pages."""
        note = request.env["g2p.page.frame"]._company().g2p_accessibility_note
        return self._render("g2p_suite_page.accessibility", {"note": note})
