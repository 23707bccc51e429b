from odoo import fields, models

from odoo.addons.g2p_multistage_approval.models.g2p_approval_stage import G2PApprovalStage as Stage

from .res_company import MOST_MINUTES


class G2PApprovalStage(models.Model):
    """How long an officer may keep a case of the stage from the others."""

    _inherit = "g2p.approval.stage"
    _bounds = {**Stage._bounds, "hold_minutes": (0, MOST_MINUTES)}
    _audit_fields = ("hold_minutes",)

    hold_minutes = fields.Integer(
        "Minutes that a case is taken",
        help="Until another officer can take it; 0: as in the settings of the company.",
    )
