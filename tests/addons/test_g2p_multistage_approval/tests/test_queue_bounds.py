from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_approval_queue.models import g2p_approval_hold

from .common import ApprovalCase, stage

MANAGER = "g2p_multistage_approval.group_approval_manager"
LONGEST = "Paper was taken for the longest time. Every officer of its stage can decide it, and take"
RELEASED = "An approval manager released Paper for the other officers. Its former officer can"


@tagged("post_install", "-at_install")
class TestQueueBounds(ApprovalCase):
    """Nobody keeps a case, or many cases, from the other officers for long."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        cls.board = cls.first | cls.second
        cls.policy = cls.make_policy(stage(10, "Board", cls.board))
        cls.manager = new_test_user(cls.env, "queue manager", MANAGER, name="Manager")
        cls.start = fields.Datetime.now()

    def after(self, minutes):
        self.env.invalidate_all()
        return freeze_time(fields.Datetime.add(self.start, minutes=minutes))

    def take(self, step, user, minutes):
        with self.after(minutes):
            step.with_user(user).action_take()

    def refused(self, step, user, minutes, words):
        with self.after(minutes), self.assertRaisesRegex(UserError, words):
            step.with_user(user).action_take()

    def taken_until(self, minutes):
        """A step that the first officer takes again and again, so long."""
        with self.after(0):
            step = self.step(self.submitted())
        for moment in range(0, minutes, 29):
            self.take(step, self.first, moment)
        return step

    # === One case === #

    def test_taking_again_and_again_ends_after_the_longest_time(self):
        step = self.taken_until(480)
        self.refused(step, self.second, 479, "is taken by another officer")
        with self.after(481):
            self.assertEqual(step.hold_state, "free")
        self.refused(step, self.first, 481, LONGEST)
        with self.after(481):
            step.with_user(self.first).action_approve()  # taking is not deciding
        self.assertEqual(step.state, "approved")

    def test_neither_a_release_nor_the_dialog_begins_the_longest_time_again(self):
        step = self.taken_until(450)
        with self.after(470):
            step.with_user(self.first).action_release()
            step.with_user(self.first).action_take()
            step.request_id._record().with_user(self.first).action_open_decide()
        with self.after(481):
            self.assertEqual(step.hold_state, "free")
        self.refused(step, self.first, 481, LONGEST)

    def test_a_pause_begins_it_again(self):
        step = self.taken_until(480)
        self.refused(step, self.first, 539, LONGEST)
        self.take(step, self.first, 541)
        with self.after(570):
            self.assertEqual(step.with_user(self.first).hold_state, "mine")

    def test_officers_who_take_turns_have_the_longest_time_together(self):
        with self.after(0):
            step = self.step(self.submitted())
        for moment in range(0, 480, 20):
            user, other = (self.first, self.second)[:: 1 if moment % 40 else -1]
            with self.after(moment):
                step.with_user(user).action_take()
            with self.after(moment + 19):
                self.assertEqual(step.with_user(other).hold_state, "other")
                step.with_user(user).action_release()
        for user in self.board:
            self.refused(step, user, 481, LONGEST)
        with self.after(481), self.assertRaisesRegex(UserError, LONGEST), self.cr.savepoint():
            step.with_user(self.first).action_reassign_case(self.second.id, "Your turn")
        with self.after(482):
            self.assertEqual(step.hold_state, "free")
            step.with_user(self.second).action_approve()
        self.assertEqual(step.state, "approved")

    def test_an_approval_of_another_officer_begins_it_again(self):
        self.policy.stage_ids[0].officer_ids += self.third
        self.policy.stage_ids[0].write({"quorum": "n", "required": 2})
        step = self.taken_until(470)
        with self.after(471):
            step.with_user(self.first).action_release()
            step.with_user(self.second).action_approve()
        self.take(step, self.third, 472)
        with self.after(490):
            self.assertEqual(step.with_user(self.third).hold_state, "mine")
        self.take(step, self.third, 500)
        with self.after(520):
            self.assertEqual(step.with_user(self.third).hold_state, "mine")

    def test_a_release_by_a_manager_keeps_the_officer_from_taking_it_for_an_hour(self):
        with self.after(0):
            step = self.step(self.submitted())
            step.with_user(self.first).action_take()
            step.with_user(self.manager).action_release()
        self.refused(step, self.first, 1, RELEASED)
        with self.after(2):
            step.with_user(self.second).action_take()
            step.with_user(self.second).action_release()
        self.refused(step, self.first, 59, RELEASED)
        with self.after(59), self.assertRaisesRegex(UserError, RELEASED), self.cr.savepoint():
            step.with_user(self.second).action_reassign_case(self.first.id, "Yours again")
        self.take(step, self.first, 61)
        with self.after(62):
            self.assertEqual(step.with_user(self.first).hold_state, "mine")

    def test_the_officer_may_decide_what_a_manager_released(self):
        step = self.taken_until(1)
        with self.after(1):
            step.with_user(self.manager).action_release()
            step.with_user(self.first).action_approve()
        self.assertEqual(step.state, "approved")

    # === An officer who is not there, or no longer one === #

    def test_an_officer_who_can_no_longer_decide_keeps_nobody_waiting(self):
        document = self.submitted()
        step = self.step(document)
        step.with_user(self.first).action_take()
        document.sudo().rival_id = self.first
        theirs = step.with_user(self.second)
        self.env.invalidate_all()
        self.assertFalse(theirs.why_not)
        self.assertTrue(document.with_user(self.second).approval_my_step_id)
        theirs.action_take()
        self.assertEqual(theirs.hold_state, "mine")
        theirs.action_approve()
        self.assertEqual(document.approval_state, "approved")

    def test_a_case_is_not_reassigned_to_an_absent_officer(self):
        today = fields.Date.today()
        self.env["g2p.approval.delegation"].with_user(self.second).create(
            {
                "user_id": self.second.id,
                "delegate_id": self.outsider.id,
                "date_from": today,
                "date_to": today,
                "reason": "Leave",
            }
        )
        step = self.step(self.submitted()).with_user(self.first)
        with self.assertRaisesRegex(UserError, "cannot decide this case now"):
            step.action_reassign_case(self.second.id, "The shift ends")
        step.action_reassign_case(self.outsider.id, "The shift ends")
        self.assertEqual(step.with_user(self.outsider).hold_state, "mine")

    # === Many cases === #

    def test_one_officer_has_only_so_many_cases_at_a_time(self):
        self.assertEqual(g2p_approval_hold.MOST_TAKEN, 20)
        words = "An officer has at most 2 cases at a time. Decide or release one of them first"
        one, two, three = (self.step(self.submitted()) for _n in range(3))
        with patch.object(g2p_approval_hold, "MOST_TAKEN", new=2):
            for step in (one, two, two):
                step.with_user(self.first).action_take()
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                three.with_user(self.first).action_take()
            with self.assertRaisesRegex(UserError, words), self.cr.savepoint():
                three.with_user(self.second).action_reassign_case(self.first.id, "Yours")
            one.with_user(self.first).action_release()
            three.with_user(self.first).action_take()
            two.with_user(self.first).action_approve()
            one.with_user(self.first).action_take()
