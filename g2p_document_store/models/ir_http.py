from odoo import models


class IrHttp(models.AbstractModel):
    """Documents have an address of the suite."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/document")
