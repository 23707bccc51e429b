from unittest.mock import patch

from lxml import html

from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_reimbursement.tests.common import invoice_file

from ..controllers import claim_choice, claims
from .common import ProviderPageCase

CHANGED = "The redemptions to claim have changed since you opened this page."
LIST = "/provider/claims/list"


@tagged("post_install", "-at_install")
class TestClaimChoice(ProviderPageCase):
    """More redemptions to claim than fit on one page."""

    def setUp(self):
        super().setUp()
        self.startPatcher(patch.object(claim_choice, "ROWS", 3))
        self._sign_in()

    def _many(self, count, amount=10):
        return self.env["g2p.voucher.redemption"].union(
            *(self._redeem(amount) for _number in range(count))
        )

    def _new(self):
        return self._get("/provider/claims/new")

    def _rows(self, page):
        """The ids that can be ticked on the page."""
        boxes = html.fromstring(page.text).xpath(
            "//input[@name='redemption_ids'][@type='checkbox']"
        )
        return [int(box.get("value")) for box in boxes]

    def _values(self, page, **answers):
        values = {**self._form(page, "/provider/claims/create"), **answers}
        values.pop("invoice_file", None)
        return values

    def _list(self, page, turn=1, **answers):
        """Press a button that shows other rows."""
        answer = self.url_open(
            f"{LIST}?turn={turn}", data=self._values(page, **answers), allow_redirects=False
        )
        self.assertEqual(answer.status_code, 303)
        return self.url_open(answer.headers["Location"], allow_redirects=False)

    def _send_all(self, page, **answers):
        """Tick everything listed, and send the claim."""
        values = {
            "everything": "1",
            "invoice_number": "INV-1",
            "invoice_date": fields.Date.to_string(fields.Date.today()),
            **answers,
        }
        file = ("invoice.pdf", invoice_file(values["invoice_number"]))
        return self._send(page, "/provider/claims/create", files={"invoice_file": file}, **values)

    def _on_day(self, redemptions, day):
        self.env.cr.execute(
            "UPDATE g2p_voucher_redemption SET date = %s WHERE id IN %s",
            [f"{day} 12:00:00", redemptions._ids],
        )
        self.env.invalidate_all()

    def _claimed(self):
        return self._claims().line_ids.redemption_id

    # === Pages === #

    def test_a_page_shows_a_limited_number_of_rows(self):
        waiting = self._many(7)
        page = self._new()
        self.assertEqual(self._rows(page), waiting.sorted("id", reverse=True)[:3].ids)
        self._assert_reads(page, "Page 1 of 3", "7 redemptions on all pages")
        self.assertEqual(self._rows(self._list(page, turn=3)), waiting[:1].ids)
        for odd in ("99", "-1", "x", "", "9" * 40):
            self.assertTrue(self._rows(self._list(page, turn=odd)), odd)
        self._assert_reads(self._get("/provider"), "7 redemptions are not claimed yet.")
        self._assert_reads(self._get("/provider/claims"), "New claim (7 not claimed yet)")

    def test_a_page_needs_the_same_queries_for_more_redemptions(self):
        counts = []
        for more in (5, 20):
            self._many(more)
            found = []
            for url in ("/provider", "/provider/claims", "/provider/claims/new") * 2:
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.env.cr.sql_log_count
                self._get(url)
                found.append(self.env.cr.sql_log_count - before)
            counts.append(found[3:])  # the first round fills the server's caches
        self.assertEqual(*counts)

    def test_ticks_and_text_are_kept_from_page_to_page(self):
        waiting = self._many(7)
        first = self._new()
        one, other = self._rows(first)[0], waiting[0].id
        ticked = {"redemption_ids": [str(one)], "invoice_number": "INV-77"}
        last = self._list(first, turn=3, **ticked)
        self._assert_reads(last, "Ticked on other pages: 1.")
        form = self._form(last, "/provider/claims/create")
        self.assertEqual(form["invoice_number"], ["INV-77"])
        self.assertEqual(form["redemption_ids"], [str(one)])
        back = self._list(last, turn=1, redemption_ids=[str(one), str(other)])
        form = self._form(back, "/provider/claims/create")
        self.assertCountEqual(form["redemption_ids"], [str(one), str(other)])
        self._send_all(back, everything="", **ticked | {"redemption_ids": form["redemption_ids"]})
        self.assertEqual(self._claimed().ids, sorted([one, other], reverse=True))

    def test_a_tick_can_be_removed_on_its_page(self):
        self._many(4)
        first = self._new()
        one = self._rows(first)[0]
        last = self._list(first, turn=2, redemption_ids=[str(one)])
        again = self._list(self._list(last, turn=1), turn=2, redemption_ids=[])
        self.assertNotIn("redemption_ids", self._form(again, "/provider/claims/create"))

    def test_ticks_of_other_pages_are_one_value_of_the_form(self):
        waiting = self._many(7)
        many = [str(redemption.id) for redemption in waiting]
        last = self._list(self._new(), turn=3, redemption_ids=many)
        form = self._form(last, "/provider/claims/create")
        self.assertEqual(len(form["redemption_ids"]), 2, "the row of this page, and the others")
        self._send_all(last, everything="")
        self.assertEqual(self._claimed(), waiting.sorted("id", reverse=True))

    def test_too_many_ticks_are_reported(self):
        waiting = self._many(7)
        self.startPatcher(patch.object(claims, "MOST_CHOSEN", 4))
        many = [str(redemption.id) for redemption in waiting]
        page = self._list(self._new(), redemption_ids=many)
        self._assert_reads(page, "Only the first 4 ticked redemptions are kept.")

    def test_ticks_of_other_pages_survive_signing_in_again(self):
        waiting = self._many(5)
        last = self._list(self._new(), turn=2, redemption_ids=[str(waiting[4].id)])
        self.authenticate(None, None)
        login = self._send_claim(waiting[0] | waiting[4], last, invoice_number="INV-77")
        self.assertIn("/assistance/sign-in", login.url)
        again = self._send(
            login, "/assistance/sign-in", login=self.staff.login, password=self.staff.login
        )
        form = self._form(again, "/provider/claims/create")
        self.assertCountEqual(form["redemption_ids"], [str(waiting[0].id), str(waiting[4].id)])

    def test_another_providers_redemptions_are_neither_listed_nor_ticked(self):
        self._many(4)
        foreign = self._redeem(30, self.other_provider)
        page = self._list(self._new(), redemption_ids=[str(foreign.id)])
        self.assertNotIn("redemption_ids", self._form(page, "/provider/claims/create"))
        self.assertNotIn(foreign.name, page.text)
        self._send_all(self._new())
        self.assertFalse(foreign.claim_line_ids)

    # === Everything listed === #

    def test_everything_listed_is_claimed_without_its_rows_in_the_form(self):
        waiting = self._many(7)
        answer = self._send_all(self._new())
        self._assert_reads(answer, "Claim sent", "70.00")
        self.assertEqual(self._claimed(), waiting.sorted("id", reverse=True))
        self._assert_reads(
            self._get("/provider/claims"), "Everything redeemed here has been claimed."
        )

    def test_everything_sent_twice_makes_one_claim(self):
        self._many(5)
        page = self._new()
        first, second = self._send_all(page), self._send_all(page)
        self.assertEqual(first.url, second.url)
        self.assertEqual(len(self._claims()), 1)

    def test_later_redemptions_are_not_claimed_unseen(self):
        waiting = self._many(5)
        page = self._new()
        later = self._redeem(900)
        self._assert_reads(self._send_all(page), "Claim sent", "50.00")
        self.assertEqual(self._claimed(), waiting.sorted("id", reverse=True))
        self.assertEqual(self._claimable(), later)

    def test_a_colleagues_claim_meanwhile_requires_another_look(self):
        waiting = self._many(6)
        page = self._new()
        self._create_claim(waiting[0], "INV-0")
        refused = self._send_all(page)
        self.assertEqual(refused.status_code, 422)
        self._assert_reads(refused, CHANGED, "5 redemptions on all pages", "50.00")
        self.assertEqual(len(self._claims()), 1)
        self.assertEqual(self._form(refused, "/provider/claims/create")["everything"], ["1"])
        self._assert_reads(self._send_all(refused), "Claim sent", "50.00")
        self.assertEqual(self._claimed(), waiting.sorted("id", reverse=True))

    def test_a_forged_digest_of_the_list_is_refused(self):
        waiting = self._many(5)
        page = self._new()
        up_to = waiting[-1].id
        for listed in ("", "5", f"5 50.000 {up_to - 1}", f"5 51.000 {up_to}", "x" * 5000, "\u0665"):
            refused = self._send_all(page, listed=listed)
            self.assertEqual(refused.status_code, 422, listed)
            self._assert_reads(refused, CHANGED)
        self.assertFalse(self._claims())

    def test_everything_of_chosen_days_is_claimed(self):
        waiting = self._many(9)
        self._on_day(waiting[:5], "2026-03-31")
        self._on_day(waiting[5:], "2026-04-01")
        page = self._list(self._new(), first_day="2026-03-01", last_day="2026-03-31")
        self._assert_reads(page, "Page 1 of 2", "5 redemptions on all pages")
        self.assertEqual(self._rows(page), waiting[:5].sorted("id", reverse=True)[:3].ids)
        self._send_all(page)
        self.assertEqual(self._claimed(), waiting[:5].sorted("id", reverse=True))
        empty = self._list(self._new(), last_day="2026-01-31")
        self._assert_reads(empty, "There is nothing to claim for these days.")
        self.assertTrue(self._rows(self._list(empty, last_day="")))

    def test_days_are_days_of_the_office(self):
        waiting = self._many(4)
        self.company.partner_id.tz = "Asia/Kolkata"
        self._on_day(waiting, "2026-03-31")
        self.env.cr.execute(
            "UPDATE g2p_voucher_redemption SET date = '2026-03-31 20:00:00' WHERE id = %s",
            [waiting[0].id],
        )
        page = self._list(self._new(), first_day="2026-04-01")
        self.assertEqual(self._rows(page), waiting[:1].ids)

    def test_an_invalid_day_is_rejected(self):
        self._many(4)
        for text in ("31/03/2026", "0001-01-01", "9999-12-31"):
            page = self._list(self._new(), first_day=text)
            self.assertEqual(page.status_code, 422)
            self._assert_reads(page, "Choose the day in the calendar, or leave it empty.")

    def test_more_redemptions_than_one_claim_can_take_are_reported(self):
        self._many(5)
        listed = self._form(self._new(), "/provider/claims/create")["listed"]
        with patch.object(claim_choice, "MOST_CLAIMED", 4):
            page = self._new()
            self._assert_reads(page, "5 redemptions. You can claim at most 4 at once")
            self.assertNotIn('name="everything"', page.text)
            self._assert_reads(self._send_all(page, listed=listed), CHANGED)
        self.assertFalse(self._claims())

    def test_a_claim_needs_a_choice_among_several_programmes(self):
        first, program = self._many(4), self.program
        for name in ("program", "manager", "cycle", "key"):
            self.addCleanup(setattr, type(self), name, getattr(self, name))
        self._set_up_program()
        second = self._many(4, amount=7)
        page = self._new()
        self._assert_reads(page, "8 redemptions in several programmes or currencies")
        self.assertNotIn('name="everything"', page.text)
        page = self._list(page, program=str(program.id))
        self.assertEqual(self._rows(page), first.sorted("id", reverse=True)[:3].ids)
        self._send_all(page)
        self.assertEqual(self._claimed(), first.sorted("id", reverse=True))
        self.assertEqual(self._claimable(), second.sorted("id", reverse=True))

    # === A claim of many === #

    def test_the_page_of_a_claim_shows_a_limited_number_of_rows_too(self):
        waiting = self._many(7)
        claim = self._create_claim(waiting)
        url = f"/provider/claims/{claim.public_id}"
        for page, shown in (
            (1, waiting[:3]),
            (2, waiting[3:6]),
            (3, waiting[6:]),
            (9, waiting[6:]),
        ):
            answer = self._get(f"{url}?page={page}")
            self._assert_reads(answer, f"Page {min(page, 3)} of 3", *shown.mapped("name"))
            for other in (waiting - shown).mapped("name"):
                self.assertNotIn(other, answer.text)
        self._assert_reads(self._get(f"{url}?page=x"), "Page 1 of 3")

    # === State of a redemption === #

    def test_a_redemption_can_be_claimed_until_it_is_claimed_or_reversed(self):
        redemption = self._redeem(70)
        self.assertEqual(self._claimable(), redemption)
        claim = self._create_claim(redemption)
        self.assertFalse(self._claimable())
        self._reject(claim, self.officer_1)
        self.assertEqual(self._claimable(), redemption)
        claim = self._create_claim(redemption, "INV-2")
        claim.with_user(self.provider_user)._portal_withdraw()
        self.assertEqual(self._claimable(), redemption)
