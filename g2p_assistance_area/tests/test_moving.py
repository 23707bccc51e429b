from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import APPROVALS, AreaCase

MOVED = "You gave this case to the officers of another area, so one of them must decide it."


@tagged("post_install", "-at_install")
class TestMoving(AreaCase):
    """Another place gives the case to other officers: an officer neither frees themselves nor
    chooses who decides unnoticed."""

    def test_who_sets_the_first_place_may_decide(self):
        case = self.case_from("Elsewhere")
        case.with_user(self.northern).action_set_place(self.hill.id)
        self.assertFalse(self.open_step(case)._why_not(self.northern))

    def test_who_moves_a_case_does_not_decide_it(self):
        case = self.case_from("Hill District")
        case.with_user(self.one).action_set_place(self.lake.id, "Wrong")
        self.assertTrue(case._approval_request_sudo().is_moved)
        step = self.open_step(case)
        self.assertEqual(step._why_not(self.one), MOVED)
        with self.assertRaisesRegex(AccessError, MOVED):
            self.seen_by(self.one, step).action_approve()
        self.assertFalse(step._why_not(self.southern))

    def test_moving_it_back_frees_nobody(self):
        case = self.case_from("Hill District")
        for area in (self.lake, self.hill):
            case.with_user(self.one).action_set_place(area.id, "Wrong")
        self.assertEqual(self.open_step(case)._why_not(self.one), MOVED)

    def test_a_manager_who_moved_it_does_not_override(self):
        self.join(self.boss, APPROVALS)
        case = self.case_from("Hill District")
        case.with_user(self.boss).action_set_place(self.lake.id, "Wrong")
        step = self.seen_by(self.boss, self.open_step(case))
        with self.assertRaisesRegex(AccessError, MOVED):
            step.action_override_ask("approve", "Nobody there")

    def test_who_set_a_place_took_part_in_the_case(self):
        case = self.case_from("Elsewhere")
        case.with_user(self.boss).action_set_place(self.hill.id)
        self.assertIn(self.boss, case._approval_participants())
        self.assertNotIn(self.northern, case._approval_participants())

    def test_a_moved_case_has_its_place_everywhere(self):
        case = self.case_from("Hill District")
        case.with_user(self.one).action_set_place(self.lake.id, "Wrong")
        request = case._approval_request_sudo()
        self.assertEqual(request.area_id + request.step_ids.area_id, self.lake)
        self.assertTrue(self.sees(self.southern, case))
        self.assertFalse(self.sees(self.northern, case))

    def test_the_move_is_on_record(self):
        case = self.case_from("Hill District")
        case.with_user(self.one).action_set_place(self.lake.id, "Wrong district")
        row = case.placement_ids.sorted("id")[-1]
        self.assertEqual((row.former_area_id, row.area_id), (self.hill, self.lake))
        self.assertEqual((row.user_id, row.reason, row.is_move), (self.one, "Wrong district", True))
        self.assertIn("Place: Test South / Lake District (Wrong district)", self.lines(case))

    def test_the_same_place_again_is_no_move(self):
        case = self.case_from("Hill District")
        case.with_user(self.one).action_set_place(self.hill.id, "Again")
        self.assertEqual(len(case.placement_ids), 1)
        self.assertFalse(case._approval_request_sudo().is_moved)
