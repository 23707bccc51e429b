from odoo import fields, models


class G2PAssistanceBand(models.Model):
    """A row of a stage's table of amounts: from which score which part of the request."""

    _name = "g2p.assistance.band"
    _description = "Suggested Amount by Score"
    _inherit = ["g2p.approval.bounds", "g2p.audit.mixin", "g2p.company.mixin"]
    _order = "score_from, id"
    _rec_name = "score_from"
    _bounds = {"score_from": (0, 100), "share_percent": (1, 100)}
    _audit_fields = ("stage_id", "score_from", "share_percent")

    stage_id = fields.Many2one("g2p.approval.stage", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="stage_id.company_id", store=True, precompute=True, index=True
    )
    score_from = fields.Integer("Score from (%)", required=True)
    share_percent = fields.Integer("Part of the requested amount (%)", required=True, default=100)

    _score_uniq = models.Constraint(
        "UNIQUE (stage_id, score_from)",
        "Two rows of the table of amounts begin at the same score. Change one of them.",
    )
    _within_bounds = models.Constraint(
        "CHECK (score_from BETWEEN 0 AND 100 AND share_percent BETWEEN 1 AND 100)",
        "The table of amounts has scores from 0 to 100 % and parts from 1 to 100 %.",
    )
