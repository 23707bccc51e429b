from odoo import fields, models


class G2PApprovalDecide(models.TransientModel):
    """The assessment is written in the same dialog as the decision."""

    _inherit = "g2p.approval.decide"

    requires_assessment = fields.Boolean(related="step_id.requires_assessment")
    need_score = fields.Selection(
        [("1", "1 – low"), ("2", "2"), ("3", "3 – middle"), ("4", "4"), ("5", "5 – very high")],
        "Need",
    )
    assessment_remarks = fields.Text("Assessment")

    def action_confirm(self):
        """Write the assessment, then decide: one transaction."""
        self.ensure_one()
        step = self.step_id
        if self.action == "approve" and step.requires_assessment and self.assessment_remarks:
            request_sudo = step.sudo().request_id  # sudo: only finds the case of the step
            if request_sudo.model == "g2p.assistance.application":
                application = request_sudo._record().with_env(self.env)
                self.env["g2p.assistance.assessment"]._write_for(
                    application,
                    step,
                    {
                        "need_score": self.need_score or "3",
                        "remarks": self.assessment_remarks,
                        "amount_recommended": self.amount,
                    },
                )
        return super().action_confirm()
