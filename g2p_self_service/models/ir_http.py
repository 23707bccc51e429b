from odoo import models


class IrHttp(models.AbstractModel):
    """Addresses of the applicants' pages."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/assistance", "/my/assistance", "/my/voucher")

    @classmethod
    def _page_home(cls, path):
        is_own = path.startswith(("/assistance", "/my/assistance", "/my/voucher"))
        return "/assistance" if is_own else super()._page_home(path)
