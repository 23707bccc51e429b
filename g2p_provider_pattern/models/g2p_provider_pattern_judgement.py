from odoo import api, fields, models

ACTIONS = [
    ("dismiss", "Dismissed"),
    ("confirm", "Confirmed"),
    ("reopen", "Reopened"),
    ("return", "Came back by itself"),
]
CAUSES = [
    ("worse", "Half again as high as when it was dismissed"),
    ("changed", "Other records than when it was dismissed"),
]


class G2PProviderPatternJudgement(models.Model):
    """A judgement of a pattern, or its return: who, when, why, and the figure at that time."""

    _name = "g2p.provider.pattern.judgement"
    _description = "Judgement of a Pattern"
    _inherit = "g2p.append.only.mixin"
    _order = "id desc"
    _rec_name = "action"

    pattern_id = fields.Many2one(
        "g2p.provider.pattern", required=True, readonly=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="pattern_id.company_id", store=True, precompute=True)
    action = fields.Selection(ACTIONS, required=True, readonly=True)
    reason = fields.Char(readonly=True)
    cause = fields.Selection(CAUSES, readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    facts = fields.Json(readonly=True)
    figure = fields.Char(compute="_compute_figure")

    @api.depends("facts")
    @api.depends_context("lang")
    def _compute_figure(self):
        for judgement in self:
            judgement.figure = judgement.pattern_id._figure_of(judgement.facts)

    def _kept_sentences(self):
        return {
            "create": self.env._("A judgement is made with the buttons of a pattern only."),
            "write": self.env._("A judgement of a pattern cannot be changed: make another one."),
            "unlink": self.env._("A judgement of a pattern cannot be deleted."),
        }
