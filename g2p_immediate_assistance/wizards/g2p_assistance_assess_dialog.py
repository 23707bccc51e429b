from odoo import fields, models

from ..models.g2p_assistance_assessment import NEED


class G2PAssistanceAssessDialog(models.AbstractModel):
    """Mixin for dialogs of a verdict that include the assessment."""

    _name = "g2p.assistance.assess.dialog"
    _description = "Dialog with an Assessment"

    need_score = fields.Selection(NEED, "Need")
    assessment_remarks = fields.Text("Assessment")

    def _write_assessment(self):
        """Save the assessment if the stage requires one; the model checks rights.

        :return: the assessment, under sudo; empty if none is written
        """
        none, step = self.env["g2p.assistance.assessment"], self.step_id
        if not step.requires_assessment or not self.assessment_remarks:
            return none
        request_sudo = step.sudo().request_id  # sudo: only finds the case of the step
        if request_sudo.model != "g2p.assistance.application":
            return none
        case = request_sudo._record().with_env(self.env)
        return none._save_for(case, step, self._prepare_assessment_vals())

    def _prepare_assessment_vals(self):
        return {
            "need_score": self.need_score,
            "remarks": self.assessment_remarks,
            "amount_recommended": self.amount,
        }
