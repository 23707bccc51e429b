from odoo import http
from odoo.http import request

from odoo.addons.g2p_suite_base.controllers.file import PRIVATE, file_response
from odoo.addons.g2p_suite_page.controllers import page
from odoo.addons.g2p_suite_page.tools.form_page import form_page


class LinkController(http.Controller):
    """The voucher's PDF, behind a link for its holder."""

    @http.route(
        "/voucher/paper/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def paper(self, token):
        """Show a page with a button: programs that follow links do not use them up."""
        return self._page(request.env["g2p.voucher.delivery"]._by_token(token))

    @form_page("/voucher/paper/{token}")
    @http.route(
        "/voucher/paper/<string:token>", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def open_paper(self, token, **_unused):
        """Return the PDF."""
        delivery = request.env["g2p.voucher.delivery"]._by_token(token)
        if not delivery or delivery._why_locked():
            return self._page(delivery)
        name, content = delivery._open()
        return file_response(name, content, "application/pdf")

    def _page(self, delivery):
        env = page.translated()
        locked = delivery.with_context(lang=env.lang)._why_locked() if delivery else False
        text = page.render(
            env,
            "g2p_voucher_delivery.paper_page",
            found=bool(delivery),
            locked=locked,
            title=env._("Your document"),
            csrf_token=request.csrf_token(),
        )
        headers = [("Content-Type", "text/html; charset=utf-8"), *PRIVATE]
        return request.make_response(text, headers, status=self._status(delivery, locked))

    def _status(self, delivery, locked):
        if not delivery:
            return 404
        # RFC 9110 section 15.5.4: a form that was sent anyway
        return 403 if locked and request.httprequest.method == "POST" else 200
