import base64

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from odoo.addons.g2p_document_store.tests.common import photo

from .common import CriteriaCase


@tagged("post_install", "-at_install")
class TestAssessment(CriteriaCase):
    """Answers, their score, and what is refused, for every caller."""

    def save(self, application, answers, user=None, step=None):
        mine = application.with_user(user or self.one).sudo(False)
        step = step or mine.approval_my_step_id
        vals = {"remarks": "A widow.", "amount_recommended": 900, "answers": answers}
        return (
            self.env["g2p.assistance.assessment"]
            .with_user(mine.env.user)
            ._save_for(mine, step, vals)
        )

    def refused(self, error, sentence, application, answers):
        with self.assertRaises(error) as caught, self.cr.savepoint():
            self.save(application, answers)
        self.assertEqual(str(caught.exception), sentence.format(case=application.display_name))
        self.env.invalidate_all()
        self.assertFalse(application.sudo().assessment_ids)

    def test_what_is_no_answer_is_refused(self):
        application = self.waiting()
        sentence = (
            "An answer in the assessment of {case} does not belong to its criteria. Open the "
            "dialog again and choose the answers that it offers."
        )
        odd = (
            self.answers(Income=0),
            self.answers(Income=6),
            self.answers(Income="4"),
            self.answers(Income=True),
            self.answers(Insured="maybe"),
            {**self.answers(), "0": 5},
            [4, 3],
            "4",
        )
        for answers in odd:
            with self.subTest(answers=answers):
                self.refused(ValidationError, sentence, application, answers)

    def test_a_criterion_that_needs_an_answer_is_named(self):
        application = self.waiting()
        sentence = "The assessment of {case} has no answer to: %s. Choose one for each."
        self.refused(
            UserError, sentence % "Urgency", application, self.answers(Urgency=None, Insured=None)
        )
        for nothing in ({}, None, False, self.answers(Income=None, Urgency=None)):
            self.refused(UserError, sentence % "Income, Urgency", application, nothing)

    def test_the_need_score_cannot_replace_the_answers(self):
        application = self.waiting()
        vals = {"need_score": "5", "remarks": "In need."}
        assessments = self.env["g2p.assistance.assessment"].with_user(self.one)
        mine = application.with_user(self.one).sudo(False)
        with self.assertRaisesRegex(UserError, "has no answer to: Income, Urgency"):
            assessments._save_for(mine, mine.approval_my_step_id, vals)
        saved = self.save(application, self.answers())
        self.assertFalse(saved.need_score)

    def test_the_score_is_the_weighted_mean_of_the_answers(self):
        assessment = self.assessed(self.waiting())
        # 12 of 15, 15 of 25, and not insured: 5 of 5
        self.assertEqual((assessment.points, assessment.points_max), (32, 45))
        self.assertEqual(assessment.score, 71)
        self.assertEqual(
            assessment.line_ids.mapped(lambda line: (line.label, line.answer, line.points)),
            [("Income", "4", 12), ("Urgency", "3", 15), ("Insured", "no", 5)],
        )
        self.assertEqual(assessment.officer_id, self.one)
        self.assertEqual(assessment.amount_recommended, 900)

    def test_a_criterion_without_an_answer_does_not_count_and_is_said(self):
        assessment = self.assessed(self.waiting(), answers=self.answers(Insured=None))
        self.assertEqual((assessment.points, assessment.points_max, assessment.score), (27, 40, 68))
        self.assertEqual(
            assessment.arithmetic.splitlines(),
            [
                "Income: 4 of 5 × weight 3 = 12 of 15",
                "Urgency: 3 of 5 × weight 5 = 15 of 25",
                "Insured: not answered: does not count",
                "Total: 27 of 40 points = 68 %, rounded.",
                "Criteria without an answer, which do not count in the total: 1.",
            ],
        )

    def test_without_an_assessment_nothing_is_approved(self):
        application = self.waiting()
        with self.assertRaisesRegex(UserError, "Write your assessment first"):
            self.step(application, self.one).action_approve(900)
        self.stage.allow_bulk = True
        other = self.waiting(user=self.eve)
        [outcome] = self.step(other, self.one).action_approve_many()
        self.assertEqual(
            (outcome["ok"], outcome["message"]), (False, "Write your assessment first.")
        )

    def test_only_the_officer_of_the_stage_assesses(self):
        application = self.waiting()
        step = self.step(application, self.one)
        with self.assertRaises(AccessError):
            self.save(application, self.answers(), self.ada, step.with_user(self.ada))
        for user in (self.two, self.auditor):
            with self.assertRaisesRegex(AccessError, "You are not deciding this application now"):
                self.save(application, self.answers(), user, step.with_user(user))
        self.assertEqual(self.save(application, self.answers()).officer_id, self.one)

    def test_after_the_decision_nothing_changes(self):
        application = self.waiting()
        step = self.step(application, self.one)
        assessment = self.assessed(application)
        with self.assertRaisesRegex(AccessError, "You are not deciding this application now"):
            self.save(application, self.answers(Income=1), step=step)
        with self.assertRaisesRegex(UserError, "its assessment cannot be changed"):
            assessment.write({"score": 1})
        with self.assertRaises(AccessError) as caught:
            assessment.line_ids[0].write({"points": 1})  # not even the server
        self.assertEqual(str(caught.exception), "Answers to criteria cannot be changed.")

    def test_a_second_assessment_before_the_decision_keeps_the_first_lines(self):
        application = self.waiting()
        self.save(application, self.answers(Income=1))
        assessment = self.save(application, self.answers(Income=5, Insured=None))
        self.assertEqual(len(application.sudo().assessment_ids), 1)
        self.assertEqual(assessment.line_ids.mapped("answer")[:3], ["1", "3", "no"])
        self.assertEqual(assessment.line_ids._latest().mapped("answer"), ["5", "3", False])
        self.assertEqual((assessment.points, assessment.points_max), (30, 40))
        self.assertIn("Income: 5 of 5 × weight 3 = 15 of 15", assessment.arithmetic)

    def test_a_new_pass_is_assessed_again_and_the_earlier_one_stays(self):
        application = self.waiting()
        first = self.assessed(application)
        self.step(application, self.two).action_return("Which hospital?")
        application.with_user(self.ada)._portal_save(
            "treatment",
            {
                "treatment": "Appendix operation",
                "hospital": "Other",
                "amount_requested": "1,000.00",
                "treatment_details": "Pain",
            },
        )
        application.with_user(self.ada)._portal_submit()
        second = self.assessed(application) - first
        self.assertEqual(len(second), 1)
        self.assertEqual(second.step_id.pass_number, 2)
        self.assertEqual((first.score, second.score), (71, 71))

    def test_remarks_are_needed_and_have_an_end(self):
        application = self.waiting()
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            self.dialog(application, assessment_remarks="  ").action_confirm()
        self.assertEqual(
            str(caught.exception),
            f"The assessment of {application.display_name} has no text. Write what you found.",
        )
        with self.assertRaisesRegex(UserError, "are too long. Write at most 4000 characters"):
            self.dialog(application, assessment_remarks="x" * 4001).action_confirm()
        self.assertEqual(
            len(self.assessed(application, assessment_remarks="x" * 4000).remarks), 4000
        )

    def test_the_remarks_can_be_erased_and_the_score_stays(self):
        assessment = self.assessed(self.waiting())
        with self.assertRaises(AccessError):
            assessment.with_user(self.clerk).sudo(False)._erase_texts()
        assessment.with_user(self.auditor).sudo(False)._erase_texts()
        self.env.invalidate_all()
        self.assertEqual((assessment.remarks, assessment.score), ("", 71))
        self.assertNotIn("widow", assessment.explanation)

    # === The suggested amount === #

    def test_the_table_suggests_a_part_of_the_request(self):
        self.table((40, 50), (70, 80), (90, 100))
        assessment = self.assessed(self.waiting())
        self.assertEqual(assessment.amount_suggested, 960)
        self.assertEqual(assessment.amount_recommended, 900)  # the officer's own
        money = assessment.currency_id.format
        self.assertIn(
            f"Suggested: 80 % of the requested {money(1200)}, as from a score of 70 % = "
            f"{money(960)}.",
            assessment.arithmetic,
        )

    def test_below_the_table_nothing_is_suggested(self):
        self.table((90, 100))
        assessment = self.assessed(self.waiting())
        self.assertEqual(assessment.amount_suggested, 0)
        self.assertIn(
            "No amount is suggested: the table of amounts begins at 90 %.", assessment.arithmetic
        )

    def test_the_ceiling_limits_the_suggestion(self):
        self.table((0, 100))
        application = self.waiting()
        self.type.ceiling = 1000
        assessment = self.assessed(application)
        self.assertEqual(assessment.amount_suggested, 1000)
        self.assertIn("The ceiling of this assistance, ", assessment.arithmetic)
        self.type.ceiling = 500
        self.env.invalidate_all()
        self.assertIn(assessment.currency_id.format(1000), assessment.arithmetic)

    def test_a_suggestion_that_cannot_be_paid_is_rounded_down_and_says_so(self):
        self.table((0, 33))
        assessment = self.assessed(self.waiting(amount="1000.01"))
        self.assertEqual(assessment.amount_suggested, 330)
        self.assertIn("It is rounded down to what can be paid.", assessment.arithmetic)

    # === Files === #

    def test_files_go_through_the_store_and_belong_to_the_assessment(self):
        application = self.waiting()
        digest = application.sudo()._approval_request_sudo().digest
        assessment = self.assessed(
            application, assessment_file_ids=[(0, 0, self.file("visit.jpg", photo((60, 60), 3)))]
        )
        [document] = assessment.document_ids
        self.assertEqual(document.document_type_id.code, "assessment")
        self.assertEqual(document.uploaded_by_id, self.one)
        self.assertNotIn(document, application.sudo().document_ids)
        request = application.sudo()._approval_request_sudo()
        self.assertEqual(request.digest, digest)
        self.step(application, self.two).action_approve()  # the content is unchanged
        self.assertFalse(self.env["g2p.assistance.assess.file"].search([]))

    def test_a_file_that_the_store_refuses_refuses_the_decision(self):
        application = self.waiting()
        dialog = self.dialog(
            application, assessment_file_ids=[(0, 0, self.file("x.exe", b"MZ\x90\0" * 40))]
        )
        with self.assertRaisesRegex(UserError, "This kind of file cannot be accepted"):
            dialog.action_confirm()
        odd = self.dialog(
            application, assessment_file_ids=[(0, 0, {"name": "x", "content": "%%%"})]
        )
        with self.assertRaisesRegex(UserError, "A file of the assessment cannot be read"):
            odd.action_confirm()

    def file(self, name, content):
        return {"name": name, "content": base64.b64encode(content)}
