from odoo import fields, models


class G2PApprovalOverride(models.TransientModel):
    """The files of the assessment in this dialog."""

    _inherit = "g2p.approval.override"

    assessment_file_ids = fields.One2many(
        "g2p.assistance.assess.file", "override_id", "Files of the assessment"
    )
