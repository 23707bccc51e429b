from dataclasses import replace

from odoo import api, models

from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_review import NONE
from odoo.addons.g2p_suite_base.tools import moments

from ..tools.own_question import DECIDABLE, fits, is_own, text_in


class G2PAssistanceApplication(models.Model):
    """The wording of questions and answers: nothing medical where no treatment is asked for."""

    _inherit = "g2p.assistance.application"

    def _is_about_treatment(self):
        """Whether the pages speak of a patient."""
        return self._asked_now()["asks_treatment"]

    @api.model
    def _portal_steps(self):
        steps = super()._portal_steps()
        if len(self) != 1 or self._is_about_treatment():
            return steps
        titles = {
            "treatment": self.env._("What you need"),
            "person": self.env._("The person who needs help"),
        }
        return [(step, titles.get(step, title)) for step, title in steps]

    def _with_words(self, questions, asked):
        """The usual questions in the words of the type."""
        words = {} if asked["asks_treatment"] else self._words_without_treatment()
        label = text_in(asked["amount_label"], self.env.lang or "en_US")
        if label:
            words["amount_requested"] = {**words.get("amount_requested", {}), "label": label}
        return [replace(question, **words.get(question.name, {})) for question in questions]

    @api.model
    def _words_without_treatment(self):
        """{question: its texts} that replace those about a patient."""
        _ = self.env._
        return {
            "amount_requested": {"sentence": _("Enter an amount.")},
            "given_name": {
                "label": _("Given name"),
                "short": _("Name"),
                "sentence": _("Enter the name. One name is enough."),
            },
            "family_name": {"label": _("Family name (if there is one)")},
            "birthdate": {
                "label": _("Date of birth"),
                "sentence": _("Enter the date of birth."),
            },
            "gender_id": {"label": _("Gender"), "sentence": _("Choose the gender.")},
            "occupation": {"label": _("Occupation")},
            "household_size": {"hint": _("Count the person who needs help too.")},
        }

    def _own_text(self, question, value):
        """An own answer as people read it."""
        if value is None:
            return NONE
        labels = dict(question.choices)
        if question.own_kind in DECIDABLE:
            values = value if isinstance(value, list) else [value]
            return ", ".join(labels[one] for one in values)
        if question.own_kind == "amount":
            # the currency of an application never changes
            return self.currency_id.format(float(value["amount"]))
        if question.own_kind == "date":
            return moments.day(self.env, value)
        return str(value)

    def _has_own_conditions(self, step):
        """Whether a question of the page depends on another one of the page."""
        own = [question for question in self._questions(step) if is_own(question)]
        return any(question.depends_step == step for question in own)

    def _own_typed(self, question):
        """The saved answer as the page's input has it: a text, or a list of chosen values; "" for
        one that was given to a question of another kind."""
        value = (self.sudo().own_answers or {}).get(question.code)  # sudo: of the same application
        if not fits(question, value):
            return ""
        if isinstance(value, dict):
            return value["amount"]
        return value if isinstance(value, list) else str(value)
