from odoo import models


class IrHttp(models.AbstractModel):
    """Pages of providers."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/provider")
