from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestAmounts(ApprovalCase):
    """The amount rules of a stage; the record's own amount never changes."""

    def test_a_lowered_amount_is_the_granted_one(self):
        document = self.submitted()
        self.approve(document, self.first, amount=750.5)
        self.approve(document, self.second)
        self.approve(document, self.third)
        self.assertEqual(document._approval_check()._granted_amount(), 750.5)
        self.assertEqual(document.amount, 1000)

    def test_a_stage_that_may_lower_may_not_raise(self):
        with self.assertRaisesRegex(UserError, "may lower the amount, not raise it"):
            self.approve(self.submitted(), self.first, amount=1000.01)

    def test_a_stage_that_keeps_the_amount_may_not_change_it(self):
        document = self.submitted()
        self.approve(document, self.first, amount=900)
        with self.assertRaisesRegex(UserError, "may not change the amount"):
            self.approve(document, self.second, amount=1000)

    def test_a_raise_is_bounded(self):
        self.policy.stage_ids[0].write({"amount_policy": "any", "max_raise_percent": 10})
        document = self.submitted()
        with self.assertRaisesRegex(UserError, "raise the amount by at most 10 %"):
            self.approve(document, self.first, amount=1100.01)
        self.approve(document, self.first, amount=1100)
        self.assertEqual(self.request(document)._granted_amount(), 1100)

    def test_the_officers_of_one_stage_raise_no_more_together_than_one_of_them(self):
        both = self.first | self.outsider
        self.policy.stage_ids[0].write(
            {
                "officer_ids": [(6, 0, both.ids)],
                "quorum": "n",
                "required": 2,
                "amount_policy": "any",
                "max_raise_percent": 10,
            }
        )
        document = self.submitted()
        self.approve(document, self.first, amount=1100)
        with self.assertRaisesRegex(UserError, "raise the amount by at most 10 %"):
            self.approve(document, self.outsider, amount=1100.01)
        self.approve(document, self.outsider, amount=1100)
        self.assertEqual(self.step(document).amount_opened, 1100)

    def test_stages_side_by_side_raise_no_more_than_one_of_them(self):
        raises = {"amount_policy": "any", "max_raise_percent": 10, "sequence": 10}
        self.policy.stage_ids[:2].write(raises)
        document = self.submitted()
        steps = self.step(document)
        steps[0].with_user(self.first).action_approve(1100)
        with self.assertRaisesRegex(UserError, "raise the amount by at most 10 %"):
            steps[1].with_user(self.second).action_approve(1210)

    def test_an_amount_is_a_positive_number(self):
        step = self.step(self.submitted()).with_user(self.first)
        for amount in (0, -5, 0.001, float("inf"), float("nan"), "900", [900]):
            with self.assertRaisesRegex(UserError, "must be a positive number"):
                step.action_approve(amount)

    def test_an_amount_that_its_currency_cannot_pay_is_refused(self):
        self.policy.stage_ids[0].write({"amount_policy": "any", "max_raise_percent": 50})
        step = self.step(self.submitted()).with_user(self.first)
        for amount in (999.995, 1000.001, 0.011):
            with self.assertRaisesRegex(UserError, f"{amount:.10g} cannot be paid in "):
                step.action_approve(amount)
        step.action_approve(999.1 + 0.2)
        self.assertAlmostEqual(step.sudo().request_id._granted_amount(), 999.3, places=9)

    def test_a_stage_decides_from_an_amount_of_its_own_currency(self):
        yen = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        )
        yen.active = True
        self.policy.stage_ids[2].amount_from = 5000
        sentence = "Stage Sign decides from .*5,000.00, but Paper is in JPY"
        with self.assertRaisesRegex(UserError, sentence), self.cr.savepoint():
            self.submitted(amount=900000, currency_id=yen.id)
        self.policy.currency_id = yen
        document = self.submitted(amount=900000, currency_id=yen.id)
        self.assertEqual(
            self.request(document).step_ids.mapped("name"), ["Check", "Review", "Sign"]
        )
        document = self.submitted(amount=4999, currency_id=yen.id, name="Second")
        applying = self.request(document).step_ids.filtered(lambda step: step.state != "skipped")
        self.assertEqual(applying.mapped("name"), ["Check", "Review"])

    def test_a_stage_can_demand_an_amount(self):
        self.policy.stage_ids[0].requires_amount = True
        document = self.submitted()
        with self.assertRaisesRegex(UserError, "Enter the amount that you recommend"):
            self.approve(document, self.first)
        self.approve(document, self.first, amount=1000)
        self.assertEqual(self.step(document).name, "Review")

    def test_nothing_is_submitted_without_an_amount(self):
        for amount in (0, -1):
            with self.assertRaisesRegex(UserError, "has no amount"):
                self.submitted(amount=amount)
