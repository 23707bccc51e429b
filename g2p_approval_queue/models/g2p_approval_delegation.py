from odoo import models

#: fields by which an absence ends
ENDS = {"active", "date_to"}


class G2PApprovalDelegation(models.Model):
    """When an absence ends early, what its substitute has taken becomes free."""

    _inherit = "g2p.approval.delegation"

    def write(self, vals):
        done = super().write(vals)
        if ENDS & vals.keys():
            self.env["g2p.approval.hold"]._end_unable([("user_id", "in", self.delegate_id.ids)])
        return done
