from odoo import models


class G2PApprovalPolicy(models.Model):
    """A procedure that can be tried."""

    _inherit = "g2p.approval.policy"

    # === ACTIONS === #
    def action_simulate(self):
        """Try the procedure on a record or an amount."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Try: %(policy)s", policy=self.name),
            "res_model": "g2p.approval.simulate",
            "view_mode": "form",
            "target": "new",
            "context": {"default_policy_id": self.id},
        }
