from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import INTERNAL, ApprovalCase

CHECKERS = "test_g2p_multistage_approval.group_checker"
MANAGERS = "g2p_multistage_approval.group_approval_manager"


@tagged("post_install", "-at_install")
class TestBulkAndReview(ApprovalCase):
    """Bulk decisions, overrides, and reviews."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.managers = [
            new_test_user(cls.env, f"approval manager {n}", MANAGERS, name=f"Manager {n}")
            for n in range(2)
        ]
        cls.reviewer = new_test_user(cls.env, "approval reviewer", f"{INTERNAL},{CHECKERS}")

    def log(self, document, action):
        return self.request(document).decision_ids.filtered(lambda d: d.action == action)

    # === In bulk === #

    def test_each_case_of_many_is_judged_by_itself(self):
        self.policy.stage_ids[0].allow_bulk = True
        good, changed, conflict = (
            self.submitted(name="Good"),
            self.submitted(name="Changed"),
            self.submitted(name="Conflict", rival_id=self.first.id),
        )
        changed.sudo().amount = 5
        steps = self.step(good) | self.step(changed) | self.step(conflict)
        outcomes = steps.with_user(self.first).action_approve_many("Seen")
        self.assertEqual([outcome["ok"] for outcome in outcomes], [True, False, False])
        self.assertIn("was changed after it was submitted", outcomes[1]["message"])
        self.assertEqual(outcomes[2]["message"], "They are rivals.")
        self.assertTrue(self.log(good, "approve").in_bulk)
        for document in (changed, conflict):
            self.assertFalse(self.log(document, "approve"))
            self.assertEqual(self.step(document).name, "Check")

    def test_a_stage_is_decided_one_by_one_unless_it_says_otherwise(self):
        document = self.submitted()
        [outcome] = self.step(document).with_user(self.first).action_approve_many()
        self.assertEqual(outcome["message"], "The stage Check must be decided one by one.")
        self.assertFalse(self.log(document, "approve"))

    def test_the_dialog_shows_the_result_of_each(self):
        self.policy.stage_ids[0].allow_bulk = True
        documents = [self.submitted(name="First paper"), self.submitted(name="Second paper")]
        documents[1].sudo().purpose = "Castle"
        steps = (self.step(documents[0]) | self.step(documents[1])).with_user(self.first)
        action = steps.action_open_bulk()
        dialog = self.env["g2p.approval.bulk"].with_user(self.first)
        dialog = dialog.with_context(**action["context"]).create({})
        self.assertEqual(dialog.count, 2)
        dialog.action_confirm()
        self.assertIn("First paper: Approved", dialog.results)
        self.assertIn("Second paper: Second paper was changed", dialog.results)

    # === Override === #

    def stuck(self, **values):
        """A case that its only officer may not decide."""
        return self.submitted(rival_id=self.first.id, **values)

    def ask(self, document, verdict="approve", by=0, **texts):
        step = self.step(document).with_user(self.managers[by])
        return step.action_override_ask(verdict, "All officers are ill", **texts)

    def confirm(self, document, by=1):
        step = self.step(document).with_user(self.managers[by])
        return step.action_override_confirm("Agreed", self.log(document, "override_ask").id)

    def test_two_managers_approve_a_step_in_the_open(self):
        document = self.stuck()
        self.ask(document)
        self.assertEqual(self.step(document).name, "Check")
        self.confirm(document)
        self.assertEqual(self.step(document).name, "Review")
        row = self.log(document, "override")
        self.assertEqual((row.user_id, row.verdict), (self.managers[1], "approve"))
        self.assertFalse(self.request(document)._check_chain())

    def test_one_manager_alone_does_not(self):
        document = self.stuck()
        with self.assertRaisesRegex(UserError, "Nobody has requested an override"):
            self.confirm(document)
        self.ask(document)
        with self.assertRaises(AccessError):
            self.confirm(document, by=0)
        self.assertEqual(self.step(document).name, "Check")

    def test_officers_do_not_override(self):
        document = self.submitted()
        step = self.step(document).with_user(self.first)
        with self.assertRaisesRegex(
            AccessError, "Only approval managers can override the officers"
        ):
            step.action_override_ask("approve", "I may")
        with self.assertRaisesRegex(
            AccessError, "Only approval managers can override the officers"
        ):
            step.action_override_confirm("I may", 1)

    def test_a_manager_with_an_interest_does_not(self):
        document = self.submitted(rival_id=self.managers[0].id)
        with self.assertRaisesRegex(AccessError, "They are rivals"):
            self.ask(document)

    def test_changed_content_is_not_approved_by_an_override(self):
        document = self.stuck()
        self.ask(document)
        document.sudo().amount = 5
        with self.assertRaisesRegex(UserError, "was changed after it was submitted"):
            self.confirm(document)

    def test_a_rejection_by_an_override_has_a_text_for_the_person(self):
        document = self.stuck()
        with self.assertRaisesRegex(UserError, "Write the text for the person"):
            self.ask(document, "reject")
        with self.assertRaisesRegex(UserError, "A rejection needs a reason code and a text"):
            self.ask(document, "reject", public_text="Ask the town.")
        self.ask(document, "reject", public_text="Ask the town.", reason_code=self.reason.code)
        self.confirm(document)
        self.assertEqual(document.approval_state, "rejected")
        row = self.log(document, "override")
        self.assertEqual((row.public_text, row.reason_id), ("Ask the town.", self.reason))

    def test_reasons_are_needed(self):
        document = self.submitted()
        step = self.step(document).with_user(self.managers[0])
        with self.assertRaisesRegex(UserError, "Give the reason why the officers cannot decide"):
            step.action_override_ask("approve", " ")
        with self.assertRaisesRegex(UserError, "Choose to approve or to reject"):
            step.action_override_ask("cancel", "x")

    # === Review === #

    def reviewed_case(self):
        self.policy.review_group_id = self.env.ref(CHECKERS)
        document = self.submitted()
        self.approve_all(document)
        return document, self.env["g2p.approval.review"].search(
            [("request_id", "=", self.request(document).id)]
        )

    def test_an_emergency_procedure_is_reviewed_by_somebody_else(self):
        document, review = self.reviewed_case()
        self.assertEqual((document.approval_state, review.state), ("approved", "open"))
        review.with_user(self.reviewer).action_close("justified", "Called the hospital.")
        self.assertEqual((review.state, review.reviewer_id), ("closed", self.reviewer))
        self.assertEqual(self.log(document, "review").reason, "Called the hospital.")
        self.assertTrue(document._approval_check())

    def test_a_participant_does_not_review(self):
        group = self.env.ref(CHECKERS)
        for user in (self.first, self.author):
            self.join(user, group)
        _document, review = self.reviewed_case()
        for user in (self.first, self.author):
            with self.assertRaisesRegex(AccessError, "You took part in this case"):
                review.with_user(user).action_close("justified", "Fine")
        with self.assertRaisesRegex(AccessError, "You are not a reviewer of this case"):
            review.with_user(self.outsider).action_close("justified", "Fine")

    def test_a_review_needs_words_and_is_closed_once(self):
        _document, review = self.reviewed_case()
        mine = review.with_user(self.reviewer)
        with self.assertRaisesRegex(UserError, "Describe what you checked"):
            mine.action_close("wrong", "  ")
        with self.assertRaisesRegex(
            UserError, "Choose whether the emergency procedure was justified"
        ):
            mine.action_close("maybe", "x")
        mine.action_close("wrong", "No emergency.")
        with self.assertRaisesRegex(UserError, "has already been reviewed"):
            mine.action_close("justified", "On second thoughts")

    def test_a_review_is_not_written_or_deleted(self):
        _document, review = self.reviewed_case()
        for user in (self.reviewer, self.managers[0]):
            with self.assertRaises(AccessError):
                review.with_user(user).write({"state": "closed"})
            with self.assertRaises(AccessError):
                review.with_user(user).unlink()
        with self.assertRaisesRegex(AccessError, "Reviews cannot be deleted"):
            review.unlink()

    def test_an_ordinary_procedure_opens_no_review(self):
        document = self.submitted()
        self.approve_all(document)
        reviews = self.env["g2p.approval.review"]
        self.assertFalse(reviews.search([("request_id", "=", self.request(document).id)]))
