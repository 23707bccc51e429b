from itertools import product

from odoo.tests import tagged

from ..models.g2p_assistance_question import KINDS
from ..tools.own_question import DECIDABLE, fits
from .common import QuestionCase, options

ONE, TWO = ("one", "One"), ("two", "Two")
#: an answer of each kind as it is stored
STORED = {
    "text": "Hello",
    "long_text": "Hello\nagain",
    "number": 5,
    "amount": {"amount": "5.00", "currency": "USD"},
    "date": "2026-03-05",
    "choice": "one",
    "choices": ["one", "two"],
    "yes_no": "yes",
}


@tagged("post_install", "-at_install")
class TestOtherKind(QuestionCase):
    """A question is removed, and another one with its code added: drafts have the old answer."""

    def setUp(self):
        super().setUp()
        self.application = self.fire_draft()
        self.house.question_ids.sorted("id", reverse=True).unlink()
        self.questions = self.env["g2p.assistance.question"]

    def ask(self, kind):
        """The question of a kind, and one that depends on it where answers can be chosen."""
        common = {"type_id": self.house.id, "page": "family"}
        lists = {"option_ids": options([ONE, TWO])} if kind in ("choice", "choices") else {}
        probe = self.questions.create(
            {**common, "code": "probe", "label": "Probe?", "kind": kind, "sequence": 1, **lists}
        )
        if kind not in DECIDABLE:
            return probe
        condition = {"shown_if_id": probe.id}
        if lists:
            condition["shown_if_option_ids"] = [(6, 0, probe.option_ids[:1].ids)]
        else:
            condition["shown_if_yes"] = "yes"
        depends = {"code": "after", "label": "After?", "sequence": 2, "required": True}
        return probe | self.questions.create({**common, **depends, **condition})

    def open_pages(self):
        """The question and its typed answer, of each page that has it, as the pages read them."""
        application = self.application
        application._portal_review()
        for step, _title in application._portal_steps():
            for question in application._questions(step):
                if question.name == "q_probe":
                    yield question, application._own_typed(question)
            application._has_own_conditions(step)

    def test_an_answer_of_another_kind_is_none(self):
        self.assertEqual(STORED.keys(), dict(KINDS).keys())
        application_sudo = self.application.sudo()  # sudo: reads and prepares what is stored
        for old, new in product(STORED, STORED):
            asked = self.ask(new)
            application_sudo.own_answers = {"probe": STORED[old]}
            with self.subTest(old=old, new=new):
                [(question, typed)] = self.open_pages()
                self.assertEqual(bool(typed), fits(question, STORED[old]))
                self.assertIsInstance(typed, list if typed and new == "choices" else str)
                self.assertTrue(application_sudo.own_answers_text.startswith("Probe?: "))
                application_sudo._missing()
                values = {**self.fire_answers("family"), "q_probe": typed}
                self.assertEqual(self.application._portal_save("family", values, None, True), {})
                kept = application_sudo.own_answers or {}
                self.assertEqual("probe" in kept, bool(typed))
            asked.sorted("id", reverse=True).unlink()

    def test_the_old_and_the_new_kind_can_be_the_same(self):
        application_sudo = self.application.sudo()  # sudo: as above
        for kind, value in STORED.items():
            asked = self.ask(kind)
            application_sudo.own_answers = {"probe": value}
            with self.subTest(kind=kind):
                [(question, typed)] = self.open_pages()
                self.assertTrue(fits(question, value))
                self.assertTrue(typed)
            asked.sorted("id", reverse=True).unlink()
