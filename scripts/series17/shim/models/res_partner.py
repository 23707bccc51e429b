from odoo import models


class ResPartner(models.Model):
    """19.0's name of the method that writes an address without ``write``."""

    _inherit = "res.partner"

    def update_address(self, vals):
        return self._update_address(vals)

    def _update_address(self, vals):
        return super().update_address(vals)
