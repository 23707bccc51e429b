from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.g2p_suite_base.controllers.file import file_response
from odoo.addons.g2p_suite_base.tools import numbers


class PaperController(http.Controller):
    """Printed vouchers, for officers."""

    @http.route("/voucher/print", type="http", auth="user", methods=["GET"])
    def print(self, ids=""):
        """One file for the printer; each voucher is checked again."""
        chosen = [number for number in map(numbers.whole, ids.split(",")) if number][:500]
        vouchers = request.env["g2p.voucher"].browse(chosen).exists()
        try:
            for voucher in vouchers:
                voucher._check_deliverable()
        except UserError:
            raise request.not_found() from None
        if not vouchers:
            raise request.not_found()
        return file_response("vouchers.pdf", vouchers._printed(), "application/pdf")
