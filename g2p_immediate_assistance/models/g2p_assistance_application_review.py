from odoo import models

from odoo.addons.g2p_suite_base.tools import moments

from ..tools.questions import CHOICES

#: shown for a missing answer
NONE = "–"


class G2PAssistanceApplication(models.Model):
    """Choices and answers as the pages show them."""

    _inherit = "g2p.assistance.application"

    def _portal_choices(self, question):
        """The choices as [(value, label)], and the likely value, or False."""
        field = self._fields[question.name]
        if question.kind == "selection":
            return field._description_selection(self.env), False
        listed_sudo = self.env[field.comodel_name].sudo().search([])  # sudo: public lists
        return [(record.id, record[question.shown]) for record in listed_sudo], False

    def _portal_review(self):
        """The answers of each page, as dicts (step, title, lines); a line is (label, text)."""
        # sudo: by _check_applicant, for the applicant alone
        application_sudo = self._check_own()
        pages = []
        for step, title in self._portal_steps():
            lines = application_sudo._review_lines(step)
            if lines or step == "documents":  # the page lists its files
                pages.append({"step": step, "title": title, "lines": lines})
        return pages

    def _review_lines(self, step):
        shown = [one for one in self._questions(step) if one.is_material and not one.beside]
        texts = self._answer_texts(shown)
        return [
            (one.short or self._fields[one.name]._description_string(self.env), texts[one.name])
            for one in shown
            if texts[one.name] is not None
        ]

    def _answer_texts(self, questions):
        """{question: its answer as people read it; None if it has no line}."""
        texts = {one.name: self._answer_text(one) for one in questions}
        together = self._combined_answers()
        return {**texts, **{name: together[name] for name in together if name in texts}}

    def _answer_text(self, question):
        value = self[question.name]
        if question.kind in CHOICES:
            value = value[question.shown]
        elif question.kind == "selection":
            value = self._selected(question.name)
        elif question.kind == "amount":
            value = self.currency_id.format(value) if value else NONE
        elif question.kind == "near_date":
            value = self._day_text(value)
        return value or NONE

    def _combined_answers(self):
        """{question: text} of the lines that combine several answers."""
        year = self.birthdate and str(self.birthdate.year)
        born = self._day_text(self.birthdate)
        helped = f"{self.applicant_id.name}: {self._selected('relation')}"
        return {
            "relation": None if self.relation == "self" else helped,
            "given_name": self._patient_name() or NONE,
            "birthdate": (year if self.birthdate_not_exact else born) or NONE,
            "id_type_id": f"{self.id_type_id.name or NONE} {self.id_number or ''}",
            "city": f"{self.zip or ''} {self.city or NONE}",
        }

    def _selected(self, name):
        """The label of the selected value, in the language of the environment."""
        return dict(self._fields[name]._description_selection(self.env)).get(self[name])

    def _day_text(self, day):
        return moments.day(self.env, day)
