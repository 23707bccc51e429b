from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCase, stage

LEFT = "You reassigned this case, so another officer must decide it."


@tagged("post_install", "-at_install")
class TestQueueReassign(ApprovalCase):
    """An officer who reassigns a case chooses who decides it, by the rule for that."""

    def board(self, *stages, **values):
        """A procedure whose first stage two of three officers decide."""
        self.policy.active = False
        people = self.first | self.second | self.third
        return self.make_policy(
            stage(10, "Board", people, quorum="n", required=2), *stages, **values
        )

    def reassign(self, document, user, other):
        self.step(document).with_user(user).action_reassign_case(other.id, "The shift ends")

    def test_nobody_decides_beside_the_officer_to_whom_they_reassigned_the_case(self):
        self.board()
        document = self.submitted()
        step = self.step(document)
        self.reassign(document, self.first, self.second)
        step.with_user(self.second).action_approve()
        for attempt in (
            step.with_user(self.first).action_approve,
            step.with_user(self.first).action_take,
            lambda: step.with_user(self.first).action_return("Which bridge?"),
            lambda: step.with_user(self.first).action_reject(self.reason.code, "No"),
            lambda: step.with_user(self.first).action_reassign_case(self.third.id, "Yours"),
            lambda: step.with_user(self.third).action_reassign_case(self.first.id, "Yours"),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                attempt()
        self.assertEqual(step.with_user(self.first).why_not, LEFT)
        self.assertEqual(document.with_user(self.first).approval_why_not, LEFT)
        self.assertEqual(step.state, "open")
        step.with_user(self.third).action_approve()
        self.assertEqual(document.approval_state, "approved")

    def test_nobody_decides_the_next_stage_after_reassigning_the_one_before(self):
        self.board(
            stage(20, "Sign", self.first | self.outsider), name="Two", distinct_officers=False
        )
        self.policy.search([("name", "=", "Two")]).stage_ids[0].quorum = "any"
        document = self.submitted()
        self.reassign(document, self.first, self.second)
        self.approve(document, self.second)
        with self.assertRaisesRegex(AccessError, LEFT):
            self.approve(document, self.first)
        self.approve(document, self.outsider)
        self.assertEqual(document.approval_state, "approved")

    def test_who_decided_in_the_case_does_not_choose_who_decides_next(self):
        self.policy.active = False
        self.make_policy(
            stage(10, "Check", self.first),
            stage(20, "Board", self.first | self.second | self.third),
            distinct_officers=False,
        )
        document = self.submitted()
        self.approve(document, self.first)
        words = "You have decided in this case, so somebody else must choose who decides."
        with self.assertRaisesRegex(AccessError, words):
            self.reassign(document, self.first, self.second)
        self.assertEqual(self.step(document).hold_state, "free")
        self.reassign(document, self.second, self.third)

    def test_who_reassigned_chooses_nobody_else(self):
        self.board()
        document = self.submitted()
        self.reassign(document, self.first, self.second)
        words = "You reassigned this case, so somebody else must choose who decides."
        with self.assertRaisesRegex(AccessError, words):
            self.step(document).with_user(self.first).action_reassign(self.outsider.id, "Mine")

    def test_an_officer_whom_the_case_needs_releases_it_instead(self):
        self.policy.active = False
        self.make_policy(stage(10, "Both", self.first | self.second, quorum="all"))
        document = self.submitted()
        step = self.step(document).with_user(self.first)
        step.action_take()
        words = "Without you the stage Both has too few officers. Release the case instead"
        with self.assertRaisesRegex(UserError, words):
            self.reassign(document, self.first, self.second)
        step.action_release()
        self.approve(document, self.second)
        self.approve(document, self.first)
        self.assertEqual(document.approval_state, "approved")

    def test_taking_and_releasing_choose_nobody(self):
        self.board()
        document = self.submitted()
        step = self.step(document).with_user(self.first)
        step.action_take()
        step.action_release()
        self.approve(document, self.second)
        self.approve(document, self.first)
        self.assertEqual(document.approval_state, "approved")

    def test_the_log_of_the_case_has_the_act_and_a_new_pass_begins_without_it(self):
        self.board()
        document = self.submitted()
        self.reassign(document, self.first, self.second)
        self.assertIn("was reassigned to another officer", document.sudo().message_ids[:1].body)
        self.assertEqual(self.step(document).reassigned_by_ids, self.first)
        self.approve(document, self.second)
        self.step(document).with_user(self.third).action_return("Which bridge?")
        document.write({"amount": 800})
        document._approval_resubmit()
        self.assertFalse(self.step(document).reassigned_by_ids)
        self.approve(document, self.first)
