from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_suite_base.tests.lists import FEW, MANY, ListCase

CASE = "g2p.assistance.application"
WAITING = [("state", "=", "submitted"), ("approval_can_decide", "=", True)]
#: the first page of the work queue: the cases, their steps, people, places, and who took them
BUDGET = 25


@tagged("post_install", "-at_install")
class TestLists(ListCase, AssistanceCase):
    """A page of eighty cases costs as many queries as one of ten."""

    lists_of = "g2p_assistance_queue"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.stage_ids[0].sla_hours = 8
        drafts = cls.env[CASE].with_user(cls.ada).sudo()
        kinds = cls.env["g2p.assistance.type"].create(
            [
                {
                    "name": f"Kind {number}",
                    "code": f"QUEUE-{number}",
                    "program_id": cls.program.id,
                    "ceiling": 5000,
                    "policy_id": cls.policy.id,
                }
                for number in range(MANY)
            ]
        )
        cls.cases = drafts.create([drafts._prepare_start_vals(kind) for kind in kinds])
        cls.cases.write(
            {
                "amount_requested": 100,
                "given_name": "Ada",
                "city": "Nakuru",
                "date_submitted": fields.Datetime.now(),
                "answer_by": fields.Datetime.now(),
            }
        )
        for case in cls.cases:
            case._approval_submit()
        for case in cls.cases[::5]:  # an officer has at most twenty
            case.with_user(cls.one).sudo(False).action_take_case()
        cls.lists = {"g2p_assistance_queue_view_list": (cls.one, cls.cases)}

    def page(self, limit):
        view = self.env.ref("g2p_assistance_queue.g2p_assistance_queue_view_list")
        waiting = self.env[CASE].with_user(self.one).search(WAITING)
        mine = waiting.filtered(lambda case: case.id in self.cases.ids)
        self.assertEqual(len(mine), MANY)
        return self._read_list(view, self.one, mine, limit)

    def test_a_page_of_the_queue_needs_no_more_queries_for_more_cases(self):
        self.page(MANY)  # a running server has this cached
        few = self.page(FEW)
        self.assertLessEqual(self.page(MANY), few)
        self.assertLessEqual(few, BUDGET)

    def test_the_inbox_needs_no_more_queries_for_more_cases(self):
        view = self.env.ref("g2p_multistage_approval.g2p_approval_step_view_list")
        steps = self.env["g2p.approval.step"].with_user(self.one)
        mine = steps.search(
            [("can_decide", "=", True), ("request_id.res_id", "in", self.cases.ids)]
        )
        costs = [self._read_list(view, self.one, mine, limit) for limit in (MANY, FEW, MANY)]
        self.assertLessEqual(costs[2], costs[1])
        self.assertLessEqual(costs[1], BUDGET)

    def test_taking_a_case_costs_few_queries(self):
        case = self.cases[1].with_user(self.one).sudo(False)
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(45):
            case.action_take_case()
