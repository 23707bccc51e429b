from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_document_store.tests.common import PDF
from odoo.addons.g2p_suite_base.tests.census import SHARED, tables

from .common import ReimbursementCase


@tagged("post_install", "-at_install")
class TestReimbursementClaim(ReimbursementCase):
    """A claim cannot ask for more than was redeemed, and for nothing twice."""

    def test_a_claim_passes_its_two_stages(self):
        claim = self._create_claim(self._redeem(70) | self._redeem(30))
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(claim.amount_total, 100)
        self._approve(claim, self.officer_1)
        self.assertEqual(claim.state, "submitted")
        self._approve(claim, self.officer_2)
        self.assertEqual(claim.state, "approved")
        self.assertRegex(claim.name, r"^RC-\d{4}-\d{6}$")

    def test_claiming_touches_no_row_of_others(self):
        redemption = self._redeem(70)
        with tables(self.env) as found:
            claim = self._create_claim(redemption)
            self._approve(claim, self.officer_1)
            self._approve(claim, self.officer_2)
        self.assertIn("g2p_reimbursement_claim", found)
        self.assertEqual(found & SHARED, set())

    def test_a_claim_is_refused_without_a_procedure(self):
        self.policy.active = False
        with self.assertRaises(UserError):
            self._create_claim(self._redeem(70))

    # === Attacks === #

    def test_a_redemption_can_be_on_one_live_claim(self):
        redemption = self._redeem(70)
        claim = self._create_claim(redemption)
        with self.assertRaisesRegex(ValidationError, claim.name):
            self._create_claim(redemption, "INV-2")

    @mute_logger("odoo.sql_db")
    def test_the_database_refuses_a_redemption_on_two_live_claims(self):
        redemption = self._redeem(70)
        claim = self._create_claim(redemption)
        with self.assertRaises(IntegrityError) as caught, self.cr.savepoint():
            self.cr.execute(
                "INSERT INTO g2p_reimbursement_claim_line"
                " (claim_id, redemption_id, amount, amount_redeemed, is_live)"
                " VALUES (%s, %s, 70, 70, true)",
                [claim.id, redemption.id],
            )
        self.assertIn("redemption_once", str(caught.exception))

    def test_a_rejected_claim_frees_its_redemptions_and_its_invoice(self):
        redemption = self._redeem(70)
        claim = self._create_claim(redemption, "INV-1")
        self._reject(claim, self.officer_1)
        self.assertEqual(claim.state, "rejected")
        again = self._create_claim(redemption, "INV-1")
        self.assertEqual(again.state, "submitted")

    def test_a_line_cannot_ask_for_more_than_was_redeemed(self):
        claim = self._create_draft(self._redeem(70))
        for amount in (70.01, -1, 0, 0.001):
            with (
                self.subTest(amount=amount),
                mute_logger("odoo.sql_db"),
                self.assertRaises(ValidationError),
                self.cr.savepoint(),
            ):
                claim.line_ids.write({"amount": amount})

    def test_an_invoice_number_counts_once_in_any_case_and_spacing(self):
        claim = self._create_claim(self._redeem(70), "INV 7/a")
        for number in ("inv7/A", " INV  7/A ", "INV\u200b 7/A"):
            with (
                self.subTest(number=number),
                self.assertRaisesRegex(ValidationError, claim.name),
                self.cr.savepoint(),
            ):
                self._create_claim(self._redeem(5), number)

    def test_another_provider_can_use_the_same_invoice_number(self):
        self._create_claim(self._redeem(70), "INV-7")
        other = self._create_claim(
            self._redeem(5, self.other_provider), "INV-7", user=self.other_user
        )
        self.assertEqual(other.state, "submitted")

    def test_an_invoice_number_of_spaces_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "printed on the invoice"):
            self._create_claim(self._redeem(70), " \u200b ")

    def test_the_redemption_of_another_provider_cannot_be_claimed(self):
        theirs = self._redeem(70, self.other_provider)
        with self.assertRaises(AccessError):
            self._create_claim(theirs)
        with self.assertRaises(ValidationError):
            self._create_draft(theirs)

    def test_another_currency_is_refused(self):
        other = self.env.ref("base.EUR")
        if other == self.currency:
            other = self.env.ref("base.USD")
        other.active = True
        claim = self._create_draft(self._redeem(70))
        with self.assertRaisesRegex(ValidationError, "currency"):
            self._create_draft(self._redeem(5), currency_id=other.id)
        self.assertEqual(claim.currency_id, self.currency)

    def test_another_company_is_refused(self):
        company = self.env["res.company"].create({"name": "Another"})
        with self.assertRaisesRegex(ValidationError, "company"):
            self._create_draft(self._redeem(5), company_id=company.id)
        with self.assertRaisesRegex(ValidationError, "another company"):
            self._create_draft(self._redeem(5), company_id=company.id, line_ids=[])

    def test_an_invoice_from_the_future_is_refused(self):
        tomorrow = fields.Date.add(fields.Date.today(), days=2)
        with self.assertRaisesRegex(ValidationError, "future"):
            self._create_claim(self._redeem(5), date=tomorrow)

    def test_the_lines_are_fixed_once_submitted(self):
        claim = self._create_claim(self._redeem(70)).sudo()
        with self.assertRaises(AccessError):
            claim.line_ids.write({"amount": 1})
        with self.assertRaises(AccessError):
            claim.line_ids.unlink()
        with self.assertRaises(AccessError):
            claim.write({"line_ids": [(0, 0, {"redemption_id": self._redeem(5).id, "amount": 5})]})

    def test_nobody_can_write_the_state_not_even_the_superuser(self):
        claim = self._create_claim(self._redeem(70)).sudo()
        for vals in (
            {"state": "approved"},
            {"date_paid": "2026-01-01"},
            {"payment_reference": "x"},
            {"name": "x"},
        ):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                claim.write(vals)
        with self.assertRaises(AccessError):
            self._create_draft(self._redeem(5), state="approved")
        claim_2 = self._create_draft(self._redeem(5), context={"default_state": "paid"})
        self.assertEqual(claim_2.state, "draft")

    def test_a_claim_cannot_be_deleted(self):
        with self.assertRaises(AccessError):
            self._create_draft(self._redeem(5)).unlink()

    def test_the_providers_people_cannot_decide(self):
        claim = self._create_claim(self._redeem(70))
        insider = self.officer_1
        self.provider.sudo().partner_id = self.env["res.partner"].create({"name": "Clinic"})
        insider.sudo().partner_id.parent_id = self.provider.partner_id
        with self.assertRaises(AccessError):
            self._approve(claim, insider)
        self.assertEqual(claim.state, "submitted")
        self.assertIn(self.provider_user, claim._approval_beneficiary_users())

    def test_a_claimed_redemption_cannot_be_reversed(self):
        redemption = self._redeem(70)
        group = "g2p_voucher_key.group_voucher_manager"
        manager = new_test_user(self.env, "rb_voucher_manager", groups=group)
        line = redemption.with_user(manager).sudo(False)
        claim = self._create_claim(redemption)
        with self.assertRaisesRegex(
            UserError, f"is on claim {claim.name}. Reject or withdraw the claim"
        ):
            line.action_reverse("Wrong person")
        self._reject(claim, self.officer_1)
        line.action_reverse("Wrong person")
        self.assertNotIn(redemption, self._claimable())

    def test_a_paid_redemption_cannot_be_reversed(self):
        group = "g2p_voucher_key.group_voucher_manager"
        manager = new_test_user(self.env, "rb_voucher_manager", groups=group)
        claim = self._approved_claim()
        batch = self._build(claim)
        batch.action_export()
        batch.action_mark_paid("BANK-1")
        line = claim.line_ids.redemption_id.with_user(manager).sudo(False)
        with self.assertRaisesRegex(UserError, f"on claim {claim.name}, which is paid"):
            line.action_reverse("Wrong person")

    def test_a_claim_with_a_reversed_redemption_cannot_be_resubmitted(self):
        redemption = self._redeem(70)
        redemption.sudo().voucher_id.write({"amount_redeemed": 70})
        claim = self._create_claim(redemption)
        group = "g2p_voucher_key.group_voucher_manager"
        manager = new_test_user(self.env, "rb_voucher_manager", groups=group)
        nothing = claim.browse()
        with patch.object(type(redemption), "_get_live_claim", lambda self: nothing):
            redemption.with_user(manager).sudo(False).action_reverse("At the same moment")
        with self.assertRaisesRegex(UserError, "was changed after it was submitted"):
            self._approve(claim, self.officer_1)
        self._return(claim, self.officer_1)
        mine = claim.with_user(self.provider_user)
        with self.assertRaisesRegex(ValidationError, "was reversed, so there is nothing to claim"):
            mine._portal_resubmit("INV-1", "2026-01-01")

    def test_claiming_and_reversing_change_the_same_row(self):
        redemption = self._redeem(70)
        redemption.sudo().voucher_id.write({"amount_redeemed": 70})
        places = [self._place_of(redemption)]
        claim = self._create_claim(redemption)
        places.append(self._place_of(redemption))
        self._reject(claim, self.officer_1)
        group = "g2p_voucher_key.group_voucher_manager"
        manager = new_test_user(self.env, "rb_voucher_manager", groups=group)
        redemption.with_user(manager).sudo(False).action_reverse("Wrong person")
        places.append(self._place_of(redemption))
        self.assertEqual(len(set(places)), 3)

    def _place_of(self, record):
        """The row's physical location (ctid), which each change moves."""
        self.env.flush_all()
        self.env.cr.execute("SELECT ctid FROM g2p_voucher_redemption WHERE id = %s", [record.id])
        return self.env.cr.fetchone()[0]

    def test_a_changed_invoice_file_stops_the_decision(self):
        claim = self._create_claim(self._redeem(70)).sudo()
        claim._store_invoice("other.pdf", PDF + b"%other")
        with self.assertRaises(UserError):
            self._approve(claim, self.officer_1)
