from markupsafe import Markup

from odoo import api, fields, models


class G2PAssistanceApplication(models.Model):
    """The assessments of a case, each with its arithmetic, for officers and auditors."""

    _inherit = "g2p.assistance.application"

    assessments_shown = fields.Html(
        "Assessments in words",
        compute="_compute_assessments_shown",
        sanitize=False,  # made of the assessments' own blocks
        exportable=False,
        groups="g2p_immediate_assistance.group_assistance_officer,"
        "g2p_immediate_assistance.group_assistance_auditor",
    )

    @api.depends("assessment_ids.explanation")
    @api.depends_context("lang", "tz", "uid")
    def _compute_assessments_shown(self):
        for application in self:
            blocks = application.assessment_ids.mapped("explanation")  # markup; texts are escaped
            application.assessments_shown = Markup().join(blocks) or False
