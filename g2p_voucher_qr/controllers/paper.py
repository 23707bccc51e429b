from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.g2p_suite_base.tools import numbers
from odoo.addons.g2p_suite_base.tools.form_page import form_page

from . import page

HEADERS = [
    ("Cache-Control", "private, no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
]


class PaperController(http.Controller):
    """The paper of a voucher: behind a link for its holder, for the printer of officers."""

    @http.route(
        "/voucher/paper/<string:token>", type="http", auth="public", methods=["GET"], sitemap=False
    )
    def paper(self, token):
        """A page with a button: programs that look into links do not use them up."""
        return self._page(request.env["g2p.voucher.delivery"]._by_token(token))

    @form_page("/voucher/paper/{token}")
    @http.route(
        "/voucher/paper/<string:token>", type="http", auth="public", methods=["POST"], sitemap=False
    )
    def open_paper(self, token, **_unused):
        """The PDF."""
        delivery = request.env["g2p.voucher.delivery"]._by_token(token)
        if not delivery:
            return self._page(delivery)
        return self._pdf(*delivery._open())

    @http.route("/voucher/print", type="http", auth="user", methods=["GET"])
    def print(self, ids=""):
        """One file for the printer; each voucher is checked again."""
        chosen = [number for number in map(numbers.whole, ids.split(",")) if number][:500]
        vouchers = request.env["g2p.voucher"].browse(chosen).exists()
        try:
            for voucher in vouchers:
                voucher._check_handover()
        except UserError:
            raise request.not_found() from None
        if not vouchers:
            raise request.not_found()
        return self._pdf("vouchers.pdf", vouchers._printed())

    def _page(self, delivery):
        env = page.translated()
        text = page.render(
            env,
            "g2p_voucher_qr.paper_page",
            found=bool(delivery),
            title=env._("Your document"),
            csrf_token=request.csrf_token(),
        )
        headers = [("Content-Type", "text/html; charset=utf-8"), *HEADERS]
        return request.make_response(text, headers, status=200 if delivery else 404)

    def _pdf(self, name, content):
        disposition = content_disposition(name).replace("attachment", "inline", 1)
        headers = [("Content-Type", "application/pdf"), ("Content-Disposition", disposition)]
        return request.make_response(content, [*headers, *HEADERS])
