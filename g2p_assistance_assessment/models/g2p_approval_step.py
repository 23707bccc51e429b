from odoo import fields, models


class G2PApprovalStep(models.Model):
    """The criteria of a step, as its stage had them when the case was submitted."""

    _inherit = "g2p.approval.step"

    assessment_form = fields.Json(
        "Criteria of the assessment",
        readonly=True,
        copy=False,
        help="Frozen with the other rules of the stage: running cases never change.",
    )
