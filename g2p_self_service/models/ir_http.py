from odoo import models


class IrHttp(models.AbstractModel):
    """Pages of the person."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/assistance", "/my/assistance")
