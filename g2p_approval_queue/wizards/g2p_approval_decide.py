from odoo import models

from odoo.addons.g2p_suite_base.tools import actions


class G2PApprovalDecide(models.TransientModel):
    """After the decision the next case opens."""

    _inherit = "g2p.approval.decide"

    def action_confirm(self):
        """Decide, say so and open the next case; all checks are in the step."""
        self.ensure_one()
        request_sudo = self.step_id.sudo().request_id  # sudo: only which record
        record = request_sudo._record().sudo(False)
        action = self.action
        done = super().action_confirm()
        if done != actions.close():
            return done  # an addon has something else to show
        messages = {
            "approve": self.env._("Approved."),
            "reject": self.env._("Rejected."),
            "return": self.env._("Information requested."),
        }
        return record._approval_next_action(messages[action])
