from odoo import fields, models


class G2PApprovalOverride(models.TransientModel):
    """The dialog of a verdict past the officers: asked for by one manager, confirmed by another."""

    _name = "g2p.approval.override"
    _description = "Decide Past the Officers"

    step_id = fields.Many2one("g2p.approval.step", required=True, readonly=True)
    case_name = fields.Char(related="step_id.request_name")
    asked_id = fields.Many2one("g2p.approval.decision", readonly=True)
    asked_by_id = fields.Many2one(related="asked_id.user_id", string="Asked for by")
    asked_verdict = fields.Selection(related="asked_id.verdict", string="Verdict asked for")
    asked_reason = fields.Text(related="asked_id.reason", string="Why")
    verdict = fields.Selection([("approve", "Approve"), ("reject", "Reject")], default="approve")
    reason = fields.Text(required=True)
    public_text = fields.Text("Text that the person reads")

    def action_confirm(self):
        """Ask, or confirm what another manager asked for; every check is the step's."""
        self.ensure_one()
        if self.asked_id:
            self.step_id.action_override_confirm(self.reason)
        else:
            self.step_id.action_override_ask(self.verdict, self.reason, self.public_text)
        return {"type": "ir.actions.act_window_close"}
