from odoo import api, fields, models


class G2PApprovalOverride(models.TransientModel):
    """The dialog of a verdict past the officers: asked for by one manager, confirmed by another."""

    _name = "g2p.approval.override"
    _inherit = "g2p.approval.dialog"
    _description = "Decide Past the Officers"

    asked_id = fields.Many2one("g2p.approval.decision", readonly=True)
    asked_by_id = fields.Many2one(
        string="Asked for by", related="asked_id.user_id", related_sudo=False
    )
    asked_verdict = fields.Selection(
        string="Verdict asked for", related="asked_id.verdict", related_sudo=False
    )
    asked_reason = fields.Text("Why", related="asked_id.reason", related_sudo=False)
    verdict = fields.Selection([("approve", "Approve"), ("reject", "Reject")], default="approve")
    reason = fields.Text(required=True)
    public_text = fields.Text("Text that the person reads")

    @api.constrains("asked_id")
    def _check_reads_asked(self):
        self.sudo(False).asked_id.check_access("read")  # constraints run under sudo

    def action_confirm(self):
        """Ask, or confirm what another manager asked for; every check is the step's."""
        self.ensure_one()
        if self.asked_id:
            self.step_id.action_override_confirm(self.reason, self.asked_id.id)
        else:
            self.step_id.action_override_ask(self.verdict, self.reason, self.public_text)
        return {"type": "ir.actions.act_window_close"}
