from odoo import models


class G2PVoucherEntitlementManager(models.Model):
    """Notifies scanners when a setting changes the vouchers of ended programmes."""

    _inherit = "g2p.program.entitlement.manager.voucher.qr"

    def write(self, vals):
        done = super().write(vals)
        if "on_end" in vals:
            self.env["g2p.voucher.trust"]._record_unknown_change()
        return done
