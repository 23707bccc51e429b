from odoo.tests import tagged

from odoo.addons.g2p_assistance_area.tests.common import AreaCase


@tagged("post_install", "-at_install")
class TestAreasInQueue(AreaCase):
    """A case outside the areas of the officer who has taken it is free in the queue."""

    def taken(self):
        case = self.case_from("Hill District")
        self.seen_by(self.northern, case).action_take_case()
        self.assertEqual(self.state_for_others(case), ("other", False))
        return case

    def state_for_others(self, case):
        """Taken or free, and whether the queue of another officer finds it as free."""
        free = [("id", "=", case.id), ("approval_is_free", "=", True)]
        seen = self.seen_by(self.one, case)
        return seen.approval_hold, bool(seen.search_count(free))

    def test_a_case_is_free_when_its_officer_works_elsewhere(self):
        case = self.taken()
        self.limit(self.northern, self.south)
        self.assertEqual(self.state_for_others(case), ("free", True))

    def test_a_case_is_free_when_it_moves_to_another_area(self):
        case = self.taken()
        self.seen_by(self.boss, case).action_set_place(self.lake.id, "Beside the lake")
        self.assertEqual(self.state_for_others(case), ("free", True))

    def test_a_case_stays_taken_when_other_officers_work_elsewhere(self):
        case = self.taken()
        self.limit(self.southern, self.north)
        self.limit(self.northern, self.hill)
        self.assertEqual(self.state_for_others(case), ("other", False))
