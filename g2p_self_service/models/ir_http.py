from odoo import models


class IrHttp(models.AbstractModel):
    """Addresses of the applicants' pages."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/assistance", "/my/assistance")
