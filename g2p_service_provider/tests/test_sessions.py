import errno
from unittest.mock import patch
from urllib.parse import urlsplit

from lxml import html

from odoo import fields
from odoo.http import root
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ProviderPageCase

OUT = "You had been signed out, so this was not sent."


@tagged("post_install", "-at_install")
class TestProviderSessions(ProviderPageCase):
    """Sessions that end, as on shared reception desks."""

    def _end_session(self):
        self.authenticate(None, None)

    def _log_in(self, page, user=None):
        login = (user or self.staff).login
        self.assertEqual(urlsplit(page.url).path, "/assistance/sign-in")
        return self._send(page, "/assistance/sign-in", login=login, password=login)

    def _kept(self):
        self.env.invalidate_all()
        return self.env["g2p.kept.form"].sudo().search([])

    def test_code_and_amount_survive_signing_in_again(self):
        text = self._create_text()
        self._sign_in()
        page = self._check(text)
        self._end_session()
        login = self._send(page, "/provider/redeem", amount="120.50", pin="123456", confirm=False)
        self.assertNotIn("123456", self._kept().content)
        scan = self._log_in(login)
        self.assertEqual(urlsplit(scan.url).path, "/provider/scan")
        self._assert_reads(scan, OUT)
        result = self._send(scan, "/provider/verify")
        self.assertEqual(self._form(result, "/provider/redeem")["amount"], ["120.50"])
        self.assertFalse(self._ledger())
        self._send(result, "/provider/redeem")
        self.assertEqual(self._ledger().mapped("amount"), [120.5])

    def test_a_redemption_before_the_session_ended_is_not_repeated(self):
        self._sign_in()
        page = self._check(self._create_text())
        asked = self._send(page, "/provider/redeem", amount="10", confirm=False)
        self._send(asked, "/provider/redeem")
        self._end_session()
        scan = self._log_in(self._send(asked, "/provider/redeem"))
        again = self._send(scan, "/provider/verify")
        self._assert_reads(again, f"This page was already used for receipt {self._ledger().name}.")
        self.assertNotIn('action="/provider/redeem"', again.text)
        self.assertEqual(self._ledger().mapped("amount"), [10])

    def test_the_kept_amount_applies_only_to_its_voucher(self):
        self._sign_in()
        page = self._check(self._create_text())
        self._end_session()
        login = self._send(page, "/provider/redeem", amount="7.25", confirm=False)
        scan = self._log_in(login)
        other = self._send(scan, "/provider/verify", text=self._create_text())
        key = self._form(page, "/provider/redeem")["idempotency_key"]
        form = self._form(other, "/provider/redeem")
        self.assertNotEqual(form["amount"], ["7.25"])
        self.assertNotEqual(form["idempotency_key"], key)

    @mute_logger("odoo.addons.g2p_suite_page.models.ir_http_forms")
    def test_pages_work_although_sessions_cannot_be_saved(self):
        self._redeem(5)
        text = self._create_text()
        self._sign_in()
        scan, claim = self._get("/provider/scan"), self._get("/provider/claims/new")
        full = OSError(errno.ENOSPC, "No space left on device")
        with patch.object(type(root.session_store), "save", side_effect=full):
            result = self._send(scan, "/provider/verify", text=text)
            wrong = self._send(claim, "/provider/claims/create")
            self._send(result, "/provider/redeem", amount="10")
        self.assertEqual((result.status_code, wrong.status_code), (200, 422))
        self._assert_reads(result, "Genuine – can be used")
        self._assert_reads(wrong, "Enter the number printed on the invoice.")
        self.assertIn(10, self._ledger().mapped("amount"))

    def test_an_invoice_survives_signing_in_again(self):
        first, second = self._redeem(5), self._redeem(7)
        self._sign_in()
        page = self._get("/provider/claims/new")
        self._end_session()
        login = self._send_claim(second, page, invoice_number="INV-77")
        again = self._log_in(login)
        self.assertEqual(urlsplit(again.url).path, "/provider/claims/new")
        form = self._form(again, "/provider/claims/create")
        self.assertEqual(form["invoice_number"], ["INV-77"])
        self.assertEqual(form["invoice_date"], [fields.Date.to_string(fields.Date.today())])
        self.assertEqual(form["redemption_ids"], [str(second.id)])
        self.assertFalse(self._claims())
        self.assertFalse((first | second).claim_line_ids)

    def test_a_correction_survives_and_a_withdrawal_must_be_repeated(self):
        claim = self._create_claim(self._redeem(5))
        url = f"/provider/claims/{claim.public_id}"
        self._sign_in()
        page = self._get(url)
        self._end_session()
        again = self._log_in(self._send(page, f"{url}/withdraw"))
        self.assertEqual((again.status_code, urlsplit(again.url).path), (200, url))
        self._assert_reads(again, OUT)
        self.assertEqual(claim.state, "submitted")

    def test_another_provider_at_the_same_desk_finds_nothing(self):
        text = self._create_text()
        self._sign_in()
        page = self._check(text)
        self._end_session()
        login = self._send(page, "/provider/redeem", amount="120.50", confirm=False)
        other = self._log_in(login, self.rival)
        self.assertEqual(other.status_code, 200)
        self.assertNotIn("120.50", other.text)
        self.assertNotIn(text, html.fromstring(other.text).text_content())
        self.assertFalse(self._kept())

    @mute_logger("odoo.http")  # a form with the token of another session
    def test_a_page_of_another_tab_is_shown_again(self):
        self._sign_in()
        page = self._get("/provider/scan")
        self._sign_in()
        again = self._send(page, "/provider/verify", text="ABCD-EFGH-JKMN-PQ")
        self.assertEqual((again.status_code, urlsplit(again.url).path), (200, "/provider/scan"))
        self._assert_reads(again, OUT)
        self.assertEqual(self._form(again, "/provider/verify")["text"], ["ABCD-EFGH-JKMN-PQ"])

    def test_the_title_of_a_page_with_errors_starts_with_error(self):
        self._redeem(5)
        self._sign_in()
        pages = (
            self._send(self._get("/provider/scan"), "/provider/verify", text=""),
            self._send(self._get("/provider/claims/new"), "/provider/claims/create"),
        )
        for page in pages:
            self.assertEqual(page.status_code, 422)
            title = html.fromstring(page.text).findtext(".//title").strip()
            self.assertTrue(title.startswith("Error: "), title)

    def test_an_invoice_number_without_letter_or_digit_is_rejected(self):
        redemption = self._redeem(5)
        self._sign_in()
        for number in ("!!", "-", "\u200b"):
            answer = self._send_claim(redemption, invoice_number=number)
            self.assertEqual(answer.status_code, 422)
            self._assert_reads(answer, "Enter the number printed on the invoice.")
        self.assertFalse(self._claims())

    def test_times_show_their_time_zone(self):
        self.staff.tz = "Asia/Kathmandu"
        redemption = self._redeem(5)
        self._sign_in()
        receipt = self._get(f"/provider/redemption/{redemption.id}")
        self.assertRegex(self._words(receipt), r"\d\d:\d\d GMT\+05:45")
