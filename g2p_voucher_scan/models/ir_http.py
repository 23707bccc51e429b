from odoo import models


class IrHttp(models.AbstractModel):
    """The public keys; the scanner's pages are under ``/voucher``."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        return (*super()._suite_addresses(), "/.well-known/g2p-voucher")
