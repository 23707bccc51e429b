from odoo import fields, models


class G2PApprovalReassign(models.TransientModel):
    """The dialog in which a step is handed to another officer; the step judges."""

    _name = "g2p.approval.reassign"
    _inherit = "g2p.approval.dialog"
    _description = "Hand a Step Over"

    from_user_id = fields.Many2one(
        "res.users", "Instead of", default=lambda self: self.env.user, required=True
    )
    user_id = fields.Many2one(
        "res.users", "New officer", required=True, domain=[("share", "=", False)]
    )
    reason = fields.Text(required=True)

    def action_confirm(self):
        """Hand over; every check is the step's."""
        self.ensure_one()
        self.step_id.action_reassign(self.user_id.id, self.reason, self.from_user_id.id)
        return {"type": "ir.actions.act_window_close"}
