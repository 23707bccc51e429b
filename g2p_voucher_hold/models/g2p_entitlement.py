from odoo import models

from odoo.addons.g2p_voucher_qr import const


class G2PEntitlement(models.Model):
    """Ends what is held of expired vouchers with their entitlement."""

    _inherit = "g2p.entitlement"

    def _vouchers_to_end(self, state):
        vouchers_sudo = super()._vouchers_to_end(state)
        if state not in const.DEAD_ENTITLEMENTS - {const.EXPIRED}:
            return vouchers_sudo
        over = [
            ("entitlement_id", "in", self.ids),
            ("state", "=", const.EXPIRED),
            ("amount_held", ">", 0),
        ]
        expired_sudo = vouchers_sudo.search(over, order="id")
        expired_sudo._lock()
        return vouchers_sudo | expired_sudo
