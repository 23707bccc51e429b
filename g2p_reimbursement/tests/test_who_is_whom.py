from unittest.mock import patch

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ReimbursementCase

ACCOUNT = "You share a bank account with somebody in this case."


@tagged("post_install", "-at_install")
class TestWhoIsWhom(ReimbursementCase):
    """Nobody can decide or pay a claim of a party to whom they are tied; others can."""

    def account(self, partner, number):
        vals = {"partner_id": partner.id, "acc_number": number}
        return self.env["res.partner.bank"].create(vals)

    def holder(self, claim):
        return claim.sudo().line_ids.redemption_id.voucher_id.partner_id

    def share(self, user, claim):
        """Give the user the same account as the claim's patient."""
        number = f"KE77 {claim.id:06d}"
        self.account(user.partner_id, number)
        self.account(self.holder(claim), number)
        self.env.invalidate_all()

    def three(self):
        return [self._approved_claim(invoice=f"INV-{number}") for number in range(3)]

    def states(self, claims):
        return [claim.state for claim in claims]

    # === Deciding === #

    def test_a_user_with_the_providers_account_cannot_decide(self):
        self.account(self.officer_1.partner_id, "ke00-1234")
        claim = self._create_claim(self._redeem(70))
        words = f"{ACCOUNT} Another officer must decide claim {claim.name}."
        with self.assertRaisesRegex(AccessError, words):
            self._approve(claim, self.officer_1)

    def test_the_providers_former_account_counts(self):
        self.account(self.officer_1.partner_id, "KE00 1234")
        self.provider.sudo().account_number = "KE00 9999"
        claim = self._create_claim(self._redeem(70))
        with self.assertRaisesRegex(AccessError, ACCOUNT):
            self._approve(claim, self.officer_1)

    def test_the_officers_former_account_counts(self):
        self.account(self.officer_1.partner_id, "KE00 1234").unlink()
        claim = self._create_claim(self._redeem(70))
        with self.assertRaisesRegex(AccessError, ACCOUNT):
            self._approve(claim, self.officer_1)

    def test_former_staff_cannot_decide(self):
        # as if the role came later: users with a role cannot be staff
        with patch.object(type(self.env["res.users"]), "_office_groups", lambda self: []):
            self.provider.sudo().user_ids |= self.officer_1
        self.provider.sudo().user_ids -= self.officer_1
        claim = self._create_claim(self._redeem(70))
        words = (
            f"You act for the provider in this case. Another officer must decide claim {claim.name}"
        )
        with self.assertRaisesRegex(AccessError, words):
            self._approve(claim, self.officer_1)

    def test_a_former_user_of_the_providers_contact_cannot_decide(self):
        contact = self.env["res.partner"].create({"name": "Clinic One", "is_company": True})
        me = self.officer_1.partner_id
        words = "You act for the provider in this case. Another officer must decide claim"
        for leave in (
            lambda: me.write({"parent_id": False}),
            lambda: self.provider.sudo().write({"partner_id": False}),
        ):
            self.provider.sudo().partner_id = contact
            me.parent_id = contact
            leave()
            claim = self._create_claim(self._redeem(70), f"INV-{self.provider.partner_id.id}")
            self.env.invalidate_all()
            with self.assertRaisesRegex(AccessError, words):
                self._approve(claim, self.officer_1)
            me.parent_id = False
            self.env.cr.execute("DELETE FROM g2p_former_key")
            self.env.invalidate_all()
            self.assertFalse(self.officer_1._tie_to(claim._identity()))

    def test_a_user_tied_to_a_patient_cannot_decide(self):
        claim = self._create_claim(self._redeem(70))
        self.share(self.officer_1, claim)
        with self.assertRaisesRegex(AccessError, ACCOUNT):
            self._approve(claim, self.officer_1)

    def test_an_inbox_reads_all_claims_together(self):
        claims = self.env["g2p.reimbursement.claim"]
        for number in range(6):
            claims |= self._create_claim(self._redeem(10), invoice=f"INV-{number}")
        self.env.flush_all()

        def cost(some):
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            for claim in some.sudo():
                self.assertFalse(claim._approval_conflict(self.officer_1))
            return self.cr.sql_log_count - before

        self.assertLessEqual(cost(claims), cost(claims[:1]) + 1)  # no more on 19.0

    # === Paying === #

    def test_claims_that_the_cashier_may_not_pay_stay_out_of_the_batch(self):
        claims = self.three()
        self.share(self.cashier, claims[1])
        batch = self._build(claims[0] | claims[1] | claims[2])
        self.assertEqual(batch.payment_ids.claim_id, claims[0] | claims[2])
        self.assertEqual(self.states(claims), ["in_payment", "approved", "in_payment"])
        self.assertIn(
            f"These claims are waiting for another cashier: {claims[1].name}",
            batch.message_ids[0].preview,
        )
        self.assertEqual(self._build(claims[1], self.cashier_2).payment_count, 1)

    def test_a_single_unpayable_claim_is_refused_with_the_reason(self):
        claim = self._approved_claim()
        self.share(self.cashier, claim)
        words = f"{ACCOUNT} Somebody else must pay claim {claim.name}."
        with self.assertRaisesRegex(AccessError, words):
            self._build(claim)
        self.assertEqual(claim.state, "approved")

    def test_claims_that_another_cashier_may_not_export_leave_the_batch(self):
        claims = self.three()
        batch = self._build(claims[0] | claims[1] | claims[2])
        self.share(self.cashier_2, claims[1])
        batch.with_user(self.cashier_2).action_export()
        self.assertEqual(self.states(claims), ["in_payment", "approved", "in_payment"])
        self.assertEqual((batch.payment_count, batch.amount_total), (2, 140))
        rows = batch.sudo().document_id._content().decode().splitlines()[1:]
        self.assertEqual([row.split(",")[1] for row in rows], [claims[0].name, claims[2].name])
        batch.action_mark_paid("TRX-1")
        self.assertEqual(self.states(claims), ["paid", "approved", "paid"])
        self.assertEqual(self._build(claims[1]).payment_count, 1)

    def test_claims_that_a_cashier_may_not_mark_as_paid_wait_for_another_one(self):
        claims = self.three()
        batch = self._build(claims[0] | claims[1] | claims[2])
        batch.action_export()
        self.share(self.cashier_2, claims[1])
        batch.with_user(self.cashier_2).action_mark_paid("TRX-1")
        self.assertEqual(self.states(claims), ["paid", "in_payment", "paid"])
        self.assertEqual(batch.state, "exported")
        with self.assertRaisesRegex(AccessError, ACCOUNT):
            batch.with_user(self.cashier_2).action_mark_paid("TRX-1")
        batch.with_user(self.cashier).action_mark_paid("TRX-1")
        self.assertEqual((claims[1].state, batch.state), ("paid", "paid"))

    def test_a_partly_paid_batch_cannot_be_cancelled(self):
        claims = self.three()
        batch = self._build(claims[0] | claims[1])
        batch.action_export()
        self.share(self.cashier_2, claims[1])
        batch.with_user(self.cashier_2).action_mark_paid("TRX-1")
        with self.assertRaisesRegex(UserError, "Part of batch .* is already marked as paid"):
            batch.with_user(self.cashier_2).action_cancel()

    def test_the_rest_of_a_batch_needs_the_reference_of_its_paid_part(self):
        claims = self.three()
        other = self._build(claims[2])
        other.action_export()
        batch = self._build(claims[0] | claims[1])
        batch.action_export()
        self.share(self.cashier_2, claims[1])
        batch.with_user(self.cashier_2).action_mark_paid("TRX-1")
        words = f"A part of batch {batch.name} is already marked as paid with reference TRX-1."
        with self.assertRaisesRegex(ValidationError, words):
            batch.action_mark_paid("TRX-2")
        batch.action_mark_paid("trx\u20111")
        with self.assertRaisesRegex(ValidationError, "already has the bank reference TRX-1"):
            other.action_mark_paid("TRX-1")

    def test_a_user_who_decided_one_claim_pays_the_others(self):
        both = self.officer_and_cashier
        self.policy.stage_ids[1].officer_ids = [(4, both.id)]
        mine = self._create_claim(self._redeem(70))
        self._approve(mine, self.officer_1)
        self._approve(mine, both)
        other = self._approved_claim(invoice="INV-2")
        batch = self._build(mine | other, both)
        self.assertEqual(batch.payment_ids.claim_id, other)
