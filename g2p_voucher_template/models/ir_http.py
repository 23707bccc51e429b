from odoo import models


class IrHttp(models.AbstractModel):
    """Pages of vouchers, including those of other addons under the same path."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/voucher")
