from odoo.tests import tagged

from .common import ApprovalCase, stage

BUDGET = "Budget"


@tagged("post_install", "-at_install")
class TestUpgrade(ApprovalCase):
    """A case from before facts and skipped stages were recorded continues unchanged."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        cls.policy = cls.make_policy(
            stage(10, "Check", cls.first, amount_policy="any", max_raise_percent=900),
            stage(20, BUDGET, cls.second, amount_from=1000),
            stage(30, "Sign", cls.third, amount_policy="any", max_raise_percent=900),
        )

    def from_before(self, **values):
        """A submitted document as the update finds it: only with the stages that applied."""
        document = self.submitted(**values)
        self.env.flush_all()
        request = [self.request(document).id]
        for words in (
            "DELETE FROM g2p_approval_step WHERE state = 'skipped' AND request_id = %s",
            "UPDATE g2p_approval_step SET domain = NULL WHERE request_id = %s",
            "UPDATE g2p_approval_step SET amount_opened = NULL WHERE request_id = %s",
            "UPDATE g2p_approval_request SET facts = NULL, amount_begun = NULL WHERE id = %s",
        ):
            self.env.cr.execute(words, request)
        self.env.invalidate_all()
        return document

    def names(self, document):
        return self.request(document).step_ids.mapped("name")

    def test_it_is_decided_by_the_stages_that_it_has(self):
        document = self.from_before(amount=900)
        self.assertEqual(self.names(document), ["Check", "Sign"])
        self.approve(document, self.first)
        self.assertEqual(self.step(document).name, "Sign")
        self.assertEqual(set(self.request(document).step_ids.mapped("pass_number")), {1})
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "approved")

    def test_it_does_not_check_its_procedure_again(self):
        document = self.from_before(amount=900)
        self.policy.active = False
        self.make_policy(stage(5, "New", self.outsider), sequence=1)
        self.approve(document, self.first)
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "approved")

    def test_its_procedure_may_be_deleted(self):
        document = self.from_before(amount=900)
        self.policy.unlink()
        self.approve(document, self.first)
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "approved")

    def test_a_raise_activates_a_skipped_stage(self):
        document = self.from_before(amount=900)
        self.approve(document, self.first, amount=4500)
        self.assertEqual(self.step(document).name, BUDGET)

    def test_a_later_raise_activates_it_too(self):
        document = self.from_before(amount=900)
        self.approve(document, self.first)
        self.approve(document, self.third, amount=4500)
        self.assertEqual(document.approval_state, "pending")
        self.assertEqual(self.step(document).name, BUDGET)

    def test_a_raise_from_before_the_update_activates_it_too(self):
        self.policy.stage_ids[1].amount_from = 5000
        document = self.submitted(amount=900)
        self.approve(document, self.first, amount=4500)
        self.policy.stage_ids[1].amount_from = 1000
        self.env.flush_all()
        request = [self.request(document).id]
        for words in (
            "DELETE FROM g2p_approval_step WHERE state = 'skipped' AND request_id = %s",
            "UPDATE g2p_approval_request SET facts = NULL, amount_begun = NULL WHERE id = %s",
        ):
            self.env.cr.execute(words, request)
        self.env.invalidate_all()
        self.approve(document, self.third)
        self.assertEqual(self.step(document).name, BUDGET)

    def test_stages_added_to_the_procedure_later_do_not_apply(self):
        document = self.from_before(amount=900)
        self.policy.stage_ids = [stage(40, "Late", self.outsider)]
        self.approve(document, self.first)
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "approved")
