from odoo import api, models
from odoo.exceptions import UserError

from .. import const
from .g2p_program_step import label_of


class G2PEntitlement(models.Model):
    """What OpenG2P does to an entitlement, its vouchers follow, by whichever door it comes."""

    _inherit = "g2p.entitlement"

    def write(self, vals):
        vouchers_sudo = self._vouchers_to_end(vals.get("state"))
        done = super().write(vals)
        vouchers_sudo._end_with_entitlement(vals.get("state"))
        return done

    def _vouchers_to_end(self, state):
        """Vouchers that end with the entitlements in this state, locked, under sudo."""
        vouchers_sudo = self.env["g2p.voucher"].sudo()  # sudo: who cancels need not see them
        if state not in const.DEAD_ENTITLEMENTS:
            return vouchers_sudo.browse()
        live = [("entitlement_id", "in", self.ids), ("state", "in", (const.DRAFT, const.ISSUED))]
        found_sudo = vouchers_sudo.search(live, order="id")
        found_sudo._lock()  # before the entitlement, as redeeming does
        return found_sudo

    def unlink(self):
        held_sudo = self.sudo().filtered("voucher_ids")  # sudo: who deletes need not see vouchers
        if held_sudo:
            raise UserError(
                self.env._(
                    "Entitlement %(code)s has a voucher, whose history is kept: cancel the "
                    "entitlement instead.",
                    code=held_sudo[0].code,
                )
            )
        return super().unlink()


class G2PVoucher(models.Model):
    """A voucher ends with its entitlement; what was redeemed stays."""

    _inherit = "g2p.voucher"

    @api.model
    def _live_of_cycles(self, cycles):
        """Vouchers to issue or in use, of entitlements of the cycles."""
        live = [
            ("entitlement_id.cycle_id", "in", cycles.ids),
            ("state", "in", (const.DRAFT, const.ISSUED)),
        ]
        return self.search(live, order="id")

    def _end_with_entitlement(self, state):
        """End the vouchers, which are locked, since their entitlement has this state."""
        label = label_of(self.entitlement_id[:1], state)
        reason = self.env._("The entitlement was set to “%(state)s”", state=label)
        final = const.EXPIRED if state == const.EXPIRED else const.REVOKED
        for former, vouchers in self.grouped("state").items():
            vouchers._end(const.CANCELLED if former == const.DRAFT else final, reason)

    def _end(self, final, reason):
        """Nothing more is redeemed with them; the fund gets back what was not used."""
        self._set_state(final, reason)
        if final != const.EXPIRED:
            self.sudo().copy_ids._revoke(reason)  # sudo: the caller was checked
        self._on_closed(final)
