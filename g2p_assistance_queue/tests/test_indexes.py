from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_type import RANK
from odoo.addons.g2p_suite_base.tests.indexes import IndexCase

CASE = "g2p.assistance.application"
WAITING = [("state", "=", "submitted"), ("approval_can_decide", "=", True)]
FILTERS = (
    "approval_is_taken_by_me",
    "approval_is_free",
    "approval_is_overdue",
    "approval_is_due_today",
    "approval_is_escalated",
)


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """The queue reads no table from its beginning to its end, with any of its filters."""

    addon = "g2p_assistance_queue"

    def test_the_queue_is_read_in_the_order_of_an_index_of_open_cases(self):
        index = "g2p_assistance_application_open_order_idx"
        with self.only_index(index):
            plan = self.plan(CASE, WAITING, ordered=True)
        self.assertIn(index, plan)
        self.assertNotIn("Sort", plan)

    def test_the_queue_finds_cases_by_their_seats_and_reads_no_step_or_request(self):
        with self.only_index("g2p_approval_seat__res_id_index"):
            plan = self.plan(CASE, WAITING, ordered=True)
        self.assertIn("g2p_approval_seat__res_id_index", plan)
        self.assertNotIn("Sort", plan)
        self.assertNotRegex(plan, r"g2p_approval_(step|request)")

    def test_emergencies_are_the_first_part_of_the_index_of_the_queue(self):
        arch = etree.fromstring(self.env[CASE].get_view(view_type="search")["arch"])
        domain = safe_eval(arch.find(".//filter[@name='emergency']").get("domain"))
        self.assertEqual(domain, [("urgency_rank", "=", RANK["emergency"])])
        with self.only_index("g2p_assistance_application_open_order_idx"):
            plan = self.plan(CASE, [*WAITING, *domain], ordered=True)
        self.assertRegex(plan, r"Index Cond: \(urgency_rank = 2\)")

    def test_escalated_steps_are_found_by_an_index(self):
        domain = [("state", "=", "open"), ("escalated_on", "!=", False)]
        self.assert_found_by("escalated_idx", "g2p.approval.step", domain)

    def test_no_filter_scans_cases_steps_or_requests(self):
        for name in FILTERS:
            with self.subTest(filter=name):
                plan = self.plan(CASE, [*WAITING, (name, "=", True)], ordered=True)
                for table in ("application", "step", "request"):
                    self.assertNotRegex(plan, rf"Seq Scan on g2p_\w+_{table}\b")

    def test_the_counter_of_the_top_bar_scans_no_table(self):
        free = [*WAITING, ("approval_is_free", "=", True)]
        for domain in (free, [*free, ("approval_is_overdue", "=", True)]):
            plan = self.plan(CASE, domain)
            for table in ("application", "step", "request"):
                self.assertNotRegex(plan, rf"Seq Scan on g2p_\w+_{table}\b")

    def test_a_telephone_number_is_found_by_an_index(self):
        index = "g2p_assistance_application_phone_keys_idx"
        with self.only_index(index):
            plan = self.plan_of(self.env[CASE]._query_by_phone(["+254799000123"]))
        self.assertIn(index, plan)

    def test_what_is_taken_is_found_by_an_index(self):
        holds = self.env["g2p.approval.hold"]
        plan = self.plan_of(holds._query(own=True).select())
        self.assertIn("g2p_approval_hold_user_idx", plan)
        plan = self.plan("g2p.approval.hold", [("step_id", "in", [1, 2])])
        self.assertIn("g2p_approval_hold_step_uniq", plan)
