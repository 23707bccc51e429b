from odoo import api, fields, models

from odoo.addons.g2p_assistance_question.models.g2p_assistance_application import PREFIX

from .g2p_assistance_application import REGISTRY
from .g2p_assistance_application_sources import PARTS

#: fields of the answers that can be known
FIELDS = tuple(name for part in PARTS for name in part if name != "birth_year")
OFFICE = (
    "g2p_immediate_assistance.group_assistance_officer,"
    "g2p_immediate_assistance.group_assistance_auditor"
)


class G2PAssistanceApplication(models.Model):
    """Where answers come from, as applicants and officers read it."""

    _inherit = "g2p.assistance.application"

    known_from = fields.Text(
        "Filled in",
        compute="_compute_known",
        groups=OFFICE,
        help="Answers that the applicant did not have to type, and has not changed.",
    )
    known_differs = fields.Text(
        "Stated otherwise than the registry",
        compute="_compute_known",
        groups=OFFICE,
        help="The registry's value when the application was started, and what was stated. Of a "
        "person whom another company has registered, only that they differ.",
    )

    # === For officers === #

    @api.depends("known_answers", "own_answers", "member_ids", "birthdate_not_exact", *FIELDS)
    @api.depends_context("lang")
    def _compute_known(self):
        for application in self:
            application_sudo = application.sudo()  # sudo: shown in words only
            application.known_from = application_sudo._known_from_text()
            application.known_differs = application_sudo._known_differs_text()

    def _known_from_text(self):
        found = {}
        for name, one in (self.known_answers or {}).items():
            if self._is_as_known(name):
                found.setdefault(self._source_name(one), []).append(self._known_label(name))
        lines = [f"{source}: {', '.join(labels)}" for source, labels in found.items()]
        return "\n".join(lines) or False

    def _known_differs_text(self):
        lines = [
            self._known_difference(name, one)
            for name, one in (self.known_answers or {}).items()
            if one["of"] == REGISTRY and not self._is_as_known(name)
        ]
        return "\n".join(lines) or False

    def _known_difference(self, name, known):
        words = {
            "question": self._known_label(name),
            "stated": self._known_text(name, self._plain_answer(name)),
        }
        if self._is_of_another_company(known):
            return self.env._(
                "%(question)s: %(stated)s stated, otherwise than the registry of another company",
                **words,
            )
        return self.env._(
            "%(question)s: %(known)s in the registry, %(stated)s stated",
            known=self._known_text(name, known["value"]),
            **words,
        )

    def _source_name(self, known):
        if known["of"] == REGISTRY:
            return self.env._("Registry")
        if self._is_of_another_company(known):
            return self.env._("An earlier application")
        return known["of"]

    def _known_label(self, name):
        if not name.startswith(PREFIX):
            return self._fields[name]._description_string(self.env)
        labels = {question.name: question.label for question in self._own_questions()}
        return labels.get(name, name.removeprefix(PREFIX))

    def _known_text(self, name, value):
        """A value of the registry as people read it."""
        if name == "birthdate":
            day, is_year = value
            value = day[:4] if day and is_year else self._day_text(fields.Date.to_date(day))
        elif self._fields[name].type == "many2one":
            value = self.env[self._fields[name].comodel_name].browse(value).exists().display_name
        return value or "–"

    # === For the applicant === #

    def _portal_known(self, step):
        """The sources of a page's answers.

        :return: dict with ``answers``, {question: (sentence, whether it is unchanged)}, and where
            unchanged ones come from: ``registry`` (bool), ``application`` (reference or "")
        """
        application_sudo = self._check_own()
        names = {question.name for question in self._questions(step)}
        if step == "family":
            names.add("member_ids")
        answers, unchanged = {}, set()
        for name, one in (application_sudo.known_answers or {}).items():
            if name not in names:
                continue
            is_same = application_sudo._is_as_known(name)
            sentence = self._sentence_source(one["of"], is_same)
            if sentence:
                answers[application_sudo._asked_as(name)] = (sentence, is_same)
            if is_same:
                unchanged.add(one["of"])
        return {
            "answers": answers,
            "registry": REGISTRY in unchanged,
            "application": next(iter(unchanged - {REGISTRY}), ""),
        }

    def _portal_reused(self):
        """The reference of the earlier application whose answers were taken over, or ""."""
        known = self._check_own().known_answers or {}
        return next((one["of"] for one in known.values() if one["of"] != REGISTRY), "")

    def _asked_as(self, name):
        """The question that shows the answer: a birth of which only the year is known has its
        own."""
        return "birth_year" if name == "birthdate" and self.birthdate_not_exact else name

    @api.model
    def _sentence_source(self, source, is_same):
        if source != REGISTRY:
            said = self.env._("From your application %(application)s.", application=source)
            return said if is_same else ""
        if is_same:
            return self.env._("From the registry.")
        return self.env._("The registry says otherwise. The office sees this.")

    @api.model
    def _sentence_emptied(self):
        return self.env._(
            "You apply for somebody else, so what was filled in about you has been removed. Enter "
            "the answers of the person who needs help."
        )
