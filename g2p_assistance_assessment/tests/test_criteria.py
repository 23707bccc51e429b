from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .common import CriteriaCase

MANAGER = "g2p_multistage_approval.group_approval_manager"
SUGGESTED = "of the requested amount is suggested, up to the ceiling of the assistance"
WHATEVER = "so that each criterion counts by its weight, whatever the length of its scale."


@tagged("post_install", "-at_install")
class TestCriteria(CriteriaCase):
    """Managers configure criteria, and running cases keep those they had."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = new_test_user(cls.env, "criteria boss", MANAGER, name="Boss")

    def test_wrong_numbers_are_refused(self):
        sentences = {
            ("weight", 0): "0 cannot be the value of “Weight”. Give a number from 1 to 100.",
            ("weight", -3): "-3 cannot be the value of “Weight”. Give a number from 1 to 100.",
            ("weight", 101): "101 cannot be the value of “Weight”. Give a number from 1 to 100.",
            ("steps", 1): "1 cannot be the value of “Highest number”. Give a number from 2 to 10.",
            ("steps", 11): (
                "11 cannot be the value of “Highest number”. Give a number from 2 to 10."
            ),
        }
        for (name, value), sentence in sentences.items():
            for change in (
                lambda n=name, v=value: self.income.with_user(self.boss).write({n: v}),
                lambda n=name, v=value: self.income.with_user(self.boss).create(
                    self.criterion("More", **{n: v})
                ),
            ):
                with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
                    change()
                self.assertEqual(str(caught.exception), sentence)

    @mute_logger("odoo.sql_db")
    def test_no_default_value_of_a_user_makes_them_wrong(self):
        self.env["ir.default"].set("g2p.assistance.criterion", "weight", -1)
        with self.assertRaises(IntegrityError), self.cr.savepoint():
            self.income.create(self.criterion("More"))

    def test_a_name_is_needed(self):
        with self.assertRaises(ValidationError) as caught:
            self.income.with_user(self.boss).name = "  "
        self.assertEqual(
            str(caught.exception),
            "A criterion of the stage Assessment has no name. Write what the officers assess.",
        )

    def test_one_criterion_at_least_needs_an_answer(self):
        sentence = (
            "No criterion of the stage Assessment needs an answer, so an assessment could have no "
            "score. First switch on “Needs an answer” for another one."
        )
        mine = self.income.with_user(self.boss)
        mine.required = False
        urgency = self.urgency.with_user(self.boss)
        for change in (
            lambda: urgency.write({"required": False}),
            lambda: urgency.write({"active": False}),
            urgency.unlink,
        ):
            with self.assertRaises(ValidationError) as caught, self.cr.savepoint():
                change()
            self.assertEqual(str(caught.exception), sentence)
            self.env.invalidate_all()
        mine.required = True
        urgency.unlink()
        (mine | self.insured.with_user(self.boss)).write({"active": False})
        self.assertFalse(self.stage._describe_assessment(["en_US"]))

    def test_criteria_are_for_applications(self):
        models = self.env["g2p.approval.policy"]._approvable_models()
        other = next(name for name in models if name != "g2p.assistance.application")
        stage = (
            self.env["g2p.approval.policy"]
            .create(
                {
                    "name": "Other records",
                    "model_id": self.env["ir.model"]._get_id(other),
                    "stage_ids": [(0, 0, {"name": "Look"})],
                }
            )
            .stage_ids
        )
        with self.assertRaises(ValidationError) as caught:
            self.income.with_user(self.boss).create({"stage_id": stage.id, "name": "Income"})
        self.assertEqual(
            str(caught.exception),
            "The stage Look has criteria, but its procedure Other records does not decide "
            "applications for assistance. Remove the criteria, or choose applications in the "
            "procedure.",
        )

    def test_the_table_of_amounts_has_bounds(self):
        bands = self.env["g2p.assistance.band"].with_user(self.boss)
        for vals, label in (
            ({"score_from": 101}, "Score from"),
            ({"score_from": -1}, "Score from"),
            ({"score_from": 1, "share_percent": 0}, "Part of the requested amount"),
            ({"score_from": 1, "share_percent": 101}, "Part of the requested amount"),
        ):
            with self.assertRaisesRegex(ValidationError, label), self.cr.savepoint():
                bands.create({"stage_id": self.stage.id, **vals})
        bands.create({"stage_id": self.stage.id, "score_from": 50})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            bands.create({"stage_id": self.stage.id, "score_from": 50})

    def test_the_preview_shows_the_arithmetic(self):
        self.table((40, 50), (70, 80))
        self.assertEqual(
            self.stage.with_user(self.boss).criteria_preview.splitlines(),
            [
                "Income: weight 3 of 9, about 33 % of the score",
                "Urgency: weight 5 of 9, about 56 % of the score",
                "Insured: weight 1 of 9, about 11 % of the score",
                "Example, with answers in the middle:",
                "Income: 3 of 5 × weight 3 = 9 of 15",
                "Urgency: 3 of 5 × weight 5 = 15 of 25",
                "Insured: Yes × weight 1 = 0 of 5",
                "Total: 24 of 45 points = 53 %, rounded.",
                f"A weight of 1 has 5 points, {WHATEVER}",
                f"From a score of 40 %: 50 % {SUGGESTED}",
                f"From a score of 70 %: 80 % {SUGGESTED}",
            ],
        )
        self.assertFalse(self.policy.stage_ids[1].criteria_preview)

    # === What a case keeps === #

    def test_running_cases_keep_their_criteria(self):
        self.table((70, 80))
        application = self.waiting()
        keys = self.answers()
        self.income.with_user(self.boss).write({"weight": 100, "name": "Wealth", "steps": 2})
        self.urgency.with_user(self.boss).active = False
        self.insured.with_user(self.boss).unlink()
        self.stage.with_user(self.boss).band_ids.unlink()
        assessment = self.assessed(application, answers=keys)
        self.assertEqual(assessment.line_ids.mapped("label"), ["Income", "Urgency", "Insured"])
        self.assertEqual((assessment.score, assessment.amount_suggested), (71, 960))
        later = self.waiting(user=self.eve)
        form = self.step(later, self.one).assessment_form
        self.assertEqual([one["weight"] for one in form["criteria"]], [100])
        self.assertEqual(form["bands"], [])

    def test_a_stage_that_gets_criteria_later_asks_running_cases_for_the_need(self):
        (self.income | self.urgency | self.insured).write({"active": False})
        application = self.waiting()
        self.income.active = True
        dialog = self.dialog(application, need_score="4", answers=False)
        self.assertFalse(dialog.has_criteria)
        dialog.action_confirm()
        [assessment] = application.sudo().assessment_ids
        self.assertEqual((assessment.need_score, assessment.score), ("4", 0))
        self.assertEqual(assessment.arithmetic, "Need: 4")

    def test_the_frozen_words_have_all_languages(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.income.with_context(lang="fr_FR").name = "Revenu"
        application = self.waiting()
        self.income.with_context(lang="fr_FR").name = "Autre"
        french = self.dialog(application).with_context(lang="fr_FR")
        self.assertEqual(french.assess_shown["criteria"][0]["label"], "Revenu")
        assessment = self.assessed(application)
        self.assertEqual(assessment.with_context(lang="fr_FR").line_ids[0].label, "Revenu")
        self.assertEqual(assessment.line_ids[0].label, "Income")

    def test_criteria_of_a_stage_without_an_assessment_are_not_asked(self):
        self.stage.requires_assessment = False
        application = self.waiting()
        self.assertFalse(self.step(application, self.one).assessment_form)
        self.step(application, self.one).action_approve(900)

    def test_a_copied_procedure_has_its_own_criteria(self):
        self.table((70, 80))
        stage = self.policy.copy().stage_ids[0]
        self.assertEqual(stage.criterion_ids.mapped("name"), ["Income", "Urgency", "Insured"])
        self.assertEqual(stage.band_ids.share_percent, 80)
        self.assertFalse(stage.criterion_ids & self.stage.criterion_ids)

    def test_changes_are_recorded(self):
        self.income.with_user(self.boss).weight = 9
        change = self.env["g2p.audit.change"].search(
            [("res_model", "=", "g2p.assistance.criterion"), ("res_id", "=", self.income.id)],
            order="id desc",
            limit=1,
        )
        self.assertEqual(
            (change.user_id, change.old_value, change.new_value), (self.boss, "3", "9")
        )
        self.stage.with_user(self.boss).unlink()
        self.assertTrue(
            self.env["g2p.audit.change"].search_count(
                [("res_model", "=", "g2p.assistance.criterion"), ("action", "=", "unlink")]
            )
        )

    def test_the_frozen_criteria_of_a_step_are_not_written(self):
        application = self.waiting()
        step = self.step(application, self.one)
        for user in (self.one, self.boss, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                step.with_user(user).sudo(False).write({"assessment_form": False})

    def test_submitting_needs_no_more_queries_for_more_criteria(self):
        few = self.queries_of_submitting()
        self.income.create([self.criterion(f"More {n}") for n in range(10)])
        self.assertLessEqual(self.queries_of_submitting(), few)

    def queries_of_submitting(self):
        drafts = [self.draft(), self.draft(user=self.eve)]
        drafts[0]._portal_submit()  # fills the caches
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        drafts[1]._portal_submit()
        self.env.flush_all()
        spent = self.cr.sql_log_count - before
        for draft in drafts:
            draft._portal_withdraw()
        return spent

    def test_a_stage_in_a_form_is_previewed_before_it_is_saved(self):
        stages = self.env["g2p.approval.stage"].with_user(self.boss)
        new = stages.new(
            {
                "name": "Draft",
                "policy_id": self.policy.id,
                "criterion_ids": [(0, 0, {"name": "Income", "weight": 2})],
            }
        )
        self.assertIn("Income: weight 2 of 2, about 100 % of the score", new.criteria_preview)
        for name, value in (("weight", 0), ("weight", -1), ("steps", 0), ("steps", -2)):
            with self.subTest(name=name, value=value):
                unready = [(0, 0, {"name": "Income", name: value})]
                draft = stages.new({"policy_id": self.policy.id, "criterion_ids": unready})
                self.assertFalse(draft.criteria_preview)

    def test_a_criterion_is_deleted_only_with_its_right(self):
        with self.assertRaises(AccessError):
            self.income.with_user(self.one).sudo(False).unlink()
