from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import INTERNAL, ApprovalCase, stage

CHECKER = f"{INTERNAL},test_g2p_multistage_approval.group_checker"


@tagged("post_install", "-at_install")
class TestFourEyes(ApprovalCase):
    """Requester, beneficiary and the officers of a case are different people."""

    def refused(self, document, user, words):
        with self.assertRaisesRegex(AccessError, words):
            self.approve(document, user)

    def test_a_stranger_and_an_officer_of_a_later_stage_do_not_decide(self):
        document = self.submitted()
        self.refused(document, self.outsider, "not an officer of the stage Check")
        self.refused(document, self.third, "not an officer of the stage Check")

    def test_a_later_step_is_not_decided_out_of_order(self):
        document = self.submitted()
        last = self.request(document).step_ids[-1]
        with self.assertRaisesRegex(AccessError, "not open for a decision"):
            last.with_user(self.third).action_approve()

    def test_a_double_click_does_not_approve_the_next_stage(self):
        self.policy.stage_ids[1].officer_ids = self.first | self.second
        document = self.submitted()
        step = self.step(document).with_user(self.first)
        step.action_approve()
        with self.assertRaisesRegex(AccessError, "not open for a decision"):
            step.action_approve()
        self.refused(document, self.first, "already decided in this case")

    def test_nobody_decides_twice_in_a_quorum(self):
        self.policy.unlink()
        both = self.first | self.second
        self.make_policy(stage(10, "Board", both, quorum="all"), distinct_officers=False)
        document = self.submitted()
        self.approve(document, self.first)
        self.refused(document, self.first, "already decided in this case")

    def test_the_requester_does_not_decide(self):
        self.policy.stage_ids[0].officer_ids |= self.author
        self.refused(self.submitted(), self.author, "entered or submitted this case")

    def test_the_creator_does_not_decide_when_another_submits(self):
        self.policy.stage_ids[0].officer_ids |= self.author
        document = self.make_document()
        document.with_user(self.outsider).action_submit_for_approval()
        self.refused(document, self.author, "entered or submitted this case")

    def test_a_user_who_answers_a_question_does_not_decide(self):
        document = self.submitted()
        self.step(document).with_user(self.first).action_return("Which bridge?")
        document.with_user(self.second)._approval_resubmit()
        self.approve(document, self.first)
        with self.assertRaisesRegex(AccessError, "You entered or submitted this case"):
            self.approve(document, self.second)

    def test_the_beneficiary_does_not_decide(self):
        document = self.submitted(beneficiary_id=self.first.id)
        self.refused(document, self.first, "This case is for you")

    def test_a_conflict_of_interest_is_reported_in_its_words(self):
        document = self.submitted(rival_id=self.first.id)
        self.refused(document, self.first, "They are rivals")

    def test_an_officer_who_left_the_group_or_was_archived_does_not_decide(self):
        group = self.env.ref("test_g2p_multistage_approval.group_checker")
        checkers = [
            new_test_user(self.env, f"approval checker {number}", CHECKER) for number in range(2)
        ]
        self.policy.stage_ids[0].write({"officer_ids": [(5,)], "group_id": group.id})
        document = self.submitted()
        for checker in checkers:
            self.assertTrue(self.step(document).with_user(checker).can_decide)
        self.leave(checkers[0], group)
        checkers[1].active = False
        for checker in checkers:
            self.refused(document, checker, "not an officer of the stage Check")

    def leave(self, user, group):
        """Remove the user from the group, on any series."""
        self.env.flush_all()
        self.env.cr.execute(
            "DELETE FROM res_groups_users_rel WHERE uid = %s AND gid = %s", [user.id, group.id]
        )
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    def test_an_officer_of_another_company_does_not_decide(self):
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        document = self.submitted()
        self.first.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        with self.assertRaises(AccessError):
            self.approve(document, self.first)
        self.assertEqual(
            self.step(document)._why_not(self.first), "This case belongs to another company."
        )

    def test_running_cases_keep_the_stages_they_began_with(self):
        document = self.submitted()
        self.policy.stage_ids[0].write({"officer_ids": [(6, 0, self.outsider.ids)]})
        self.policy.stage_ids[2].unlink()
        self.refused(document, self.outsider, "not an officer of the stage Check")
        self.approve_all(document)
        self.assertEqual(document.approval_state, "approved")

    def test_a_deleted_procedure_does_not_stop_or_free_a_running_case(self):
        document = self.submitted()
        self.policy.unlink()
        self.refused(document, self.outsider, "not an officer of the stage Check")
        self.approve_all(document)
        self.assertEqual(document.approval_state, "approved")
