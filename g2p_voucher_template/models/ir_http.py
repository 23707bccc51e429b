from odoo import models


class IrHttp(models.AbstractModel):
    """Papers of vouchers, and all that other addons have below the same address."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/voucher")
