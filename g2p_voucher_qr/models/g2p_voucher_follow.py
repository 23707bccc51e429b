from odoo import models
from odoo.exceptions import UserError

from .. import const


class G2PEntitlement(models.Model):
    """Ends the vouchers of entitlements that OpenG2P cancels, in whatever way."""

    _inherit = "g2p.entitlement"

    def write(self, vals):
        vouchers_sudo = self._vouchers_to_end(vals.get("state"))
        done = super().write(vals)
        vouchers_sudo._end_with_entitlement(vals.get("state"))
        return done

    def _vouchers_to_end(self, state):
        """Vouchers that end when the entitlements get this state, locked, under sudo."""
        vouchers_sudo = self.env["g2p.voucher"].sudo()  # sudo: users who cancel need not see them
        if state not in const.DEAD_ENTITLEMENTS:
            return vouchers_sudo.browse()
        live = [("entitlement_id", "in", self.ids), ("state", "in", (const.DRAFT, const.ISSUED))]
        found_sudo = vouchers_sudo.search(live, order="id")
        found_sudo._lock()  # before the entitlement, in the same order as redeeming
        return found_sudo

    def unlink(self):
        held_sudo = self.sudo().filtered("voucher_ids")  # sudo: deleters need not see vouchers
        if held_sudo:
            raise UserError(
                self.env._(
                    "Entitlement %(code)s has a voucher, whose history must stay: cancel the "
                    "entitlement instead.",
                    code=held_sudo[0].code,
                )
            )
        return super().unlink()
