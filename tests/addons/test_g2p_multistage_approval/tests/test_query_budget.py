from odoo.tests import tagged

from .common import ApprovalCase, stage


@tagged("post_install", "-at_install")
class TestQueryBudget(ApprovalCase):
    """What a decision may cost: 25 queries one by one, 12 in bulk, whatever lies in the archive."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        officers = (cls.first, cls.second, cls.third)
        stages = [
            stage(10 * at, f"S{at}", user, allow_bulk=True) for at, user in enumerate(officers)
        ]
        cls.make_policy(*stages)

    def cost(self, work):
        """Queries of the work in a fresh cache, as in a request of its own."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        work()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def cost_of_one(self, document, officer):
        step = self.step(document).with_user(officer).sudo(False)
        return self.cost(step.action_approve)

    def test_one_by_one(self):
        self.approve_all(self.submitted())  # fills what a running server has cached
        document = self.submitted()
        for officer in (self.first, self.second, self.third):
            self.assertLessEqual(self.cost_of_one(document, officer), 25)

    def test_in_bulk(self):
        documents = [self.submitted() for _number in range(20)]
        for officer in (self.first, self.second, self.third):
            ids = [self.step(document).id for document in documents]
            steps = self.env["g2p.approval.step"].with_user(officer).browse(ids)
            self.assertLessEqual(self.cost(steps.action_approve_many), 12 * len(documents))

    def test_closed_cases_cost_nothing(self):
        self.approve(self.submitted(), self.first)
        before = self.cost_of_one(self.submitted(), self.first)
        for _number in range(10):
            self.approve_all(self.submitted())
        self.assertLessEqual(self.cost_of_one(self.submitted(), self.first), before)
