from contextlib import contextmanager
from unittest.mock import patch

from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ReimbursementCase

WHY = "The account of this provider is not confirmed."


@tagged("post_install", "-at_install")
class TestHeldProviders(ReimbursementCase):
    """A provider that an addon does not let be paid: its claims wait, those of others do not."""

    @contextmanager
    def held(self, *providers):
        def why(records):
            return {one: WHY if one in providers else False for one in records}

        with patch.object(type(self.provider), "_why_not_payable_each", why):
            yield

    def other_claim(self):
        redemption = self._redeem(30, self.other_provider)
        claim = self._create_claim(redemption, "OTHER-1", self.other_user)
        self._approve(claim, self.officer_1)
        self._approve(claim, self.officer_2)
        return claim

    def test_no_batch_is_built_of_its_claims_alone(self):
        claim = self._approved_claim()
        with self.held(self.provider), self.assertRaisesRegex(UserError, WHY):
            self._build(claim)
        self.assertEqual(claim.state, "approved")
        self.assertEqual(self._build(claim).state, "draft")

    def test_a_batch_leaves_its_claims_out_and_says_so(self):
        claim, other = self._approved_claim(), self.other_claim()
        with self.held(self.provider):
            batch = self._build(claim | other)
        self.assertEqual(batch.sudo().payment_ids.claim_id, other)
        self.assertEqual((claim.state, other.state), ("approved", "in_payment"))
        said = " ".join(batch.sudo().message_ids.mapped("body"))
        self.assertIn(f"until the bank account of their provider is confirmed: {claim.name}", said)

    def test_it_leaves_a_batch_before_the_payment_file(self):
        claim, other = self._approved_claim(), self.other_claim()
        batch = self._build(claim | other)
        with self.held(self.provider):
            batch.action_export()
        self.assertEqual((claim.state, other.state), ("approved", "in_payment"))
        content = batch.sudo().document_id._content().decode()
        self.assertIn(other.name, content)
        self.assertNotIn(claim.name, content)

    def test_no_payment_file_contains_only_its_payments(self):
        batch = self._build(self._approved_claim())
        with self.held(self.provider), self.assertRaisesRegex(UserError, WHY):
            batch.action_export()
        self.assertEqual(batch.state, "draft")

    def test_what_the_bank_has_paid_is_recorded(self):
        batch = self._build(self._approved_claim())
        batch.action_export()
        with self.held(self.provider):
            batch.action_mark_paid("TRX-1")
        self.assertEqual(batch.state, "paid")
