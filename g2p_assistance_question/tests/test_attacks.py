from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import QuestionCase

FIELDS = ("own_answers", "asked")


@tagged("post_install", "-at_install")
class TestAttacks(QuestionCase):
    """Forged answers, and answers of other people."""

    def test_nobody_writes_answers_past_the_pages(self):
        application = self.fire_submitted()
        for user in (self.ada, self.eve, self.one, self.three, self.auditor, self.issuer):
            for name in FIELDS:
                mine = application.with_user(user).sudo(False)
                for vals in ({name: {"cause": "unknown"}}, {name: False}):
                    with self.assertRaises(AccessError):
                        mine.write(vals)
                    with self.assertRaises(AccessError):
                        mine.web_save(vals, {"id": {}})
                row = {"type_id": self.house.id, name: {"cause": "unknown"}}
                with self.assertRaises(AccessError):
                    mine.browse().create(row)
        self.assertEqual(application.sudo().own_answers, self.kept)

    def test_a_submitted_case_is_not_saved(self):
        application = self.fire_submitted()
        with self.assertRaises(UserError):
            application._portal_save("treatment", self.fire_answers("treatment"))

    def test_forged_names_are_ignored(self):
        application = self.fire_draft()
        forged = {
            "q_unknown": "x",
            "q_": "x",
            "own_answers": {"cause": "lightning"},
            "asked": {"questions": []},
            "q_homeless": "7",  # of another page
            "state": "approved",
        }
        answers = {**self.fire_answers("treatment"), **forged}
        self.assertEqual(application._portal_save("treatment", answers), {})
        self.assertEqual(application.own_answers, self.kept)
        self.assertFalse(application.asked)
        self.assertEqual(application.state, "draft")

    def test_questions_of_another_type_are_not_asked(self):
        other = self.house.copy({"code": "OTHER", "name": "Other"})
        self.env["g2p.assistance.question"].create(
            {"type_id": other.id, "code": "secret", "label": "Secret?"}
        )
        application = self.fire_draft()
        answers = {**self.fire_answers("treatment"), "q_secret": "x"}
        self.assertEqual(application._portal_save("treatment", answers), {})
        self.assertNotIn("secret", application.own_answers)

    def test_strange_values_are_no_answers(self):
        application = self.start_fire()
        for value in ({"a": 1}, [["cooking"]], [{"x": 1}], 5, True, "cooking,unknown"):
            with self.subTest(value=value):
                answers = {**self.fire_answers("treatment"), "q_cause": value}
                errors = application._portal_save("treatment", answers)
                self.assertEqual(errors, {"q_cause": "Choose one of the answers."})
        answers = {**self.fire_answers("treatment"), "q_cause": ["cooking", "unknown"]}
        errors = application._portal_save("treatment", answers)
        self.assertEqual(errors, {"q_cause": "Choose one of the answers."})

    def test_only_the_applicant_reads_the_answers(self):
        application = self.fire_submitted()
        self.assertEqual(application.read(["own_answers"])[0]["own_answers"], self.kept)
        theirs = application.with_user(self.eve)
        for name in FIELDS:
            with self.assertRaises(AccessError):
                theirs.read([name])
            for leaf in ((name, "!=", False), (name, "ilike", "cooking")):
                try:
                    found = theirs.browse().search([leaf])
                except (AccessError, UserError, ValueError, NotImplementedError):
                    continue
                self.assertFalse(found)
        for name in ("own_answers_text", "own_answers_table"):
            for user in (self.eve, self.ada):
                with self.assertRaises(AccessError):
                    application.with_user(user).read([name])
                with self.assertRaises(AccessError):
                    theirs.browse().with_user(user).search([(name, "ilike", "x")])

    def test_people_do_not_reach_types_by_their_questions(self):
        self.house.is_published = False
        Question = self.env["g2p.assistance.question"].with_user(self.eve)
        self.assertFalse(Question.search([("type_id", "=", self.house.id)]))
        for leaf in (("type_id.policy_id.name", "ilike", "a"), ("company_id.name", "ilike", "a")):
            with self.assertRaises(AccessError):
                Question.search([leaf])
        with self.assertRaises(AccessError):
            Question.search([], order="create_uid")
