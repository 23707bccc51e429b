from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tools import brakes
from odoo.addons.g2p_voucher_qr.tools import brake, codes

from .common import ProviderPageCase

REFUSED = "Not redeemed"


@tagged("post_install", "-at_install")
class TestProviderVouchers(ProviderPageCase):
    """Checking and redeeming at the reception desk."""

    def setUp(self):
        super().setUp()
        self._sign_in()

    # === Checking === #

    def test_a_scanned_voucher_is_genuine_and_shows_its_coverage(self):
        voucher = self.issue_voucher()
        page = self._check(voucher.active_copy_id.payload)
        self.assertEqual(page.status_code, 200)
        self._assert_reads(page, "Genuine – can be used", voucher.name, "1,000.00", "Surgery")
        self._assert_reads(page, self.program.name, "born 1984")
        self.assertIn("o_g2p_verdict_ok", page.text)
        self.assertNotIn("Kaboré", page.text)

    def test_the_printed_code_is_accepted_in_any_notation(self):
        code = self.issue_voucher().active_copy_id.code
        typed = f" {code[:4].lower()}-{code[4:]} "
        self._assert_reads(self._check(typed), "Genuine – can be used")

    def test_an_empty_code_is_asked_for_again(self):
        page = self._check("  ")
        self.assertEqual(page.status_code, 422)
        self._assert_reads(page, "Type the code printed under the QR code first.")

    def test_a_forged_voucher_is_not_genuine(self):
        text = self._create_text()
        middle = len(text) // 2
        other = "A" if text[middle] != "A" else "B"
        page = self._check(text[:middle] + other + text[middle + 1 :])
        self._assert_reads(page, "Not genuine")
        self.assertIn("o_g2p_verdict_stop", page.text)
        self.assertNotIn("/provider/redeem", page.text)
        self.assertNotIn("Is there a typing mistake?", page.text)

    def test_a_mistyped_code_can_be_corrected(self):
        page = self._check("ABCD-EFGH-1234-56")
        self.assertEqual(page.status_code, 422)
        self._assert_reads(page, "This is not a voucher code. Check what you typed.")
        self.assertNotIn("Not genuine", page.text)
        self.assertEqual(self._form(page, "/provider/verify")["text"], ["ABCD-EFGH-1234-56"])

    def test_an_unknown_code_can_be_corrected(self):
        code = codes.grouped(codes.generate())
        page = self._check(code)
        self._assert_reads(page, "Not genuine", "Is there a typing mistake?")
        self.assertEqual(self._form(page, "/provider/verify")["text"], [code])

    def test_wrong_codes_cause_a_wait_but_scans_work(self):
        voucher = self.issue_voucher()
        for _number in range(brake.MAX_OF_USER):
            page = self._check(codes.generate())
            self.assertEqual(page.status_code, 200)
            self._get(page.url)  # which is not counted again
        page = self._check(voucher.active_copy_id.code)
        self.assertEqual(page.status_code, 429)
        words = r"Too many wrong codes were typed. Wait 1[0-5] min and try again"
        self.assertRegex(self._words(page), words)
        self.assertGreater(int(page.headers["Retry-After"]), 0)
        scanned = self._check(voucher.active_copy_id.payload)
        self._assert_reads(scanned, "Genuine – can be used")
        self._sign_in(self.rival)
        self._assert_reads(self._check(voucher.active_copy_id.code), "Genuine – can be used")
        with freeze_time(fields.Datetime.now() + brakes.WINDOW + timedelta(seconds=5)):
            self._sign_in()
            again = self._check(voucher.active_copy_id.code)
        self._assert_reads(again, "Genuine – can be used")

    # === Back and reload === #

    def test_back_and_reload_work_on_a_check(self):
        text = self._create_text()
        form = self._form(self._get("/provider/scan"), "/provider/verify")
        sent = self.url_open("/provider/verify", data={**form, "text": text}, allow_redirects=False)
        self.assertEqual(sent.status_code, 303)
        address = sent.headers["Location"]
        self.assertRegex(address, r"/provider/check/[\w-]{22}$")
        for _time in range(2):
            page = self._get(address)
            self._assert_reads(page, "Genuine – can be used", "1,000.00")
            self.assertEqual(page.headers["Cache-Control"], "no-store")
            keys = self._form(page, "/provider/redeem")["idempotency_key"]
        self.assertEqual(
            self._form(self._get(address), "/provider/redeem")["idempotency_key"], keys
        )

    def test_a_check_is_shown_only_to_its_user_and_expires(self):
        page = self._check(self._create_text())
        with freeze_time(fields.Datetime.now() + timedelta(hours=2)):
            self._assert_reads(self._get(page.url, 410), "This check has expired.")
        self._sign_in(self.rival)
        over = self._get(page.url, 410)
        self._assert_reads(
            over, "This check has expired. Scan the voucher again, or type its code."
        )
        self._get("/provider/check/x", 410)

    def test_back_and_reload_work_on_questions_and_refusals(self):
        page = self._check(self._create_text())
        asked = self._send(page, "/provider/redeem", amount="120,50", confirm=False)
        refused = self._send(page, "/provider/redeem", amount="0,500")
        for answer, words in ((asked, "Yes, redeem"), (refused, REFUSED)):
            self.assertIn("/provider/check/", answer.url)
            self._assert_reads(self._get(answer.url, answer.status_code), words)
        self.assertFalse(self._ledger())

    def test_back_after_a_redemption_redeems_nothing_again(self):
        page = self._check(self._create_text())
        asked = self._send(page, "/provider/redeem", amount="10", confirm=False)
        self._send(asked, "/provider/redeem")
        for former in (page, asked):
            back = self._get(former.url)
            self._assert_reads(
                back, f"This page was already used for receipt {self._ledger().name}."
            )
            self.assertNotIn('action="/provider/redeem"', back.text)
        self.assertEqual(self._ledger().amount, 10)

    def test_typed_text_is_escaped(self):
        page = self._check('"><script>alert(1)</script>')
        self.assertNotIn("<script>alert(1)", page.text)
        self._assert_reads(page, "Not genuine")

    def test_an_expired_voucher_is_genuine_and_shows_its_last_day(self):
        voucher = self.issue_voucher()
        text = voucher.active_copy_id.payload
        last = voucher.valid_until
        with patch.object(type(voucher), "_today", lambda _self: last + timedelta(days=1)):
            page = self._check(text)
        expired = f"expired on {self._day(last)}."
        self._assert_reads(page, "Genuine – cannot be used", expired)
        self.assertIn("o_g2p_verdict_warn", page.text)
        self.assertNotIn("/provider/redeem", page.text)

    def test_a_revoked_voucher_is_genuine_and_not_usable(self):
        voucher = self.issue_voucher()
        voucher.with_user(self.issuer).action_revoke("Lost")
        page = self._check(voucher.sudo().copy_ids.payload)
        self._assert_reads(page, "Genuine – cannot be used", "revoked by the issuing office")

    def test_a_voucher_of_another_programme_reveals_nothing_about_the_person(self):
        text = self._create_text()
        self.provider.sudo().program_ids = [(5,)]
        page = self._check(text)
        self._assert_reads(page, "Genuine – cannot be used", "does not serve this programme")
        self.assertNotIn("1984", page.text)
        self.assertNotIn("/provider/redeem", page.text)

    # === Redeeming === #

    def test_the_receipt_of_a_reversed_redemption_shows_it_and_offers_no_claim(self):
        self._redeem_page(self._create_text(), amount="30")
        redemption = self._ledger()
        redemption.with_user(self.manager).action_reverse("the wrong amount was typed")
        for line in redemption | redemption.reversal_ids:
            page = self._get(f"/provider/redemption/{line.id}")
            self._assert_reads(page, "Reversed", "The amount is back on the voucher")
            for words in (
                "is recorded for",
                "Left on voucher",
                "Claim this amount",
                "Not claimed yet",
                "Signature",
            ):
                self.assertNotIn(words, self._words(page))

    def test_the_whole_balance_is_redeemed_and_receipted(self):
        voucher = self.issue_voucher()
        page = self._redeem_page(voucher.active_copy_id.payload)
        redemption = self._ledger()
        self.assertTrue(page.url.endswith(f"/provider/redemption/{redemption.id}"), page.url)
        self._assert_reads(page, "Redeemed", redemption.name, voucher.name, "1,000.00")
        self._assert_reads(page, "Main ward", self.staff.name, "Not claimed yet")
        self.assertEqual((redemption.amount, redemption.user_id), (1000, self.staff))
        self.assertEqual(voucher.state, "redeemed")

    def test_a_part_is_redeemed_and_the_rest_remains(self):
        text = self._create_text()
        page = self._redeem_page(text, amount="300,50")
        self._assert_reads(page, "300.50", "Left on voucher", "699.50")
        page = self._check(text)
        self._assert_reads(page, "699.50", "Already redeemed", self.provider.name)
        self.assertEqual(self._form(page, "/provider/redeem")["amount"], ["699.50"])

    def test_a_second_redemption_is_refused_with_date_and_place_of_the_first(self):
        text = self._create_text()
        first, second = self._check(text), self._check(text)
        self._send(first, "/provider/redeem")
        page = self._send(second, "/provider/redeem")
        self.assertEqual(page.status_code, 422)
        when = f"{self._day(self._ledger().date)}, {self._ledger().date:%H:%M}"
        place = f"already been redeemed, first on {when} UTC at {self.provider.name}."
        self._assert_reads(page, REFUSED, place)
        self.assertEqual(len(self._ledger()), 1)

    def test_another_provider_sees_where_it_was_redeemed(self):
        text = self._create_text()
        self._redeem_page(text)
        self._sign_in(self.rival)
        page = self._check(text)
        self._assert_reads(page, "Genuine – cannot be used", f"at {self.provider.name}.")

    def test_a_form_sent_twice_redeems_once(self):
        page = self._check(self._create_text())
        first = self._send(page, "/provider/redeem", amount="10", follow=False)
        second = self._send(page, "/provider/redeem", amount="10", follow=False)
        self.assertEqual((first.status_code, second.status_code), (303, 303))
        self.assertEqual(first.headers["Location"], second.headers["Location"])
        self.assertEqual(self._ledger().amount, 10)

    def test_a_forged_key_is_not_kept(self):
        page = self._check(self._create_text())
        asked = self._send(
            page, "/provider/redeem", confirm=False, amount="10", idempotency_key="k" * 100_000
        )
        [key] = self._form(asked, "/provider/redeem")["idempotency_key"]
        self.assertEqual(len(key), 32)

    def test_a_form_sent_again_with_another_amount_is_refused(self):
        page = self._check(self._create_text())
        self._send(page, "/provider/redeem", amount="10")
        again = self._send(page, "/provider/redeem", amount="20")
        self.assertEqual(again.status_code, 422)
        self._assert_reads(again, f"already used for receipt {self._ledger().name}")
        self.assertNotIn('action="/provider/redeem"', again.text)
        self.assertEqual(self._ledger().amount, 10)

    def test_a_tampered_amount_cannot_be_redeemed(self):
        page = self._check(self._create_text())
        wrong = "Enter an amount of money, such as 1200 or 1200.50."
        cut = "1" + " " * 300 + "2"
        refusals = dict.fromkeys(("0", "-5", "1e3", "nan", "1_0", "0,500", "10.0011", cut), wrong)
        refusals[""] = "Enter the amount."
        refusals["1000.01"] = "redeem at most this amount"
        for amount, sentence in refusals.items():
            with self.subTest(amount=amount):
                answer = self._send(page, "/provider/redeem", amount=amount)
                self.assertEqual(answer.status_code, 422)
                self._assert_reads(answer, REFUSED, sentence)
        self.assertEqual(self._form(answer, "/provider/redeem")["amount"], ["1000.01"])
        self.assertFalse(self._ledger())

    def test_more_than_the_balance_is_refused_before_it_is_to_be_confirmed(self):
        page = self._check(self._create_text())
        asked = self._send(page, "/provider/redeem", amount="1000.01", confirm=False)
        self.assertEqual(asked.status_code, 422)
        self._assert_reads(asked, "1,000.00 left: redeem at most this amount")
        self.assertNotIn("Yes, redeem", asked.text)

    def test_the_amount_must_be_confirmed_as_it_was_read(self):
        page = self._check(self._create_text())
        asked = self._send(page, "/provider/redeem", amount="120,50", confirm=False)
        self.assertEqual(asked.status_code, 200)
        self._assert_reads(asked, "120.50", "Yes, redeem", "Change the amount")
        self._assert_reads(asked, "remain on the voucher")
        self.assertEqual(self._form(asked, "/provider/redeem")["confirmed"], ["120.50"])
        self.assertFalse(self._ledger())
        self._send(asked, "/provider/redeem")
        self.assertEqual(self._ledger().amount, 120.5)

    def test_separators_of_all_keyboards_are_read_at_the_reception_too(self):
        for text, amount in (("1.000", "1000.00"), ("\u0661\u0662", "12.00"), ("9’99", "9.99")):
            page = self._check(self._create_text())
            asked = self._send(page, "/provider/redeem", amount=text, confirm=False)
            self.assertEqual(self._form(asked, "/provider/redeem")["confirmed"], [amount])

    def test_a_forged_confirmation_is_read_strictly(self):
        page = self._check(self._create_text())
        for text in ("1,000", "1_0", "1e3", "nan", "-5", "1\0"):
            asked = self._send(page, "/provider/redeem", amount="7", confirmed=text, confirm=False)
            self.assertEqual(self._form(asked, "/provider/redeem")["confirmed"], ["7.00"])
        self.assertFalse(self._ledger())

    def test_a_request_without_its_key_is_refused(self):
        page = self._check(self._create_text())
        answer = self._send(page, "/provider/redeem", idempotency_key="")
        self.assertEqual(answer.status_code, 422)
        self._assert_reads(answer, "The request was incomplete")
        self.assertFalse(self._ledger())

    def test_a_file_or_a_nul_instead_of_text_is_refused_with_a_message(self):
        page = self._check(self._create_text())
        values = {**self._form(page, "/provider/redeem"), "confirmed": "7.00"}
        for name in ("text", "idempotency_key"):
            rest = {key: value for key, value in values.items() if key != name}
            odd = {"data": {**rest, name: "1\0"}}, {"data": rest, "files": {name: ("1", b"1")}}
            for request in odd:
                with self.subTest(request=request):
                    answer = self.url_open("/provider/redeem", **request)
                    self.assertEqual(answer.status_code, 422)
                    self.assertFalse(self._ledger())

    def test_a_site_of_another_provider_is_refused(self):
        page = self._check(self._create_text())
        foreign = str(self.other_provider.site_ids.id)
        answer = self._send(page, "/provider/redeem", site_id=foreign)
        self.assertEqual(answer.status_code, 422)
        self._assert_reads(answer, f"Choose one of the sites of {self.provider.name}")
        self.assertFalse(self._ledger())

    def test_a_site_that_does_not_serve_the_programme_is_not_offered(self):
        text = self._create_text()
        food = self.env["g2p.program"].create({"name": "Food", "company_id": self.company.id})
        vals = {"name": "Canteen", "provider_id": self.provider.id, "program_ids": food.ids}
        canteen = self.env["g2p.service.provider.site"].create(vals)
        page = self._check(text)
        self.assertNotIn("Canteen", page.text)
        answer = self._send(page, "/provider/redeem", site_id=str(canteen.id))
        self.assertEqual(answer.status_code, 422)
        self._assert_reads(answer, f"Choose one of the sites of {self.provider.name}")

    # === The person's PIN === #

    def _pin_of(self, voucher):
        message = voucher.with_user(self.issuer).action_new_pin()["params"]["message"]
        return message.partition(f"{voucher.name}: ")[2][:6]

    def test_the_person_must_type_a_pin(self):
        self.voucher_manager.presence = "pin"
        voucher = self.issue_voucher()
        pin = self._pin_of(voucher)
        page = self._check(voucher.active_copy_id.payload)
        self._assert_reads(page, "The person types their PIN on the next page.")
        asked = self._send(page, "/provider/redeem", confirm=False)
        self._assert_reads(asked, "PIN of the person")
        refused = self._send(page, "/provider/redeem", pin="")
        self.assertEqual(refused.status_code, 422)
        self._assert_reads(refused, REFUSED, "must type the PIN of voucher")
        done = self._send(page, "/provider/redeem", pin=pin)
        self.assertIn("/provider/redemption/", done.url)
        self.assertEqual(voucher.state, "redeemed")

    def test_wrong_pins_are_counted_although_nothing_is_redeemed(self):
        self.voucher_manager.presence = "pin"
        voucher = self.issue_voucher()
        pin = self._pin_of(voucher)
        wrong = f"{(int(pin) + 1) % 10**6:06d}"
        page = self._check(voucher.active_copy_id.payload)
        sentences = ["Attempts left: 4", "left: 3", "left: 2", "left: 1", "is locked"]
        for sentence in sentences:
            answer = self._send(page, "/provider/redeem", pin=wrong)
            self.assertEqual(answer.status_code, 422)
            self._assert_reads(answer, REFUSED, sentence)
        self._assert_reads(self._send(page, "/provider/redeem", pin=pin), "for a new PIN")
        self.assertNotIn(pin, answer.text)
        self.assertFalse(self._ledger())

    def test_the_last_used_site_is_preselected(self):
        site = self.env["g2p.service.provider.site"].create(
            {"name": "Annex", "provider_id": self.provider.id}
        )
        page = self._check(self._create_text())
        self._send(page, "/provider/redeem", amount="1", site_id=str(site.id))
        self.env["g2p.service.provider.site"].create(
            {"name": "Aaa", "provider_id": self.provider.id}
        )
        form = self._form(self._check(self._create_text()), "/provider/redeem")
        self.assertEqual(form["site_id"], [str(site.id)])

    def test_a_forged_voucher_cannot_be_redeemed_by_a_forged_form(self):
        form = self._check(self._create_text())
        answer = self._send(form, "/provider/redeem", text="NCFNOTHING" * 30)
        self.assertEqual(answer.status_code, 422)
        self._assert_reads(answer, REFUSED, "Not genuine")
        self.assertFalse(self._ledger())

    # === The list === #

    def test_the_list_continues_on_a_second_page(self):
        redemptions = [self._redeem(5) for _number in range(21)]
        newest, oldest = redemptions[-1].name, redemptions[0].name
        first = self._words(self._get("/provider/redemptions"))
        self.assertIn(newest, first)
        self.assertNotIn(oldest, first)
        second = self._words(self._get("/provider/redemptions/page/2"))
        self.assertIn(oldest, second)
        self.assertNotIn(newest, second)
