from odoo import fields, models


class G2PAssistanceAssessDialog(models.AbstractModel):
    """Mixin for dialogs of a verdict that include the assessment."""

    _name = "g2p.assistance.assess.dialog"
    _description = "Dialog with an Assessment"

    need_score = fields.Selection(
        [("1", "1 – low"), ("2", "2"), ("3", "3 – middle"), ("4", "4"), ("5", "5 – very high")],
        "Need",
    )
    assessment_remarks = fields.Text("Assessment")

    def _write_assessment(self):
        """Save the assessment if the stage requires one; the model checks rights."""
        step = self.step_id
        if not step.requires_assessment or not self.assessment_remarks:
            return
        request_sudo = step.sudo().request_id  # sudo: only finds the case of the step
        if request_sudo.model != "g2p.assistance.application":
            return
        self.env["g2p.assistance.assessment"]._save_for(
            request_sudo._record().with_env(self.env),
            step,
            {
                "need_score": self.need_score,
                "remarks": self.assessment_remarks,
                "amount_recommended": self.amount,
            },
        )
