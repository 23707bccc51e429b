from odoo import fields, models


class G2PApprovalDecide(models.TransientModel):
    """The files of the assessment in this dialog."""

    _inherit = "g2p.approval.decide"

    assessment_file_ids = fields.One2many(
        "g2p.assistance.assess.file", "decide_id", "Files of the assessment"
    )
