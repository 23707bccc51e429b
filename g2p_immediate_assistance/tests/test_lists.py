from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.lists import FEW, MANY, ListCase

from .common import AssistanceCase, build_program

MANAGER = "g2p_immediate_assistance.group_assistance_manager"
QUEUE = [("approval_can_decide", "=", True)]


@tagged("post_install", "-at_install")
class TestLists(ListCase, AssistanceCase):
    lists_of = "g2p_immediate_assistance"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        manager = new_test_user(cls.env, "lists manager", MANAGER)
        made = [build_program(cls.env, cls.issuer) for _n in range(MANY)]
        programs = cls.env["g2p.program"].union(*(data["program"] for data in made))
        settings = cls.env["g2p.assistance.settings"].search([("program_id", "in", programs.ids)])
        types = cls.env["g2p.assistance.type"].create(
            [cls.type_vals(n, program) for n, program in enumerate(programs)]
        )
        cls.applications = cls.submit(types)
        funds = cls.env["g2p.assistance.fund"].union(*(data["fund"] for data in made))
        cls.lists = {
            "g2p_assistance_fund_view_list": (manager, funds),
            "g2p_assistance_fund_move_view_list": (manager, cls.reserve(funds)),
            "g2p_assistance_type_view_list": (manager, types),
            "g2p_assistance_settings_view_list": (manager, settings),
            "g2p_assistance_application_view_list": (cls.one, cls.applications),
        }

    @classmethod
    def type_vals(cls, number, program):
        return {
            "name": f"Kind {number}",
            "code": f"LISTS-{number}",
            "program_id": program.id,
            "ceiling": 5000,
            "policy_id": cls.policy.id,
        }

    @classmethod
    def submit(cls, types):
        """An application of each type, in decision, under sudo."""
        drafts = cls.env["g2p.assistance.application"].with_user(cls.ada).sudo()
        applications = drafts.create([drafts._prepare_start_vals(kind) for kind in types])
        applications.write(
            {
                "amount_requested": 100,
                "given_name": "Ada",
                "family_name": "Nyambura",
                "date_submitted": fields.Datetime.now(),
            }
        )
        for application in applications:
            application._approval_submit()
        return applications

    @classmethod
    def reserve(cls, funds):
        """A move of each fund, each for another application."""
        for fund, application in zip(funds, cls.applications, strict=True):
            fund._create_moves("reserve", {application: 100})
        return funds.move_ids

    def queue(self, limit):
        """Queries of the first page of the officer's queue."""
        view = self.env.ref("g2p_immediate_assistance.g2p_assistance_application_view_list")
        queue = self.env["g2p.assistance.application"].with_user(self.one)
        mine = queue.search([*QUEUE, ("id", "in", self.applications.ids)])
        return self._read_list(view, self.one, mine, limit)

    def test_the_queue_of_an_officer_needs_no_more_queries_for_more_cases(self):
        few = self.queue(FEW)
        self.assertLessEqual(self.queue(MANY), few)
        self.assertLessEqual(few, 30)
