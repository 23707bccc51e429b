from odoo import models


class G2PVoucherEntitlementManager(models.Model):
    """Scanners learn what becomes of vouchers when their programme ends."""

    _inherit = "g2p.program.entitlement.manager.voucher.qr"

    def write(self, vals):
        done = super().write(vals)
        if "on_end" in vals:
            self.env["g2p.voucher.trust"]._touch_all()
        return done
