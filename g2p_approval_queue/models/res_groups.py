from odoo import models


class ResGroups(models.Model):
    """When a role loses members, what they have taken by it becomes free."""

    _inherit = "res.groups"

    def write(self, vals):
        done = super().write(vals)
        if self._audit_moves_members(vals):
            self._end_holds()
        return done

    def unlink(self):
        done = super().unlink()
        self._end_holds()
        return done

    def _end_holds(self):
        """Of all officers: a role may come by way of another one."""
        self.env["g2p.approval.hold"]._end_unable([])
