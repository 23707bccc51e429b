from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_immediate_assistance.tests.common import OFFICER

from .common import CriteriaCase
from .test_criteria import MANAGER

SPEC = {"assess_shown": {}, "has_criteria": {}, "answers": {}, "amount": {}}


@tagged("post_install", "-at_install")
class TestAssessmentDialogs(CriteriaCase):
    """The criteria in both dialogs, while the officer answers."""

    def onchange(self, application, values, names, user=None):
        """The values that the web client gets."""
        user = user or self.one
        step = application.sudo().approval_open_step_ids
        dialogs = self.env["g2p.approval.decide"].with_user(user).sudo(False)
        self.env.invalidate_all()
        found = dialogs.with_context(default_step_id=step.id).onchange(
            {"step_id": step.id, **values}, names, {**SPEC, "step_id": {}}
        )
        return found["value"]

    def test_nothing_is_filled_in(self):
        self.table((0, 80))
        dialog = self.dialog(self.waiting(), answers=False)
        self.assertTrue(dialog.has_criteria)
        shown = dialog.assess_shown
        self.assertFalse(dialog.answers)
        self.assertEqual(shown["total"], "Still to answer: Income, Urgency.")
        self.assertEqual((shown["suggested"], shown["amount"]), ("", 0))
        self.assertEqual(
            [one["label"] for one in shown["criteria"][1]["choices"]],
            ["1 – can wait", "2", "3", "4", "5"],
        )
        self.assertEqual(shown["criteria"][0]["guidance"], "Of the last three months")
        self.assertEqual(
            shown["criteria"][2]["choices"],
            [{"value": "yes", "label": "Yes"}, {"value": "no", "label": "No"}],
        )

    def test_each_answer_shows_its_arithmetic_at_once(self):
        self.table((70, 80))
        application = self.waiting()
        value = self.onchange(application, {"answers": self.answers()}, ["answers"])
        shown = value["assess_shown"]
        self.assertEqual(
            [one["working"] for one in shown["criteria"]],
            [
                "4 of 5 × weight 3 = 12 of 15",
                "3 of 5 × weight 5 = 15 of 25",
                "No × weight 1 = 5 of 5",
            ],
        )
        self.assertEqual(shown["total"], "Total: 32 of 45 points = 71 %, rounded.")
        self.assertEqual(shown["amount"], 960)
        self.assertNotIn("amount", value)  # a suggestion, and never filled in

    def test_what_is_no_answer_does_not_break_the_dialog(self):
        application = self.waiting()
        for answers in ([1], "x", {"nobody": 4}, {str(self.income.id): 99}):
            self.onchange(application, {"answers": answers}, ["answers"])
            shown = self.dialog(application, answers=answers).assess_shown
            self.assertEqual(shown["total"], "Still to answer: Income, Urgency.")

    def test_who_may_not_read_the_step_learns_nothing_of_its_criteria(self):
        application = self.waiting()
        for user in (self.clerk, self.issuer):
            with self.assertRaises(AccessError):
                self.onchange(application, {}, ["step_id"], user)

    def test_the_decision_needs_the_answers(self):
        application = self.waiting()
        dialog = self.dialog(application, answers=self.answers(Income=None))
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            dialog.action_confirm()
        self.assertEqual(
            str(caught.exception),
            f"The assessment of {application.display_name} has no answer to: Income. Choose one "
            "for each.",
        )
        self.assertEqual(application.sudo().approval_state, "pending")
        dialog.answers = self.answers()
        dialog.action_confirm()
        self.assertEqual(application.sudo().assessment_ids.score, 71)
        self.assertEqual(application.sudo().approval_waiting_for, "Review")

    def test_other_verdicts_need_no_answers(self):
        application = self.waiting()
        dialog = self.dialog(application, action="return", answers=False, public_text="Where?")
        dialog.action_confirm()
        self.assertEqual(application.sudo().approval_state, "returned")
        self.assertFalse(application.sudo().assessment_ids)

    def test_the_need_is_hidden_where_criteria_are_asked(self):
        for model, act in (("g2p.approval.decide", "action"), ("g2p.approval.override", "verdict")):
            arch = self.env[model].get_view(view_type="form")["arch"]
            self.assertIn('name="answers" widget="g2p_assessment_criteria"', arch)
            self.assertIn(f"has_criteria or not requires_assessment or {act}", arch)

    def boss(self, name):
        groups = f"{MANAGER},{OFFICER}"
        return new_test_user(self.env, f"criteria {name}", groups, name=name)

    def test_an_override_is_assessed_by_the_requesting_manager(self):
        application, asking = self.submitted(), self.boss("asking")
        step = application.sudo().approval_open_step_ids
        self.one.active = False
        self.env.invalidate_all()
        application.with_user(asking).sudo(False)._identify()
        action = step.with_user(asking).sudo(False).action_open_override()
        dialogs = self.env["g2p.approval.override"].with_user(asking).sudo(False)
        vals = {"reason": "Left", "assessment_remarks": "A widow.", "amount": 900}
        dialog = dialogs.with_context(**action["context"]).create(vals)
        self.assertTrue(dialog.has_criteria)
        with self.assertRaisesRegex(UserError, "has no answer to: Income, Urgency"):
            dialog.action_confirm()
        file = {"name": "a", "content": "QQ=="}
        dialog.write({"answers": self.answers(), "assessment_file_ids": [(0, 0, file)]})
        with self.assertRaisesRegex(UserError, "cannot be accepted"):
            dialog.action_confirm()
        dialog.assessment_file_ids.unlink()
        dialog.action_confirm()
        [assessment] = application.sudo().assessment_ids
        self.assertEqual((assessment.officer_id, assessment.score), (asking, 71))
        asked = step.decision_ids.filtered(lambda d: d.action == "override_ask")
        confirming = self.boss("confirming")
        step.with_user(confirming).sudo(False).action_override_confirm("Right", asked.id)
        self.assertEqual(application.sudo().approval_waiting_for, "Review")

    def test_the_dialog_needs_few_queries_for_an_answer(self):
        application = self.waiting()
        few = self.queries_of_an_answer(application)
        self.income.create([self.criterion(f"More {n}", required=False) for n in range(10)])
        other = self.waiting(user=self.eve)
        self.assertLessEqual(self.queries_of_an_answer(other), few)

    def queries_of_an_answer(self, application):
        self.onchange(application, {"answers": self.answers()}, ["answers"])  # fills the caches
        before = self.cr.sql_log_count
        self.onchange(application, {"answers": self.answers()}, ["answers"])
        return self.cr.sql_log_count - before
