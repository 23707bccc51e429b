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
        listed = self.env[field.comodel_name].sudo()  # sudo: public lists
        likely = self._likely_countries() if question.kind == "country" else listed
        listed = likely | listed.search([])
        return [(record.id, record[question.shown]) for record in listed], likely[:1].id

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
        lines = []
        for question in self._questions(step):
            shown = question.is_material and not question.beside
            text = self._answer_text(question) if shown else None
            if text is not None:
                label = question.short or self._fields[question.name]._description_string(self.env)
                lines.append((label, text))
        return lines

    def _answer_text(self, question):
        """The answer as people read it; None if it has no line."""
        together = self._combined_answers()
        if question.name in together:
            return together[question.name]
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
