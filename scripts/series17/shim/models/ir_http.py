from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    def session_info(self):
        """Show administrators the open rights on every page."""
        info = super().session_info()
        told = self.env.user._is_system() and self.env["g2p.series17.door"]._what_stays_open()
        if told:
            info["g2p_open_doors"] = told
        return info
