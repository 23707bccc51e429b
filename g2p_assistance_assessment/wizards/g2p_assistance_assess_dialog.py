from odoo import api, fields, models

from ..tools import score as tool

EMPTY = {"criteria": [], "bands": []}


class G2PAssistanceAssessDialog(models.AbstractModel):
    """The criteria in the dialogs of a verdict; nothing is filled in for the officer."""

    _inherit = "g2p.assistance.assess.dialog"

    has_criteria = fields.Boolean(compute="_compute_has_criteria")
    answers = fields.Json("Criteria", help="The chosen answers, by criterion.")
    assess_shown = fields.Json(
        compute="_compute_assess_shown", help="The criteria, and what the answers so far add up to."
    )

    @api.depends("step_id")
    def _compute_has_criteria(self):
        for dialog in self:
            dialog.has_criteria = bool(dialog._assessment_form()["criteria"])

    @api.depends("step_id", "answers")
    @api.depends_context("lang", "uid")
    def _compute_assess_shown(self):
        for dialog in self:
            dialog.assess_shown = dialog._assess_shown(dialog._assessment_form())

    def _assessment_form(self):
        """The frozen criteria of the step, for users who may read it."""
        self.step_id.check_access("read")
        return self.step_id.assessment_form or EMPTY

    def _assess_shown(self, form):
        """The criteria with their words and their arithmetic, and the sums, for the widget."""
        criteria, answers = form["criteria"], self._usable_answers(form["criteria"])
        if not criteria:
            return {}
        rows = self.env["g2p.assistance.arithmetic"]._rows(criteria, answers)
        return {
            "criteria": [
                {**self._criterion_shown(one), "working": self._working_shown(one, row, answers)}
                for one, row in zip(criteria, rows, strict=True)
            ],
            "has_bands": bool(form["bands"]),
            **self._sums_shown(form, answers),
        }

    def _sums_shown(self, form, answers):
        """The score and the suggested amount; while an answer is due, which one."""
        words, criteria = self.env["g2p.assistance.arithmetic"], form["criteria"]
        lang = self.env.lang or "en_US"
        due = [tool.text_in(one["label"], lang) for one in tool.missing(criteria, answers)]
        if due:
            sentence = self.env._("Still to answer: %(criteria)s.", criteria=", ".join(due))
            return {"total": sentence, "notes": [], "suggested": "", "amount": 0.0}
        step = self.step_id._origin
        case = step.sudo().request_id._record()  # sudo: only its ceiling and its currency
        *money, currency = self.env["g2p.assistance.assessment"]._money_of(case, step)
        suggestion = words._suggest(form, answers, *money, currency)
        return {
            "total": words._total(criteria, answers),
            "notes": words._notes(criteria, answers),
            "suggested": words._sentence_suggested(suggestion, currency),
            "amount": words._suggested_amount(suggestion),
        }

    @api.model
    def _working_shown(self, criterion, row, answers):
        """Nothing where an answer is still needed: it does count."""
        is_due = criterion["required"] and criterion["key"] not in answers
        return "" if is_due else row["working"]

    def _usable_answers(self, criteria):
        """The answers so far that are answers; the others are refused when they are saved."""
        answers = self.answers if isinstance(self.answers, dict) else {}
        wrong = tool.odd(criteria, answers)
        return {
            key: value for key, value in answers.items() if key not in wrong and value is not None
        }

    @api.model
    def _criterion_shown(self, criterion):
        lang = self.env.lang or "en_US"
        texts = {
            name: tool.text_in(criterion[name], lang)
            for name in ("label", "guidance", "lowest", "highest")
        }
        return {
            "key": criterion["key"],
            "required": criterion["required"],
            "weight": criterion["weight"],
            "choices": self._choices_shown(criterion, texts),
            **texts,
        }

    @api.model
    def _choices_shown(self, criterion, texts):
        """[{value, label}]; the ends of a scale with their meaning."""
        if criterion["kind"] == "yes_no":
            words = self.env["g2p.assistance.arithmetic"]
            return [{"value": one, "label": words._yes_no(one)} for one in ("yes", "no")]
        ends = {1: texts["lowest"], criterion["steps"]: texts["highest"]}
        return [
            {"value": one, "label": f"{one} – {ends[one]}" if ends.get(one) else str(one)}
            for one in tool.choices(criterion)
        ]

    # === Saving === #

    def _prepare_assessment_vals(self):
        return {**super()._prepare_assessment_vals(), "answers": self.answers}

    def _write_assessment(self):
        assessment = super()._write_assessment()
        files = self.assessment_file_ids
        if assessment and files:
            assessment._attach(files._take())
        return assessment
