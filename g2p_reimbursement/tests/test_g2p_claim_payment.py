from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReimbursementCase


@tagged("post_install", "-at_install")
class TestClaimPayment(ReimbursementCase):
    """An approved claim is paid once, to the account with which it was approved."""

    def test_from_approval_to_paid(self):
        claim = self._approved_claim(amount=120.5)
        batch = self._build(claim)
        self.assertEqual(claim.state, "in_payment")
        self.assertEqual(batch.amount_total, 120.5)
        batch.action_export()
        self.assertEqual(batch.state, "exported")
        batch.action_mark_paid(" TRX-1 ")
        self.assertEqual(claim.state, "paid")
        self.assertEqual(claim.payment_reference, "TRX-1")
        self.assertEqual(claim.date_paid, fields.Date.today())
        self.assertEqual(claim.amount_paid, 120.5)

    def test_the_file_contains_the_approved_values(self):
        claim = self._approved_claim(amount=120.5)
        batch = self._build(claim)
        batch.action_export()
        line = batch.sudo().document_id._content().decode().splitlines()[1]
        self.assertIn(f"{claim.name},INV-1,Clinic One,KE00 1234,120.50,", line)

    def test_only_cashiers_can_read_the_file_in_the_document_store(self):
        batch = self._build(self._approved_claim())
        batch.action_export()
        document = batch.document_id
        self.assertEqual(document.payment_batch_id, batch)
        Document = self.env["g2p.document"]
        domain = [("id", "=", document.id)]
        self.assertTrue(Document.with_user(self.cashier).search(domain))
        for user in (self.officer_1, self.provider_user):
            self.assertFalse(Document.with_user(user).search(domain))

    def test_the_granted_amount_is_paid(self):
        self.policy.stage_ids[1].write({"amount_policy": "lower"})
        claim = self._create_claim(self._redeem(100))
        self._approve(claim, self.officer_1)
        self.assertFalse(claim.amount_granted)
        self._approve(claim, self.officer_2, amount=80)
        self.assertEqual(claim.with_user(self.cashier).amount_granted, 80)
        self.assertEqual(self._build(claim).amount_total, 80)

    # === Attacks === #

    def test_an_unapproved_claim_cannot_be_paid(self):
        with self.assertRaisesRegex(UserError, "not approved"):
            self._build(self._create_claim(self._redeem(5)))

    def test_a_claim_cannot_be_in_two_batches(self):
        claim = self._approved_claim()
        batch = self._build(claim)
        with self.assertRaisesRegex(UserError, batch.name):
            self._build(claim)

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_two_live_payments_of_a_claim(self):
        batch = self._build(self._approved_claim())
        with self.assertRaises(IntegrityError) as caught, self.cr.savepoint():
            vals = {"claim_id": batch.payment_ids.claim_id.id, "batch_id": batch.id}
            vals |= {"company_id": self.company.id, "amount": 1}
            vals |= {"currency_id": self.currency.id}
            self.env["g2p.claim.payment"].sudo().create(vals)
            self.env.flush_all()
        self.assertIn("claim_once", str(caught.exception))

    def test_a_batch_cannot_be_paid_twice(self):
        batch = self._build(self._approved_claim())
        batch.action_export()
        batch.action_mark_paid("TRX-1")
        with self.assertRaisesRegex(UserError, "already"):
            batch.action_mark_paid("TRX-2")
        with self.assertRaisesRegex(UserError, "already"):
            batch.action_export()
        with self.assertRaisesRegex(UserError, "already"):
            batch.with_user(self.cashier_2).action_cancel()

    def test_a_paid_claim_cannot_be_paid_again(self):
        claim = self._approved_claim()
        batch = self._build(claim)
        batch.action_export()
        batch.action_mark_paid("TRX-1")
        with self.assertRaisesRegex(UserError, "twice"):
            self._build(claim)

    def test_a_batch_cannot_be_paid_before_its_file_exists(self):
        batch = self._build(self._approved_claim())
        with self.assertRaisesRegex(UserError, "Draft"):
            batch.action_mark_paid("TRX-1")

    def test_a_claim_whose_account_changed_after_the_approval_cannot_be_paid(self):
        claim = self._approved_claim()
        batch = self._build(claim)
        self.provider.sudo().account_number = "XX99 THIEF"
        with self.assertRaises(UserError):
            batch.action_export()
        self.assertEqual(batch.state, "draft")
        batch.action_cancel()
        with self.assertRaises(UserError):
            self._build(claim)
        claim.with_user(self.officer_1).action_cancel_approved()
        self.assertEqual(claim.state, "cancelled")

    def test_a_claim_whose_invoice_changed_after_the_approval_cannot_be_paid(self):
        batch = self._build(self._approved_claim())
        claim = batch.payment_ids.claim_id
        self.cr.execute(
            "UPDATE g2p_reimbursement_claim SET invoice_number = 'X' WHERE id = %s",
            [claim.id],
        )
        claim.invalidate_recordset()
        with self.assertRaises(UserError):
            batch.action_export()

    def test_a_payment_changed_after_its_creation_cannot_be_exported(self):
        batch = self._build(self._approved_claim())
        payment = batch.sudo().payment_ids
        with self.assertRaises(AccessError):
            payment.write({"amount": 1000})
        self.cr.execute("UPDATE g2p_claim_payment SET amount = 1000 WHERE id = %s", [payment.id])
        payment.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "approved for"):
            batch.action_export()

    def test_users_who_decided_cannot_pay(self):
        both = self.officer_and_cashier
        self.policy.stage_ids[1].officer_ids = [(4, both.id)]
        claim = self._create_claim(self._redeem(70))
        self._approve(claim, self.officer_1)
        self._approve(claim, both)
        with self.assertRaisesRegex(AccessError, "somebody else"):
            self._build(claim, both)
        batch = self._build(claim)
        with self.assertRaisesRegex(AccessError, "somebody else"):
            batch.with_user(both).action_export()
        batch.action_export()
        with self.assertRaisesRegex(AccessError, "somebody else"):
            batch.with_user(both).action_mark_paid("TRX")

    def test_only_cashiers_can_pay(self):
        claim = self._approved_claim()
        batch = self._build(claim)
        for user in (self.officer_1, self.auditor, self.provider_user):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    self._build(claim, user)
                for name in ("action_export", "action_cancel"):
                    with self.assertRaises(AccessError):
                        getattr(batch.with_user(user), name)()
                with self.assertRaises(AccessError):
                    batch.with_user(user).action_mark_paid("TRX")

    def test_only_another_cashier_can_cancel_an_exported_batch(self):
        claim = self._approved_claim()
        batch = self._build(claim)
        batch.action_export()
        with self.assertRaisesRegex(AccessError, "Another cashier"):
            batch.action_cancel()
        batch.with_user(self.cashier_2).action_cancel()
        self.assertEqual(claim.state, "approved")
        self.assertEqual(self._build(claim).state, "draft")

    def test_a_payment_needs_a_reference_and_a_possible_day(self):
        batch = self._build(self._approved_claim())
        batch.action_export()
        with self.assertRaises(ValidationError):
            batch.action_mark_paid("  ")
        tomorrow = fields.Date.add(fields.Date.today(), days=2)
        with self.assertRaisesRegex(ValidationError, "cannot have been paid on"):
            batch.action_mark_paid("TRX", tomorrow)

    def test_a_provider_without_account_cannot_be_paid(self):
        self.provider.sudo().account_number = False
        with self.assertRaisesRegex(UserError, "account number"):
            self._build(self._approved_claim())

    def test_the_wizard_names_no_batch_to_others(self):
        batch = self._build(self._approved_claim())
        company = self.env["res.company"].create({"name": "Elsewhere"})
        self.cashier.write({"company_ids": [(6, 0, company.ids)], "company_id": company.id})
        self.env.invalidate_all()
        wizards = self.env["g2p.claim.payment.confirm"].with_user(self.cashier)
        with self.assertRaises(AccessError), self.cr.savepoint():
            wizards.create({"batch_id": batch.id, "reference": "TRX"})
        spec = {"batch_id": {"fields": {"display_name": {}}}}
        with self.assertRaises(AccessError):
            wizards.onchange({"batch_id": batch.id}, ["batch_id"], spec)

    def test_the_wizard_marks_the_batch_as_paid(self):
        batch = self._build(self._approved_claim())
        batch.action_export()
        wizard = self.env["g2p.claim.payment.confirm"].with_user(self.cashier)
        wizard.create({"batch_id": batch.id, "reference": "TRX"}).action_confirm()
        self.assertEqual(batch.state, "paid")
