from odoo import models


class IrHttp(models.AbstractModel):
    """Addresses of signing in with an ID."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/assistance/id")
