from odoo import models


class IrHttp(models.AbstractModel):
    """Addresses of the providers' pages."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/provider")

    @classmethod
    def _page_home(cls, path):
        return "/provider" if path.startswith("/provider") else super()._page_home(path)
