from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.g2p_suite_base.tools import typed

from ..tools import score as tool


class G2PAssistanceAssessment(models.Model):
    """An assessment by the criteria of its step, with its score and the suggested amount."""

    _inherit = "g2p.assistance.assessment"

    line_ids = fields.One2many(
        "g2p.assistance.assessment.line", "assessment_id", "Answers", readonly=True
    )
    points = fields.Integer(readonly=True)
    points_max = fields.Integer("Most points", readonly=True)
    score = fields.Integer(
        "Score (%)", readonly=True, aggregator="avg", help="Of the criteria; rounded."
    )
    suggestion = fields.Json("How the amount is suggested", readonly=True)
    amount_suggested = fields.Monetary(readonly=True)
    document_ids = fields.One2many("g2p.document", "assessment_id", "Files", readonly=True)

    # === Writing === #

    @api.model
    def _checked_vals(self, application, step, vals):
        """With criteria, their answers instead of the need score.

        :param dict vals: as in ``_save_for``, with ``answers``: {key of a criterion: answer}
        """
        vals = {**vals, "remarks": self._check_remarks(application, vals.get("remarks"))}
        answers = vals.pop("answers", None) or {}
        form = step.sudo().assessment_form  # sudo: the right to decide it was checked before
        if not form:
            return super()._checked_vals(application, step, vals)
        answers = self._check_answers(application, form["criteria"], answers)
        return {
            **vals,
            "need_score": False,
            **self._prepare_score_vals(form["criteria"], answers),
            **self._prepare_suggestion_vals(application, step, form, answers),
        }

    @api.model
    def _check_remarks(self, application, remarks):
        remarks = typed.stored(remarks).strip()
        if not remarks:
            raise UserError(
                self.env._(
                    "The assessment of %(case)s has no text. Write what you found.",
                    case=application.display_name,
                )
            )
        if len(remarks) > typed.LONGEST_NOTE:
            raise UserError(
                self.env._(
                    "The remarks on %(case)s are too long. Write at most %(most)s characters, and "
                    "add a file if there is more to say.",
                    case=application.display_name,
                    most=typed.LONGEST_NOTE,
                )
            )
        return remarks

    @api.model
    def _check_answers(self, application, criteria, answers):
        """The answers to the criteria, all of them checked.

        :raises ValidationError: for what is no answer
        :raises UserError: for a criterion that needs an answer and has none
        """
        if not isinstance(answers, dict) or tool.odd(criteria, answers):
            raise ValidationError(
                self.env._(
                    "An answer in the assessment of %(case)s does not belong to its criteria. Open "
                    "the dialog again and choose the answers that it offers.",
                    case=application.display_name,
                )
            )
        lang = self.env.lang or "en_US"
        names = [tool.text_in(one["label"], lang) for one in tool.missing(criteria, answers)]
        if names:
            raise UserError(
                self.env._(
                    "The assessment of %(case)s has no answer to: %(criteria)s. Choose one for "
                    "each.",
                    case=application.display_name,
                    criteria=", ".join(names),
                )
            )
        return {key: value for key, value in answers.items() if value is not None}

    @api.model
    def _prepare_score_vals(self, criteria, answers):
        score = tool.reckon(criteria, answers)
        lines = {line.key: line for line in score.lines}
        percent, _exact = tool.percent(score.points, score.most)
        rows = [self._prepare_line_vals(one, answers, lines.get(one["key"])) for one in criteria]
        return {
            "points": score.points,
            "points_max": score.most,
            "score": percent,
            "line_ids": [(0, 0, row) for row in rows],
        }

    @api.model
    def _prepare_line_vals(self, criterion, answers, line):
        answer = answers.get(criterion["key"])
        return {
            "key": criterion["key"],
            "labels": criterion["label"],
            "kind": criterion["kind"],
            "steps": criterion["steps"],
            "full_answer": criterion["full"],
            "weight": criterion["weight"],
            "answer": False if answer is None else str(answer),
            "points": line.points if line else 0,
            "points_max": line.most if line else 0,
        }

    @api.model
    def _prepare_suggestion_vals(self, application, step, form, answers):
        words = self.env["g2p.assistance.arithmetic"]
        found = words._suggest(form, answers, *self._money_of(application, step))
        return {"suggestion": found, "amount_suggested": words._suggested_amount(found)}

    @api.model
    def _money_of(self, application, step):
        """The requested amount, the ceiling and the currency."""
        request_sudo = step.sudo().request_id  # sudo: as in _checked_vals; the ceiling is public
        ceiling = application.sudo().type_id.ceiling  # sudo: as above
        return request_sudo.amount_requested, ceiling, request_sudo.currency_id

    def _attach(self, files):
        """Store files with the assessment that the current user has just written.

        :param files: list of (file name, bytes)
        :raises DocumentRefused: with the reason
        """
        store = self.env["g2p.document"]
        for name, content in files:
            store._store(self, name, content, "assessment")

    def _erase_texts(self):
        """Erase the free text (a person's right), as of decisions; answers and score stay."""
        self.check_access("read")
        # sudo: the only change that a decided assessment knows; the caller has checked the right
        models.Model.write(self.sudo(), {"remarks": ""})
