from datetime import timedelta

from freezegun import freeze_time

from odoo import fields, http
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_qr.tools import codes

from .common import ProviderPageCase

EMPTY = "Nothing is held. Scan a voucher before you treat"


@tagged("post_install", "-at_install")
class TestProviderHolds(ProviderPageCase):
    """Holding an amount at the reception desk, and redeeming or releasing it afterwards."""

    def setUp(self):
        super().setUp()
        self._sign_in()
        self.voucher = self.issue_voucher()
        self.text = self.voucher.active_copy_id.payload

    def _holds(self):
        self.env.invalidate_all()
        return self.env["g2p.voucher.hold"].search([])

    def _hold_page(self, text=None, confirm=True, **answers):
        """Press the second button of the form to redeem, and confirm."""
        page = self._check(text or self.text)
        self.assertIn('formaction="/provider/hold"', page.text)
        values = {**self._form(page, "/provider/redeem"), **answers}
        answer = self._follow(self.url_open("/provider/hold", data=values, allow_redirects=False))
        if not confirm or 'name="confirmed"' not in answer.text:
            return answer
        agreed = {key: text for key, text in answers.items() if key != "amount"}
        return self._send(answer, "/provider/hold", confirm=False, **agreed)

    def _follow(self, answer):
        while answer.is_redirect:
            answer = self.url_open(answer.headers["Location"], allow_redirects=False)
        return answer

    def _press(self, hold, step, **answers):
        """Press a button on the page of a hold; confirm if it asks."""
        address = f"/provider/held/{hold.id}"
        return self._send(self._get(address), f"{address}/{step}", **answers)

    # === Holding === #

    def test_an_amount_is_held_after_it_was_confirmed(self):
        page = self._hold_page(amount="600", confirm=False)
        self._assert_reads(page, "600.00?", "Nothing is redeemed yet.", "Yes, hold it")
        self.assertFalse(self._holds())
        page = self._send(page, "/provider/hold", confirm=False)
        hold = self._holds()
        self.assertEqual((hold.amount, hold.state, hold.user_id), (600, "held", self.staff))
        self._assert_reads(page, "Held", "600.00", hold.name, self.voucher.name, "until")
        self.assertNotIn("Kaboré", page.text)

    def test_a_repeated_form_holds_once(self):
        page = self._hold_page(amount="600", confirm=False)
        for _time in range(2):
            self._assert_reads(self._send(page, "/provider/hold", confirm=False), "Held")
        self.assertEqual(len(self._holds()), 1)

    def test_redeeming_with_the_key_of_a_redeemed_page_does_not_hold_unasked(self):
        page = self._check(self.text)
        form = self._form(page, "/provider/redeem")
        self._send(page, "/provider/redeem", amount="100")
        self._assert_reads(
            self._follow(self.url_open("/provider/hold", data={**form, "amount": "50"})),
            "This page was already used for receipt",
        )
        self.assertFalse(self._holds())

    def test_an_amount_that_is_not_there_is_not_held(self):
        page = self._hold_page(amount="1000.01")
        self.assertEqual(page.status_code, 422)
        self._assert_reads(page, "Not held", "has $ 1,000.00 left")
        for amount in ("-5", "0", "1\0", "abc", "9" * 200, ""):
            self.assertEqual(self._hold_page(amount=amount).status_code, 422)
        self.assertFalse(self._holds())

    def test_a_form_without_its_token_holds_nothing(self):
        values = self._form(self._check(self.text), "/provider/redeem")
        values.update(csrf_token="forged", confirmed="600", amount="600")
        with mute_logger("odoo.http"):
            self.url_open("/provider/hold", data=values, allow_redirects=False)
        self.assertFalse(self._holds())

    def test_where_the_programme_offers_none_no_button_is_shown(self):
        self.voucher_manager.hold_hours = 0
        self.assertNotIn(
            "/provider/hold", self._check(self.text).text.replace("/provider/held", "")
        )

    def test_the_person_types_the_pin_once(self):
        self.voucher_manager.presence = "pin"
        message = self.voucher.with_user(self.issuer).action_new_pin()["params"]["message"]
        words = message.replace(".", " ").split()
        pin = next(word for word in words if len(word) == 6 and word.isdigit())
        page = self._hold_page(amount="600", confirm=False)
        self._assert_reads(page, "PIN of the person")
        wrong = f"{(int(pin) + 1) % 10**6:06d}"
        self._assert_reads(
            self._send(page, "/provider/hold", confirm=False, pin=wrong), "Wrong PIN"
        )
        self.assertFalse(self._holds())
        self._hold_page(amount="600", pin=pin)
        hold = self._holds()
        asked = self._press(hold, "redeem", amount="500", confirm=False)
        self.assertNotIn('name="pin"', asked.text)
        self._assert_reads(asked, "The rest of what you hold is released.")
        address = f"/provider/held/{hold.id}/redeem"
        self._assert_reads(self._send(asked, address, confirm=False), "Redeemed")
        self.assertEqual(self._holds().state, "taken")

    # === The list === #

    def test_what_is_held_is_listed_with_its_end(self):
        self._assert_reads(self._get("/provider/held"), EMPTY)
        self._hold_page(amount="600")
        hold = self._holds()
        page = self._get("/provider/held")
        self._assert_reads(page, self.voucher.name, "600.00", f"until {self._day(hold.until)}")
        self._assert_reads(self._get("/provider"), "1 amount is held for you.")
        self._sign_in(self.rival)
        self._assert_reads(self._get("/provider/held"), EMPTY)

    def test_a_hold_of_another_provider_is_not_found(self):
        self._hold_page(amount="600")
        hold = self._holds()
        self._sign_in(self.rival)
        self._get(f"/provider/held/{hold.id}", 404)
        form = self._form(self._get("/provider/scan"), "/provider/verify")
        token = {"csrf_token": form["csrf_token"]}
        for step in ("redeem", "release"):
            answer = self.url_open(f"/provider/held/{hold.id}/{step}", data=token)
            self.assertEqual(answer.status_code, 404)
        self.assertEqual(self._holds().state, "held")

    # === Afterwards === #

    def test_it_is_redeemed_from_the_list(self):
        self._hold_page(amount="600")
        hold = self._holds()
        page = self._get(f"/provider/held/{hold.id}")
        address = f"/provider/held/{hold.id}/redeem"
        self.assertEqual(self._form(page, address)["amount"], ["600.00"])
        asked = self._send(page, address, confirm=False)
        self._assert_reads(asked, "Redeem $ 600.00?", "It takes what you hold.")
        self.assertFalse(self._ledger())
        for _time in range(2):  # a repeated press
            self._assert_reads(self._send(asked, address, confirm=False), "Redeemed", "600.00")
        self.assertEqual(self._ledger().amount, 600)
        page = self._get(f"/provider/held/{hold.id}")
        self._assert_reads(page, "Redeemed", self._ledger().name)
        self.assertNotIn("/release", page.text)

    def test_it_is_redeemed_after_the_voucher_was_replaced_and_expired(self):
        with freeze_time(fields.Datetime.to_datetime(self.voucher.valid_until)):
            self._sign_in()
            self._hold_page(amount="600")
            self.voucher.with_user(self.issuer).action_reissue("lost")
        hold = self._holds()
        with freeze_time(hold.until - timedelta(hours=1)):
            self.voucher._expire()
            self.assertEqual(self.voucher.state, "expired")
            self._sign_in()
            self._assert_reads(self._press(hold, "redeem"), "Redeemed", "600.00")
        self.assertEqual(self._holds().state, "taken")

    def test_the_list_tells_nobody_the_code_and_redeems_no_more_than_is_held(self):
        self._hold_page(amount="600")
        hold, colleague = self._holds(), new_test_user(self.env, "hold_desk", "base.group_portal")
        self.provider.user_ids = [(4, colleague.id)]
        self._sign_in(colleague)  # who has never seen the paper
        copy = self.voucher.active_copy_id
        asked = self._press(hold, "redeem", amount="500", confirm=False)
        kept = str(dict(http.root.session_store.get(self.session.sid)))
        for written in (self._get(f"/provider/held/{hold.id}").text, asked.text, asked.url, kept):
            for code in (copy.code, codes.grouped(copy.code), copy.payload):
                self.assertNotIn(code, written)
        page = self._press(hold, "redeem", amount="600.01", confirm=False)
        words = (
            f"You hold $ 600.00 of voucher {self.voucher.name}: redeem at most this amount here."
        )
        self.assertEqual(page.status_code, 422)
        self._assert_reads(page, "Not redeemed", words)
        forged = {**self._form(page, f"/provider/held/{hold.id}/redeem"), "confirmed": "1000"}
        page = self.url_open(f"/provider/held/{hold.id}/redeem", data=forged)
        self.assertEqual(page.status_code, 422)
        self._assert_reads(page, "Not redeemed", words)
        for amount in ("-5", "0", "1\0", "abc", "9" * 200, ""):
            self.assertEqual(self._press(hold, "redeem", amount=amount).status_code, 422)
        self.assertFalse(self._ledger())
        self.assertEqual(self._holds().state, "held")

    def test_with_the_paper_the_free_part_is_redeemed_too(self):
        self._hold_page(amount="600")
        self._assert_reads(self._redeem_page(self.text, amount="1000"), "Redeemed", "1,000.00")
        self.assertEqual(self._holds().state, "taken")

    def test_it_is_released(self):
        self._hold_page(amount="600")
        hold = self._holds()
        page = self._press(hold, "release")
        self._assert_reads(page, "Not held any more", "It was released.")
        self.assertEqual(self._holds().state, "released")
        self._assert_reads(self._check(self.text), "Genuine – can be used", "1,000.00")

    def test_a_hold_that_has_ended_cannot_be_released_or_redeemed(self):
        self._hold_page(amount="600")
        hold = self._holds()
        page = self._get(f"/provider/held/{hold.id}")
        self.voucher.with_user(self.manager).action_revoke("fraud")
        answer = self._send(page, f"/provider/held/{hold.id}/release")
        self.assertEqual(answer.status_code, 422)
        self._assert_reads(answer, "has already ended", "The programme office ended it.")
        answer = self._send(page, f"/provider/held/{hold.id}/redeem")
        self._assert_reads(answer, "Do not treat because of it")
        listed = self._get("/provider/held")
        self._assert_reads(listed, "The programme office ended holds of yours: 1", EMPTY)
        self.assertNotIn("fraud", listed.text)

    # === Other providers === #

    def test_others_see_what_is_held_and_not_by_whom(self):
        self._hold_page(amount="600")
        self._sign_in(self.rival)
        page = self._check(self.text)
        self._assert_reads(page, "Genuine – can be used", "400.00", "Held by another provider")
        self.assertNotIn(self.provider.name, page.text)
        self._hold_page(amount="400")
        page = self._check(self._create_text())
        self.assertNotIn("Held by another provider", page.text)

    def test_what_is_held_completely_cannot_be_redeemed_elsewhere(self):
        self._hold_page(amount="1000")
        self._sign_in(self.rival)
        page = self._check(self.text)
        self._assert_reads(
            page, "Genuine – cannot be used", "is held by another provider at present"
        )
        self.assertNotIn('action="/provider/redeem"', page.text)
