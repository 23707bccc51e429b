from odoo import models


class IrHttp(models.AbstractModel):
    """Pages of the scanner, of the link to a voucher, and the public keys."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/voucher", "/.well-known/g2p-voucher")
