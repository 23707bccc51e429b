from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import QuestionCase, options

MANAGER = "g2p_immediate_assistance.group_assistance_manager"


@tagged("post_install", "-at_install")
class TestQuestion(QuestionCase):
    """Questions of a type: what can be set up, and what is refused."""

    def add(self, **values):
        row = {"type_id": self.house.id, "code": "more", "label": "More?", "sequence": 50}
        return self.env["g2p.assistance.question"].create({**row, **values})

    def refused(self, sentence, **values):
        with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
            self.add(**values)

    def test_a_code_has_small_letters_and_digits_only(self):
        for code in ("More", "1st", "a-b", "a b", "", "x" * 41, "é"):
            with self.subTest(code):
                self.refused("must begin with a small letter", code=code)

    @mute_logger("odoo.sql_db")
    def test_a_code_is_used_once_in_a_type(self):
        with self.assertRaisesRegex(Exception, "code|uniq"), self.cr.savepoint():
            self.add(code="cause", kind="text")

    def test_a_choice_needs_two_answers(self):
        one = options([("a", "A")])
        self.refused("at least two answers", kind="choice", option_ids=one)
        self.refused("at least two answers", kind="choices")
        self.refused("its kind has none", kind="text", option_ids=one)

    def test_code_and_type_stay(self):
        other = self.type.id
        for vals in ({"code": "other"}, {"type_id": other}):
            with self.assertRaisesRegex(UserError, "keeps its code and place"):
                self.asked["cause"].write(vals)
        with self.assertRaisesRegex(UserError, "keeps its code and place"):
            self.asked["cause"].option_ids[0].code = "other"
        self.asked["cause"].write({"code": "cause", "type_id": self.house.id})

    # === Conditions === #

    def test_a_question_depends_only_on_an_earlier_one(self):
        hurt, who = self.asked["hurt"], self.asked["hurt_who"]
        sentence = "must come earlier"
        self.refused(sentence, page="treatment", sequence=0, shown_if_id=hurt.id, shown_if_yes="no")
        for vals in ({"sequence": 90}, {"page": "family"}):
            with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
                hurt.write(vals)
        with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
            hurt.write({"shown_if_id": who.id})
        with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
            who.write({"shown_if_id": who.id})

    def test_a_question_depends_only_on_one_with_answers_to_choose_from(self):
        self.refused(
            "only on a question with answers to choose from",
            page="family",
            shown_if_id=self.asked["plot"].id,
            shown_if_yes="yes",
        )

    def test_a_condition_names_answers_of_its_question(self):
        cause, parts = self.asked["cause"], self.asked["parts"]
        sentence = "Choose with which answers"
        self.refused(sentence, page="family", shown_if_id=cause.id)
        self.refused(sentence, page="family", shown_if_id=self.asked["hurt"].id)
        self.refused(
            sentence,
            page="family",
            shown_if_id=cause.id,
            shown_if_option_ids=[(6, 0, parts.option_ids.ids)],
        )

    def test_a_question_of_another_type_is_no_condition(self):
        self.refused(
            "which this type does not ask",
            type_id=self.type.id,
            page="family",
            shown_if_id=self.asked["hurt"].id,
            shown_if_yes="yes",
        )

    def test_what_others_depend_on_stays(self):
        hurt, cause = self.asked["hurt"], self.asked["cause"]
        sentence = "which this type does not ask"
        with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
            hurt.active = False
        with self.assertRaisesRegex(UserError, "“Who was hurt\\?” depends on this question"):
            hurt.unlink()
        with self.assertRaisesRegex(UserError, "is asked only with this answer"):
            cause.option_ids.filtered(lambda one: one.code == "cooking").unlink()
        self.asked["hurt_who"].unlink()
        hurt.unlink()

    # === The type === #

    def test_a_copied_type_asks_the_same(self):
        copied = self.house.copy()
        self.assertEqual(copied._describe(["en_US"]), self.house._describe(["en_US"]))
        self.assertFalse(copied.question_ids & self.house.question_ids)
        self.assertEqual(copied.question_ids.shown_if_id.type_id, copied)

    def test_a_deleted_type_takes_its_questions_with_it(self):
        questions = self.house.question_ids
        self.house.unlink()
        self.assertFalse(questions.exists())

    def test_changes_are_recorded(self):
        Change = self.env["g2p.audit.change"]
        question = self.asked["cause"]
        question.required = False
        question.option_ids[0].label = "At the cooker"
        for model, record in (("", question), (".option", question.option_ids[0])):
            rows = Change.search(
                [("res_model", "=", f"g2p.assistance.question{model}"), ("res_id", "=", record.id)]
            )
            self.assertTrue(rows.filtered(lambda row: row.action == "write"), model)

    def test_describing_reads_all_questions_together(self):
        self.env.invalidate_all()
        self.house._describe(["en_US"])
        few = self._queries()
        for number in range(20):
            self.add(
                code=f"more_{number}", kind="choice", option_ids=options([("a", "A"), ("b", "B")])
            )
        self.assertEqual(self._queries(), few)

    def _queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        self.house._describe(["en_US"])
        return self.cr.sql_log_count - before

    # === Rights === #

    def test_managers_set_up_questions_and_others_do_not(self):
        manager = new_test_user(self.env, "question manager", MANAGER)
        question = self.asked["cause"]
        question.with_user(manager).label = "How did it begin?"
        self.assertEqual(question.label, "How did it begin?")
        for user in (self.one, self.clerk, self.auditor, self.ada):
            for record in (question, question.option_ids[0]):
                for call in (
                    lambda r=record, u=user: r.with_user(u).write({"label": "x"}),
                    lambda r=record, u=user: r.with_user(u).unlink(),
                    lambda r=record, u=user: r.with_user(u).copy(),
                ):
                    with self.assertRaises(AccessError):
                        call()

    def test_people_see_the_questions_of_open_types_only(self):
        public = self.env.ref("base.public_user")
        for user in (self.ada, public):
            Question = self.env["g2p.assistance.question"].with_user(user)
            found = Question.search([("type_id", "=", self.house.id)])
            self.assertEqual(len(found), len(self.asked))
        self.asked["plot"].active = False
        Question = self.env["g2p.assistance.question"].with_user(self.ada)
        everything = Question.with_context(active_test=False)
        self.assertNotIn(self.asked["plot"], everything.search([]).with_user(self.env.user))
        self.house.is_published = False
        self.assertFalse(everything.search([("type_id", "=", self.house.id)]))
        options = self.env["g2p.assistance.question.option"].with_user(self.ada)
        self.assertFalse(options.search([("question_id.type_id", "=", self.house.id)]))

    def test_another_company_sees_nothing(self):
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "question elsewhere",
            MANAGER,
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        for record in (self.asked["cause"], self.asked["cause"].option_ids[0]):
            self.assertFalse(
                self.env[record._name].with_user(user).search([("id", "=", record.id)])
            )
            with self.assertRaises(AccessError):
                record.with_user(user).write({"label": "x"})
