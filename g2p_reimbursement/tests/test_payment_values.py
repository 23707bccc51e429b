import csv
import io
from contextlib import contextmanager
from datetime import timedelta

from freezegun import freeze_time
from psycopg2 import IntegrityError

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReimbursementCase

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe63\uff0d\u00ad"


class PaymentValuesCase(ReimbursementCase):
    def _spoil(self, table, record, **values):
        """Write without the checks, as in rows older than these."""
        self.env.flush_all()
        for column, value in values.items():
            self.cr.execute(
                f"UPDATE {table} SET {column} = %s WHERE id = %s",  # noqa: S608  names of the test
                [value, record.id],
            )
        self.env.invalidate_all()

    @contextmanager
    def _refused_by(self, index):
        """Check that the database refuses it, even without the model's checks."""
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError) as caught,
            self.cr.savepoint(),
        ):
            yield
        self.env.invalidate_all(flush=False)
        self.assertIn(index, str(caught.exception))

    def _export(self, claim):
        batch = self._build(claim)
        batch.action_export()
        return batch

    def _cells(self, batch):
        """The only line of the payment file, by column."""
        content = batch.sudo().document_id._content().decode()
        return next(csv.DictReader(io.StringIO(content, newline="")))


@tagged("post_install", "-at_install")
class TestPaymentValues(PaymentValuesCase):
    """Agreed values are exported unchanged, or stop the payment file."""

    def test_an_account_that_starts_with_a_plus_is_exported_unchanged(self):
        self.provider.sudo().account_number = "+254700000123"
        batch = self._export(self._approved_claim(invoice="-7/2026"))
        cells = self._cells(batch)
        self.assertEqual((cells["account"], cells["invoice"]), ("+254700000123", "-7/2026"))

    def test_an_unsupported_value_stops_the_file_and_names_the_payment(self):
        claim, other = self._approved_claim(), self._approved_claim(invoice="INV-2")
        batch = self._build(claim | other)
        for name in ("@Clinic", "=cmd|'/c calc'!A1", "two\nlines", "  ", "hid\u200bden"):
            with self.subTest(name=name):
                self._spoil("g2p_service_provider", self.provider, name=name)
                with self.assertRaises(UserError) as caught, self.cr.savepoint():
                    batch.action_export()
                lines = str(caught.exception).splitlines()
                payments = batch.sudo().payment_ids
                for payment in payments:
                    named = f"Payment {payment.name} of claim {payment.claim_id.name} cannot"
                    self.assertTrue(any(line.startswith(named) for line in lines), lines)
                self.assertIn("the provider's name", lines[0])
        self.assertEqual(batch.state, "draft")
        self.assertFalse(batch.document_id)

    def test_an_account_of_blanks_is_no_account(self):
        for at, account in enumerate(("   ", "\t", "\u3164", "=1+1", "'+254700")):
            with self.subTest(account=account):
                self._spoil("g2p_service_provider", self.provider, account_number=account)
                claim = self._approved_claim(invoice=f"INV-{at}")
                with self.assertRaisesRegex(UserError, "no usable account number"):
                    self._build(claim)

    def test_an_unsupported_invoice_number_is_refused_when_entered(self):
        for number in ("=1+1", "@12", "-1+cmd|' /C calc'!A0", "7\x01", "7" * 141, "7\u202e8"):
            with self.subTest(number=number):
                sentence = "Invoice number “.*” cannot be accepted: it "
                with self.assertRaisesRegex(ValidationError, sentence), self.cr.savepoint():
                    self._create_claim(self._redeem(5), number)
        for number in ("-", " / ", "\u3164"):
            with (
                self.subTest(number=number),
                self.assertRaisesRegex(ValidationError, "printed on the invoice"),
            ):
                self._create_claim(self._redeem(5), number)

    def test_a_payment_in_another_currency_or_of_another_company_is_not_exported(self):
        batch = self._build(self._approved_claim())
        payment = batch.sudo().payment_ids
        other = self.env["res.currency"].with_context(active_test=False).search([], limit=9)
        other = (other - self.currency)[:1]
        company = self.env["res.company"].create({"name": "Another"})
        for values in ({"currency_id": other.id}, {"company_id": company.id}):
            with self.subTest(values=values), self.cr.savepoint() as savepoint:
                self._spoil("g2p_claim_payment", payment, **values)
                with self.assertRaisesRegex(UserError, "differs from what was approved for claim"):
                    batch.action_export()
                savepoint.rollback()
                self.env.invalidate_all()
        self.assertTrue(batch.action_export())


@tagged("post_install", "-at_install")
class TestSameInvoice(PaymentValuesCase):
    """An invoice can be claimed once, in any notation of its number and with any file name."""

    def test_similar_dashes_count_as_the_same(self):
        claim = self._create_claim(self._redeem(70), "INV-7/2026")
        numbers = [f"INV{dash}7/2026" for dash in DASHES if dash != "\u00ad"]
        numbers += ["INV--7/2026", "INV-7\u22152026", "\u0406NV-7/2026", "INV-\u0667/2026"]
        numbers += ["inv-7\u034f/2026", "I\u0301NV-7/2026", "INV-7/\u30002026"]
        for number in numbers:
            with (
                self.subTest(number=number),
                self.assertRaisesRegex(ValidationError, f"already on claim {claim.name}"),
            ):
                self._create_claim(self._redeem(5), number)

    def test_different_numbers_are_distinct(self):
        self._create_claim(self._redeem(70), "INV-7/2026")
        for number in ("INV7/2026", "INV-72026", "INV/7-2026", "INV-7/2027", "NV-7/2026"):
            with self.subTest(number=number):
                claim = self._create_claim(self._redeem(5), number)
                self.assertEqual(claim.state, "submitted")

    def test_the_same_file_under_another_number_is_refused(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        content = claim.sudo().document_ids._content()
        sentence = f"This file is already on claim {claim.name}, as invoice INV-1."
        with self.assertRaisesRegex(ValidationError, sentence):
            self._create_claim(self._redeem(5), "INV-2", content=content)

    def test_the_same_file_is_refused_in_a_correction_too(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        content = claim.sudo().document_ids._content()
        second = self._create_claim(self._redeem(5), "INV-2")
        self._return(second, self.officer_1)
        mine = second.with_user(self.provider_user)
        with self.assertRaisesRegex(ValidationError, f"already on claim {claim.name}"):
            mine._portal_resubmit("INV-2", "2026-01-02", "i.pdf", content)

    def test_a_correction_can_send_its_own_file_again(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        content = claim.sudo().document_ids._content()
        self._return(claim, self.officer_1)
        claim.with_user(self.provider_user)._portal_resubmit("INV-1b", "2026-01-02", "i", content)
        self.assertEqual(claim.state, "submitted")

    def test_the_database_refuses_the_same_file_twice(self):
        claim = self._create_claim(self._redeem(70), "INV-1").sudo()
        second = self._create_claim(self._redeem(5), "INV-2").sudo()
        with self._refused_by("invoice_file_once"):
            second.invoice_sha256 = claim.invoice_sha256
            second.flush_recordset()

    def test_a_rejected_claim_frees_its_file_and_the_officer_sees_both(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        content = claim.sudo().document_ids._content()
        self._reject(claim, self.officer_1)
        second = self._create_claim(self._redeem(5), "INV-2", content=content)
        self.assertEqual(second.with_user(self.officer_1).same_claim_ids, claim)
        action = second.with_user(self.officer_1).action_open_same()
        self.assertEqual(action["domain"], [("id", "in", claim.ids)])

    def test_the_file_of_another_provider_is_shown_to_the_officer(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        content = claim.sudo().document_ids._content()
        theirs = self._redeem(5, self.other_provider)
        second = self._create_claim(theirs, "B-9", user=self.other_user, content=content)
        for user in (self.officer_1, self.cashier, self.auditor):
            self.assertEqual(second.with_user(user).same_claim_ids, claim)
        with self.assertRaisesRegex(UserError, "same_claim_ids"):
            second.with_user(self.other_user).read(["same_claim_ids"])
        with self.assertRaises(UserError):
            second.with_user(self.other_user).action_open_same()


@tagged("post_install", "-at_install")
class TestPaymentDay(PaymentValuesCase):
    """A batch is paid after its file was created, by the office's day, with a unique reference."""

    def test_a_batch_cannot_be_paid_before_its_file_was_created(self):
        batch = self._export(self._approved_claim())
        day = batch.date_exported.date()
        for early in (day - timedelta(days=1), "1999-01-01"):
            with (
                self.subTest(day=early),
                self.assertRaisesRegex(ValidationError, "its file was created on"),
            ):
                batch.action_mark_paid("TRX", early)
        batch.action_mark_paid("TRX", day)
        self.assertEqual(batch.date_paid, day)

    def test_an_invalid_day_is_refused_with_a_message(self):
        batch = self._export(self._approved_claim())
        for day in ("31/12/2026", "yesterday", 20260101, ["2026-01-01"], True, {"a": 1}):
            with (
                self.subTest(day=day),
                self.assertRaisesRegex(ValidationError, "Enter the day of payment as"),
            ):
                batch.action_mark_paid("TRX", day)

    def test_days_are_days_of_the_office(self):
        self.company.partner_id.tz = "Pacific/Kiritimati"  # 14 hours ahead
        with freeze_time("2026-11-27 11:00:00"):  # the 28th at the office
            batch = self._export(self._approved_claim())
            with self.assertRaisesRegex(ValidationError, "its file was created on"):
                batch.action_mark_paid("TRX", "2026-11-27")
            wizard = self.env["g2p.claim.payment.confirm"].with_user(self.cashier)
            wizard = wizard.create({"batch_id": batch.id, "reference": "TRX"})
            self.assertEqual(str(wizard.date_paid), "2026-11-28")
            wizard.action_confirm()
        self.assertEqual(str(batch.date_paid), "2026-11-28")

    def test_the_invoice_date_is_checked_by_the_offices_day(self):
        self.company.partner_id.tz = "Pacific/Pago_Pago"  # 11 hours behind
        with freeze_time("2026-11-28 10:00:00"):  # the 27th at the office
            with self.assertRaisesRegex(ValidationError, "future"), self.cr.savepoint():
                self._create_claim(self._redeem(5), date="2026-11-28")
            self.assertTrue(self._create_claim(self._redeem(5), date="2026-11-27"))

    def test_a_reference_belongs_to_one_batch(self):
        first = self._export(self._approved_claim())
        second = self._export(self._approved_claim(invoice="INV-2"))
        first.action_mark_paid("TRX-2026-1")
        for reference in ("TRX-2026-1", " trx\u20132026-1 ", "TRX\u2011 2026-1", "TRX--2026-1"):
            with self.subTest(reference=reference):
                sentence = f"Batch {first.name} already has the bank reference"
                with self.assertRaisesRegex(ValidationError, sentence):
                    second.action_mark_paid(reference)
        self.assertEqual(second.state, "exported")
        second.action_mark_paid("TRX-2026-2")

    def test_the_database_refuses_a_reference_twice(self):
        first = self._export(self._approved_claim())
        second = self._export(self._approved_claim(invoice="INV-2"))
        first.action_mark_paid("TRX-1")
        with self._refused_by("reference_once"):
            self._spoil("g2p_claim_payment_batch", second, reference_key="TRX-1")

    def test_an_invalid_reference_is_refused(self):
        batch = self._export(self._approved_claim())
        for reference in (None, False, "  ", "\u3164", "\u200b", "-", 7, ["TRX"]):
            with (
                self.subTest(reference=reference),
                self.assertRaisesRegex(ValidationError, "Enter the bank's reference"),
            ):
                batch.action_mark_paid(reference)
        for reference in ("=1+1", "@TRX", "TRX\x01", "T" * 141, "TR\u202eX"):
            with (
                self.subTest(reference=reference),
                self.assertRaisesRegex(ValidationError, "cannot be correct"),
            ):
                batch.action_mark_paid(reference)
        batch.action_mark_paid(" -7/2026 ")
        self.assertEqual(batch.reference, "-7/2026")
        self.assertEqual(batch.date_paid, fields.Date.today())
