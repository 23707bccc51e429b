from odoo import models

from odoo.addons.g2p_voucher_qr.const import MANAGER_MODEL


class G2PProgram(models.Model):
    """Notifies scanners when vouchers end with their programme."""

    _inherit = "g2p.program"

    def write(self, vals):
        done = super().write(vals)
        if vals.keys() & {"state", "active", "locked"}:
            self._notify_scanners()
        return done

    def _notify_scanners(self):
        """Record a change for vouchers that end with the programme: offline phones use the list."""
        ending = [("program_id", "in", self.ids), ("on_end", "=", "at_once")]
        # sudo: users who end a programme need not see its managers
        if self.env[MANAGER_MODEL].sudo().search_count(ending, limit=1):
            self.env["g2p.voucher.trust"]._record_unknown_change()
