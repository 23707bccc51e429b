from odoo import models

ADDON, BASE = "g2p_voucher_hold", "g2p_voucher_qr"


class IrModuleModule(models.Model):
    """The addon stays while providers hold amounts: they treat people because of it."""

    _inherit = "ir.module.module"

    def _why_not_uninstalled(self, leaving):
        found = super()._why_not_uninstalled(leaving)
        if found or ADDON not in leaving or BASE in leaving:  # without it, vouchers go too
            return found
        held = self.env["g2p.voucher.hold"]._open_matter([])
        return held[0] if held else False
