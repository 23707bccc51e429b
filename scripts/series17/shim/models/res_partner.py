from odoo import models


class ResPartner(models.Model):
    """The name that 19.0 gives to what writes an address past ``write``."""

    _inherit = "res.partner"

    def update_address(self, vals):
        return self._update_address(vals)

    def _update_address(self, vals):
        return super().update_address(vals)
