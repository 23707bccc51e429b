from odoo import api, fields, models

from ..tools.score import text_in
from .g2p_assistance_criterion import KINDS


class G2PAssistanceAssessmentLine(models.Model):
    """The answer to one criterion, with its words and weight as of then.

    An assessment that is written again before the decision gets new lines; the latest line of a
    criterion counts, and the earlier ones stay.
    """

    _name = "g2p.assistance.assessment.line"
    _description = "Answer to a Criterion"
    _inherit = "g2p.append.only.mixin"
    _order = "id"
    _rec_name = "label"

    assessment_id = fields.Many2one(
        "g2p.assistance.assessment", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="assessment_id.company_id", store=True, precompute=True)
    key = fields.Char(required=True, readonly=True, help="Names the criterion in its step.")
    labels = fields.Json(required=True, readonly=True, help="The criterion by language.")
    label = fields.Char("Criterion", compute="_compute_label")
    kind = fields.Selection(KINDS, "Kind of answer", required=True, readonly=True)
    steps = fields.Integer("Highest number", readonly=True)
    full_answer = fields.Char("Answer that counts", readonly=True)
    weight = fields.Integer(required=True, readonly=True)
    answer = fields.Char(readonly=True, help="A number, yes or no; empty: not answered.")
    points = fields.Integer(readonly=True)
    points_max = fields.Integer("Most points", readonly=True)

    @api.depends("labels")
    @api.depends_context("lang")
    def _compute_label(self):
        lang = self.env.lang or "en_US"
        for line in self:
            line.label = text_in(line.labels or {}, lang)

    def _kept_sentences(self):
        by_dialog = self.env._("Answers to criteria are written in the decision dialog.")
        return {
            "create": by_dialog,
            "write": self.env._("Answers to criteria cannot be changed."),
            "unlink": self.env._("Answers to criteria cannot be deleted."),
        }

    # === As data === #

    def _latest(self):
        """The line that counts of each criterion, in the order of the criteria."""
        return self.browse({line.key: line.id for line in self.sorted("id")}.values())

    def _as_criteria(self):
        """The criteria as they were answered, for the arithmetic."""
        return [
            {
                "key": line.key,
                "label": line.labels or {},
                "kind": line.kind,
                "steps": line.steps,
                "full": line.full_answer,
                "weight": line.weight,
            }
            for line in self
        ]

    def _as_answers(self):
        """{key: answer} of those that were answered."""
        return {
            line.key: int(line.answer) if line.kind == "scale" else line.answer
            for line in self
            if line.answer
        }
