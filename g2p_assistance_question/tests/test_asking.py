from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.exceptions import ApplicationIncomplete

from .common import OWN_ANSWERS, QuestionCase

REQUIRED = "Answer this question: "


@tagged("post_install", "-at_install")
class TestAsking(QuestionCase):
    """The questions of an application, and how typed answers are read."""

    def names(self, application, step):
        return [question.name for question in application._questions(step)]

    def save(self, application, step="treatment", partial=False, **answers):
        return application._portal_save(
            step, {**self.fire_answers(step), **answers}, partial=partial
        )

    def test_the_usual_type_asks_what_it_did(self):
        application = self.env["g2p.assistance.application"].with_user(self.ada)
        application = application._start(self.type.with_user(self.ada))
        usual = ["treatment", "hospital", "amount_requested", "treatment_date", "treatment_details"]
        self.assertEqual(self.names(application, "treatment"), usual)
        self.assertEqual(dict(application._portal_steps())["person"], "The patient")

    def test_another_crisis_asks_nothing_medical(self):
        application = self.start_fire()
        own = ["q_cause", "q_parts", "q_hurt", "q_hurt_who"]
        self.assertEqual(self.names(application, "treatment"), [*own, "amount_requested"])
        questions = application._questions()
        words = " ".join(f"{one.label} {one.hint} {one.sentence} {one.short}" for one in questions)
        words += " ".join(title for _step, title in application._portal_steps())
        for medical in ("atient", "ospital", "reatment", "octor"):
            self.assertNotIn(medical, words)
        [amount] = [one for one in questions if one.name == "amount_requested"]
        self.assertEqual(amount.label, "How much do you need to begin again?")

    def test_answers_of_each_kind_are_kept_as_data(self):
        application = self.fire_draft()
        self.assertEqual(application.own_answers, self.kept)

    def test_the_review_shows_questions_and_answers(self):
        application = self.fire_draft()
        lines = dict(line for page in application._portal_review() for line in page["lines"])
        self.assertEqual(lines["How did the fire begin?"], "Cooking")
        self.assertEqual(lines["What was damaged?"], "The roof, What was in the house")
        self.assertEqual(lines["Was anybody hurt?"], "No")
        self.assertEqual(lines["When was the fire?"], "5 Mar 2026")
        self.assertEqual(lines["How many people have no home now?"], "0")
        self.assertIn("1,500.50", lines["What was everything worth?"])
        self.assertEqual(lines["What happened?"], "It began\nat night")
        self.assertNotIn("Who was hurt?", lines)

    def test_required_answers_are_asked_for(self):
        application = self.start_fire()
        errors = self.save(application, q_cause="", q_parts=[], q_hurt="")
        expected = {
            "q_cause": REQUIRED + "How did the fire begin?",
            "q_parts": REQUIRED + "What was damaged?",
        }
        self.assertEqual(errors, expected)
        self.assertFalse(application.own_answers)
        self.assertEqual(self.save(application, partial=True, q_cause="", q_hurt="yes"), {})
        self.assertEqual(application.own_answers, {"parts": ["roof", "goods"], "hurt": "yes"})
        with self.assertRaises(ApplicationIncomplete) as refused:
            application._portal_submit()
        asked = [sentence for step, sentence in refused.exception.missing if step == "treatment"]
        who = REQUIRED + "Who was hurt?"
        self.assertEqual(asked, [expected["q_cause"], who])

    def test_what_cannot_be_read_is_asked_back(self):
        application = self.start_fire()
        wrong = {
            "treatment": {
                "q_cause": ("arson", "Choose one of the answers."),
                "q_parts": (["roof", "car"], "Choose one of the answers."),
                "q_hurt": ("perhaps", "Choose one of the answers."),
            },
            "person": {"q_day": ("the 5th", "Enter a valid date.")},
            "address": {"q_plot": ("x" * 10_000, "This is too long. Please shorten it.")},
            "family": {
                "q_homeless": ("-1", "Enter a whole number from 0 to 999999."),
                "q_story": ("x" * 10_000, "This is too long. Please shorten it."),
            },
        }
        self.assertEqual(self.save(application), {})
        for step, answers in wrong.items():
            typed = {name: value for name, (value, _sentence) in answers.items()}
            errors = {name: sentence for name, (_value, sentence) in answers.items()}
            self.assertEqual(self.save(application, step, **typed), errors)
        self.assertEqual(set(self.save(application, "family", q_loss="a lot")), {"q_loss"})
        self.assertEqual(set(self.save(application, "family", q_loss="-5")), {"q_loss"})

    def test_an_amount_that_can_be_read_in_two_ways_is_asked_back(self):
        self.house.currency_id.sudo().rounding = 0.001
        application = self.start_fire()
        self.save(application)
        errors = self.save(application, "family", q_loss="1,500")
        self.assertEqual(set(errors), {"q_loss"})
        self.assertNotIn("loss", application.own_answers)

    # === Conditions === #

    def test_a_question_of_the_same_page_is_needed_only_if_it_applies(self):
        application = self.start_fire()
        self.assertEqual(
            self.save(application, q_hurt="yes", q_hurt_who=""),
            {"q_hurt_who": REQUIRED + "Who was hurt?"},
        )
        self.assertEqual(self.save(application, q_hurt="yes", q_hurt_who="Ada"), {})
        self.assertEqual(application.own_answers["hurt_who"], "Ada")
        # typed before the condition was changed; errors in it do not count either
        self.assertEqual(self.save(application, q_hurt="no", q_hurt_who="x" * 10_000), {})
        self.assertNotIn("hurt_who", application.own_answers)

    def test_a_question_of_a_later_page_is_there_only_if_it_applies(self):
        application = self.start_fire()
        self.assertNotIn("q_cooker", self.names(application, "family"))
        self.save(application)
        self.assertIn("q_cooker", self.names(application, "family"))
        self.save(application, "family")
        self.save(application, q_cause="lightning")
        self.assertNotIn("q_cooker", self.names(application, "family"))
        self.assertNotIn("cooker", application.own_answers)

    def test_a_condition_is_told_in_words(self):
        [who] = [one for one in self.start_fire()._questions() if one.name == "q_hurt_who"]
        self.assertEqual(who.only_if, "Only if you answered “Yes” to “Was anybody hurt?”")

    # === Changes of the type while a draft is open === #

    def test_a_draft_asks_the_present_questions(self):
        application = self.fire_draft()
        self.asked["plot"].active = False
        self.asked["story"].unlink()
        self.asked["day"].write({"kind": "text"})
        chosen = self.asked["parts"].option_ids.filtered(lambda one: one.code == "roof")
        self.env["g2p.assistance.question"].create(
            {"type_id": self.house.id, "code": "new", "label": "New?", "required": True}
        )
        chosen.unlink()
        with self.assertRaises(ApplicationIncomplete) as refused:
            application._portal_submit()
        sentences = [sentence for _step, sentence in refused.exception.missing]
        # an answer that is not offered any more is asked again
        self.assertEqual(sentences, [REQUIRED + "What was damaged?", REQUIRED + "New?"])
        answers = {**OWN_ANSWERS["treatment"], "q_parts": ["walls"], "q_new": "Yes"}
        self.assertEqual(self.save(application, **answers), {})
        application._portal_submit()
        self.assertEqual(application.own_answers["day"], "2026-03-05")
        self.assertFalse({"plot", "story"} & set(application.own_answers))
