from odoo import models

from odoo.addons.g2p_suite_base.tools import actions


class G2PApprovalPolicy(models.Model):
    """A procedure that can be tried."""

    _inherit = "g2p.approval.policy"

    # === ACTIONS === #
    def action_simulate(self):
        """Try the procedure on a record or an amount."""
        self.ensure_one()
        self.check_access("read")
        title = self.env._("Try: %(policy)s", policy=self.name)
        return actions.dialog(title, "g2p.approval.simulate", policy_id=self.id)
