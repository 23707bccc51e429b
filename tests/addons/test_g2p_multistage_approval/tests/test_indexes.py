from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase

STEP = "g2p.approval.step"
ORDER = "urgency desc, due_on, id"


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Lists of open steps are read in the order of an index, without the closed ones."""

    addon = "g2p_multistage_approval"

    def assert_in_order(self, index, domain, order):
        with self.only_index(index):
            plan = self.plan_of(self.env[STEP]._search(domain, order=order, limit=80).select())
        self.assertIn(f" {index}", plan)
        self.assertNotIn("Sort", plan)

    def test_late_steps_are_found_by_an_index(self):
        late = self.env[STEP]._domain_late()
        self.assert_in_order("g2p_approval_step_late_idx", late, "due_on, id")

    def test_lists_of_steps_are_in_the_order_of_an_index(self):
        for states in (("open",), ("open", "paused")):
            self.assert_in_order("g2p_approval_step_open_idx", [("state", "in", states)], ORDER)
