from odoo.tests import tagged

from .common import ApprovalCase, stage


@tagged("post_install", "-at_install")
class TestQueryBudget(ApprovalCase):
    """The budget of a decision: 25 queries one by one, 12 in bulk, regardless of closed cases.

    Choosing the stages again costs at most 3 more if the facts changed, and otherwise none.
    """

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
        """Queries of the work with an empty cache, as in a separate request."""
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
        officers = (self.first, self.second, self.third)
        earlier, document = self.submitted(), self.submitted()
        for officer in officers:
            # fills the caches of a running server; on 17.0 each user has their own
            self.cost_of_one(earlier, officer)
        for officer in officers:
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

    def test_participants_of_many_cases_cost_no_more_queries(self):
        documents = self.env["test.approval.document"].union(
            *(self.submitted() for _number in range(6))
        )
        one = self.cost(documents[:1]._approval_participants)
        self.assertLessEqual(self.cost(documents._approval_participants), one)
        self.assertEqual(documents._approval_participants(), self.author | documents.create_uid)

    def after(self, values=None, amount=None, extra=("skipped", "skipped")):
        """Queries of an approval after a change of values, minus those without the change.

        :param extra: the state of the stage *Extra* without the change, and with it
        """
        costs = []
        for changed, state in zip((False, True), extra, strict=True):
            document = self.submitted(is_urgent=True)
            self.approve(document, self.first)
            if changed and values:
                document.write(values)
            # with the language, as in a request: without it 17.0 reads it from the user
            step = self.step(document).with_user(self.second).with_context(lang="en_US").sudo(False)
            granted = amount if changed else None
            costs.append(self.cost(lambda step=step, granted=granted: step.action_approve(granted)))
            steps = self.request(document).step_ids
            self.assertEqual(steps.filtered(lambda s: s.name == "Extra").state, state)
        return costs[1] - costs[0]

    def make_extra(self, **values):
        self.approve_all(self.submitted())
        ours = [("model", "=", "test.approval.document"), ("active", "=", True)]
        stages = self.env["g2p.approval.policy"].search(ours, limit=1).stage_ids
        stages[1].write({"amount_policy": "any", "max_raise_percent": 900})
        named = {"name": "Extra", "sequence": 25, "officer_ids": [(6, 0, self.outsider.ids)]}
        stages[0].copy({**named, **values})

    def test_a_raise_that_activates_another_stage(self):
        self.make_extra(amount_from=4000)
        cost = self.after(amount=4500, extra=("skipped", "waiting"))
        self.assertLessEqual(cost, 3)

    def test_a_raise_that_activates_a_group(self):
        group = self.env["res.groups"].create({"name": "Budget"})
        self.join(self.outsider, group)
        self.make_extra(amount_from=4000, officer_ids=[(5,)], group_id=group.id)
        cost = self.after(amount=4500, extra=("skipped", "waiting"))
        self.assertLessEqual(cost, 3)

    def test_a_fact_that_activates_another_stage(self):
        self.make_extra(domain="[('remark', '=', 'odd')]")
        self.assertLessEqual(self.after({"remark": "odd"}, extra=("skipped", "waiting")), 3)

    def test_a_fact_that_skips_a_stage(self):
        self.make_extra(domain="[('is_urgent', '=', True)]")
        self.assertLessEqual(self.after({"is_urgent": False}, extra=("waiting", "skipped")), 3)

    def test_facts_that_did_not_change_cost_nothing(self):
        self.make_extra(amount_from=4000)
        self.assertLessEqual(self.after({"name": "No fact"}), 0)
        self.assertLessEqual(self.after(), 0)
