from odoo import api, models


class G2PAssistanceAssessment(models.Model):
    """Writing an assessment is work on the case: it stays taken."""

    _inherit = "g2p.assistance.assessment"

    @api.model
    def _save_for(self, application, step, vals):
        step._renew_hold()
        return super()._save_for(application, step, vals)
