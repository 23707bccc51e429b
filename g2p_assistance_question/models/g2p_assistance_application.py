import json

from odoo import api, fields, models

from ..tools import own_question
from ..tools.own_question import PAGES, OwnQuestion, is_own, text_in

#: usual questions that make sense only for a treatment
OF_TREATMENT = ("treatment", "hospital", "treatment_date", "treatment_details")
#: what cases were asked that had been submitted before types had questions
BEFORE = {"asks_treatment": True, "amount_label": {}, "questions": []}
#: prefix of the inputs of own questions
PREFIX = "q_"


class G2PAssistanceApplication(models.Model):
    """The own questions of the application's type, and their answers.

    A draft asks the type's present questions. Submitting freezes them in ``asked``, and from then
    on they are read from there: a person who is asked for information answers the same questions,
    and never ones that were added to the type since. ``own_answers`` has the answers by code, only
    of questions that apply: the answer to a question that does not is not kept.
    """

    _inherit = "g2p.assistance.application"
    _portal_fields = ("asked", "own_answers")

    asked = fields.Json("Questions as asked", readonly=True, copy=False)
    own_answers = fields.Json("Own answers", readonly=True, copy=False)

    # === What is asked === #

    def _asked_now(self):
        """The questions as data: frozen, or the type's present ones in a draft."""
        application_sudo = self.sudo()  # sudo: the questions of a type are public
        if application_sudo.date_submitted and not application_sudo.asked:
            return BEFORE
        lang = self.env.lang or "en_US"
        return application_sudo.asked or application_sudo.type_id._describe([lang])

    def _own_questions(self):
        """All own questions, in the order of the pages."""
        found = {}
        for row in self._asked_now()["questions"]:
            found[row["code"]] = self._own_question(row, found)
        return list(found.values())

    @api.model
    def _own_question(self, row, earlier):
        """The question of a row of data; ``earlier`` has those before it by code."""
        lang = self.env.lang or "en_US"
        label = text_in(row["label"], lang)
        required = self.env._("Answer this question: %(question)s", question=label)
        other = earlier.get(row["depends"])
        return OwnQuestion(
            row["step"],
            PREFIX + row["code"],
            own_question.INPUTS.get(row["kind"], "own_choice"),
            label,
            hint=text_in(row["help"], lang),
            sentence=required if row["required"] else "",
            short=label,
            lowest=0,
            code=row["code"],
            own_kind=row["kind"],
            choices=self._own_choices(row, lang),
            depends=row["depends"],
            answers=tuple(row["answers"]),
            depends_step=other.step if other else "",
            only_if=self._sentence_only_if(other, row["answers"]) if other else "",
        )

    @api.model
    def _own_choices(self, row, lang):
        if row["kind"] == "yes_no":
            return (("yes", self.env._("Yes")), ("no", self.env._("No")))
        return tuple((one["code"], text_in(one["label"], lang)) for one in row["options"])

    @api.model
    def _sentence_only_if(self, other, answers):
        chosen = [f"“{label}”" for value, label in other.choices if value in answers]
        return self.env._(
            "Only if you answered %(answers)s to “%(question)s”",
            answers=f" {self.env._('or')} ".join(chosen),
            question=other.label,
        )

    def _all_questions(self):
        usual = super()._all_questions()
        if len(self) != 1:  # the fields of the model, and not the questions of a case
            return usual
        asked, questions = self._asked_now(), self._own_questions()
        answers = self.sudo().own_answers or {}  # sudo: of the same application
        own = [one for page in PAGES for one in own_question.on_page(questions, page, answers)]
        if asked["asks_treatment"]:
            return (*self._with_words(usual, asked), *own)
        usual = [question for question in usual if question.name not in OF_TREATMENT]
        # what happened comes before what it costs
        first = [question for question in own if question.step == PAGES[0]]
        return (*first, *self._with_words(usual, asked), *own[len(first) :])

    # === Reading === #

    def _read_answers(self, step, vals, partial=False):
        clean, errors = super()._read_answers(step, vals, partial)
        page = [question for question in self._questions(step) if is_own(question)]
        if not page:
            return clean, errors
        answers = dict(self.sudo().own_answers or {})  # sudo: of the same application
        answers.update({one.code: clean.pop(one.name) for one in page if one.name in clean})
        questions = self._own_questions()
        apply = own_question.shown(questions, answers)
        for question in page:
            if question.code not in apply:
                errors.pop(question.name, None)
            elif question.required and not partial and answers.get(question.code) is None:
                errors.setdefault(question.name, question.sentence)
        clean["own_answers"] = own_question.kept(questions, answers) or False
        names = [question.name for question in self._questions(step)]
        return clean, {name: errors[name] for name in names if name in errors}

    def _read_answer(self, question, vals):
        if not is_own(question):
            return super()._read_answer(question, vals)
        value = vals.get(question.name)
        if question.own_kind != "amount":
            return {question.name: own_question.read(question, value)}
        currency = self.sudo().currency_id  # sudo: currencies are public
        amount = currency._read_typed(value)
        if not amount:
            return {question.name: None}
        written = f"{amount:.{currency.decimal_places}f}"
        return {question.name: {"amount": written, "currency": currency.name}}

    @api.model
    def _is_missing(self, question, values):
        """Own questions of a page are checked with the page's other answers, when it is read."""
        if not is_own(question):
            return super()._is_missing(question, values)
        if not question.required or isinstance(values, dict):
            return False
        _questions, answers, apply = values._own_answered()
        return question.code in apply and question.code not in answers

    def _own_answered(self):
        """The own questions, the answers that belong to them, and the codes of those that apply."""
        questions = self._own_questions()
        # sudo: of the same application
        answers = own_question.kept(questions, self.sudo().own_answers or {})
        return questions, answers, own_question.shown(questions, answers)

    # === Submitting, and what is decided on === #

    def _prepare_submit_vals(self):
        langs = [code for code, _name in self.env["res.lang"].get_installed()]
        vals = super()._prepare_submit_vals()
        _questions, answers, _apply = self._own_answered()
        documents = self.type_id.document_ids._describe(langs)
        asked = {**self.type_id._describe(langs), "documents": documents}
        vals.update(asked=asked, own_answers=answers or False)
        if not asked["asks_treatment"]:  # answered while the type still asked about it
            vals.update(dict.fromkeys(OF_TREATMENT, False))
        return vals

    def _approval_material(self):
        return (*super()._approval_material(), "asked", "own_answers")

    def _approval_value(self, path):
        """Data in canonical form: the database does not keep the order of keys."""
        if path not in ("asked", "own_answers"):
            return super()._approval_value(path)
        return json.dumps(self[path], sort_keys=True) if self[path] else None

    # === For the pages === #

    def _answer_texts(self, questions):
        own = [question for question in questions if is_own(question)]
        texts = super()._answer_texts([one for one in questions if not is_own(one)])
        _questions, answers, apply = self._own_answered() if own else ((), {}, ())
        texts.update({one.name: None for one in own if one.code not in apply})
        asked = [one for one in own if one.code in apply]
        texts.update({one.name: self._own_text(one, answers.get(one.code)) for one in asked})
        return texts
