from odoo import fields
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.lists import FEW, MANY, ListCase

from .common import ApprovalCase, stage

CHECKERS = "test_g2p_multistage_approval.group_checker"
MANAGERS = "g2p_multistage_approval.group_approval_manager"
DECIDE = [("approval_can_decide", "=", True)]
#: counted once they are filled: a server that counted them while other tests had rolled back takes
#: them for empty, and joins them row by row
COUNT = "ANALYZE test_approval_document, g2p_approval_request, g2p_approval_step, g2p_approval_seat"


@tagged("post_install", "-at_install")
class TestLists(ListCase, ApprovalCase):
    """The lists of the engine, and that of the cases themselves."""

    lists_of = "g2p_multistage_approval"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "lists manager", MANAGERS)
        cls.reviewer = new_test_user(cls.env, "lists reviewer", f"base.group_user,{CHECKERS}")
        cls.people = cls.many("res.users", lambda at: {"name": f"P{at}", "login": f"lists {at}"})
        cls.policy.active = False
        decided = cls.submit_many(review_group_id=cls.env.ref(CHECKERS).id)
        steps = decided.approval_open_step_ids
        steps.with_user(cls.first).sudo(False).action_approve_many()
        cls.env["g2p.approval.policy"].search([("name", "=", "Documents")]).write({"active": False})
        cls.waiting = cls.submit_many()
        requests = decided.approval_request_id
        cls.lists = {
            "g2p_approval_policy_view_list": (cls.manager, cls.policies()),
            "g2p_approval_reason_view_list": (cls.manager, cls.reasons()),
            "g2p_approval_step_view_list": (cls.first, cls.waiting.approval_open_step_ids),
            "g2p_approval_request_view_list": (cls.manager, requests),
            "g2p_approval_decision_view_list": (
                cls.manager,
                requests.decision_ids.filtered(lambda row: row.action == "approve"),
            ),
            "g2p_approval_review_view_list": (
                cls.reviewer,
                cls.env["g2p.approval.review"].search([("request_id", "in", requests.ids)]),
            ),
            "g2p_approval_delegation_view_list": (cls.manager, cls.absences()),
        }
        cls.env.flush_all()
        cls.env.cr.execute(COUNT)

    @classmethod
    def many(cls, model, prepare):
        model = cls.env[model].with_context(no_reset_password=True)
        return model.create([prepare(at) for at in range(MANY)])

    @classmethod
    def submit_many(cls, **values):
        """Documents in decision: by the first officer, and by one named on the record."""
        cls.make_policy(
            stage(10, "Check", cls.first, allow_bulk=True, officer_path="rival_id"), **values
        )
        documents = (
            cls.env["test.approval.document"]
            .with_user(cls.author)
            .create(
                [
                    {"name": f"Paper {at}", "amount": 100 + at, "rival_id": person.id}
                    for at, person in enumerate(cls.people)
                ]
            )
        )
        documents.action_submit_for_approval()
        return documents.sudo()

    @classmethod
    def policies(cls):
        return cls.env["g2p.approval.policy"].union(
            *(cls.make_policy(stage(10, "S", person), name="L") for person in cls.people)
        )

    @classmethod
    def reasons(cls):
        return cls.many("g2p.approval.reason", lambda at: {"code": f"L{at}", "name": "Why"})

    @classmethod
    def absences(cls):
        today = fields.Date.today()
        shared = {"date_from": today, "date_to": today, "reason": "x", "delegate_id": cls.first.id}
        here = cls.env.company.id
        return cls.many(
            "g2p.approval.delegation",
            lambda at: {**shared, "user_id": cls.people[at].id, "company_id": here},
        )

    def read_cases(self, user, limit, domain=()):
        """Queries of a list of the cases, with the columns about who can decide."""
        cases = self.env["test.approval.document"].with_user(user).with_context(lang="en_US")
        names = ("name", "approval_waiting_for", "approval_left_out", "approval_decision_ids")
        shown = [*domain, ("id", "in", self.waiting.ids)]
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        page = cases.web_search_read(shown, {name: {} for name in names}, limit=limit)
        cost = self.env.cr.sql_log_count - before
        self.assertEqual(len(page["records"]), limit)
        self.assertEqual({row["approval_waiting_for"] for row in page["records"]}, {"Check"})
        return cost

    def test_a_list_of_cases_costs_no_more_for_more_of_them(self):
        for user, domain in ((self.first, ()), (self.first, DECIDE), (self.manager, ())):
            self.read_cases(user, MANY, domain)
            few = self.read_cases(user, FEW, domain)
            self.assertLessEqual(self.read_cases(user, MANY, domain), few)
