from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

from odoo.addons.g2p_suite_base.tools import numbers

HEADERS = [
    ("Cache-Control", "private, no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Robots-Tag", "noindex"),
]


def pdf_response(name, content):
    """A paper that the browser shows and nothing keeps."""
    disposition = content_disposition(name).replace("attachment", "inline", 1)
    headers = [("Content-Type", "application/pdf"), ("Content-Disposition", disposition)]
    return request.make_response(content, [*headers, *HEADERS])


class PaperController(http.Controller):
    """The papers of vouchers, for the printer of officers."""

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
        return pdf_response("vouchers.pdf", vouchers._printed())
