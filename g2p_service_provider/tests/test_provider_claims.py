import json
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo import fields
from odoo.http import root
from odoo.tests import tagged

from odoo.addons.g2p_document_store.tests.common import PDF

from ..tools import kept
from .common import ProviderPageCase

FAILED = "This did not go through"


@tagged("post_install", "-at_install")
class TestProviderClaims(ProviderPageCase):
    """Claiming the money of redemptions and following the claim."""

    def setUp(self):
        super().setUp()
        self._sign_in()

    def _page(self, claim):
        return self._get(f"/provider/claims/{claim.public_id}")

    def _assert_refused(self, response, *sentences):
        self.assertEqual(response.status_code, 422)
        self._assert_reads(response, FAILED, *sentences)

    # === A new claim === #

    def test_redemptions_are_claimed_with_an_invoice(self):
        redemptions = self._redeem(70) | self._redeem(30)
        page = self._send_claim(redemptions)
        claim = self._claims()
        self.assertTrue(page.url.endswith(f"/provider/claims/{claim.public_id}?sent=1"))
        self._assert_reads(page, "Claim sent", claim.name, "100.00", "INV-1", "Now: being checked")
        self.assertEqual((claim.state, claim.amount_total), ("submitted", 100))
        self.assertEqual(claim.line_ids.redemption_id, redemptions)
        self.assertEqual(claim.document_ids.mimetype, "application/pdf")
        self._assert_reads(self._get("/provider/claims"), claim.name, "Being checked")
        download = self._get(claim.document_ids._url())
        self.assertIn("attachment", download.headers["Content-Disposition"])

    def test_the_receipt_links_to_a_claim_of_its_amount(self):
        mine, _other = self._redeem(70), self._redeem(30)
        page = self._get(f"/provider/claims/new?redemption={mine.id}")
        form = self._form(page, "/provider/claims/create")
        self.assertEqual(form["redemption_ids"], [str(mine.id)])

    def test_a_form_sent_twice_makes_one_claim(self):
        redemption = self._redeem(70)
        page = self._get("/provider/claims/new")
        first = self._send_claim(redemption, page)
        second = self._send_claim(redemption, page)
        self.assertEqual(first.url, second.url)
        self.assertEqual(len(self._claims()), 1)
        self.assertEqual(len(self._claims().document_ids), 1)

    def test_missing_inputs_are_reported_and_the_others_kept(self):
        redemption = self._redeem(70)
        self._redeem(30)
        missing = {
            "Choose the redemptions to claim.": {"redemption_ids": []},
            "Enter the number printed on the invoice.": {"invoice_number": " "},
            "Enter the date printed on the invoice.": {"invoice_date": "31/12/2025"},
            "dated in the future": {"invoice_date": "2099-01-01"},
            "Add the invoice as a PDF or a photo.": {"content": None},
        }
        for sentence, answers in missing.items():
            with self.subTest(sentence=sentence):
                typed = {"invoice_number": "INV-77", "invoice_date": "2026-01-31", **answers}
                page = self._send_claim(redemption, **typed)
                self._assert_refused(page, sentence, "Choose the file again")
                form = self._form(page, "/provider/claims/create")
                chosen = [str(redemption.id)] if "redemption_ids" not in answers else []
                self.assertEqual(form.get("redemption_ids", []), chosen)
                self.assertEqual(form["invoice_number"], [typed["invoice_number"]])
                self.assertEqual(form["invoice_date"], [typed["invoice_date"]])
        self.assertFalse(self._claims())

    def test_a_file_of_a_wrong_kind_or_size_is_refused(self):
        redemption = self._redeem(70)
        self.env["g2p.document.type"].search([("code", "=", "invoice")]).max_size_mb = 1
        files = {
            "This kind of file cannot be accepted.": b"MZ\x90\x00 a program",
            "The file is larger than 1 MB.": b"%PDF-1.4\n" + b"x" * (1024 * 1024),
            "The file is empty.": b"",
        }
        for sentence, content in files.items():
            with self.subTest(sentence=sentence):
                page = self._send_claim(redemption, content=content)
                self._assert_refused(page, sentence)
                self.assertIn('id="invoice_file_error"', page.text)
        self.assertFalse(self._claims())
        self._assert_reads(page, "at most 1 MB")

    def test_back_and_reload_work_on_a_refused_claim(self):
        redemption = self._redeem(70)
        page = self._send_claim(redemption, invoice_number=" ")
        self.assertIn("/provider/claims/new?again=", page.url)
        for _time in range(2):
            self._assert_refused(
                self._get(page.url, 422), "Enter the number printed on the invoice"
            )
        self._sign_in(self.rival)
        self.assertNotIn("Enter the number", self._get(page.url).text)
        self._sign_in()
        # the key of another page is not valid here
        check = self._check(self._create_text())
        odd = self._get(f"/provider/claims/new?again={check.url.rpartition('/')[2]}")
        self.assertNotIn(FAILED, odd.text)

    def _kept_length(self):
        """Length of the forms that the browser's session keeps."""
        session = root.session_store.get(self.opener.cookies["session_id"])
        return len(json.dumps(session.get(kept.PLACE) or []))

    def test_only_a_short_part_of_a_form_is_kept(self):
        redemption = self._redeem(70)
        page = self._send_claim(redemption, invoice_number="9" * 100_000, invoice_date="x" * 90_000)
        self._assert_refused(page, "Enter the date printed on the invoice.")
        self.assertIn(f'value="{"9" * 200}"', page.text)
        self.assertLess(self._kept_length(), 2000)

    def test_an_old_refusal_is_not_shown_once_the_claim_has_changed(self):
        claim = self._create_claim(self._redeem(70))
        self._return(claim, self.officer_1)
        action = f"/provider/claims/{claim.public_id}/resubmit"
        refused = self._send(self._page(claim), action, invoice_number="")
        self._assert_refused(refused, "Enter the number printed on the invoice.")
        self._send(refused, action, invoice_number="INV-1b")
        back = self._get(refused.url)
        self._assert_reads(back, "Being checked")
        self.assertNotIn(FAILED, back.text)

    def test_a_file_for_a_text_and_a_text_for_a_file_are_refused_with_a_message(self):
        redemption = self._redeem(70)
        page = self._get("/provider/claims/new")
        values = self._form(page, "/provider/claims/create")
        values["redemption_ids"] = [str(redemption.id)]
        values["invoice_date"] = fields.Date.to_string(fields.Date.today())
        files = {"invoice_number": ("1", b"1"), "invoice_file": ("a.pdf", PDF)}
        answer = self.url_open("/provider/claims/create", data=values, files=files)
        self._assert_refused(answer, "Enter the number printed on the invoice.")
        values |= {"invoice_number": "INV-1", "invoice_file": "a.pdf"}
        answer = self.url_open("/provider/claims/create", data=values)
        self._assert_refused(answer, "Add the invoice as a PDF or a photo.")
        self.assertFalse(self._claims())

    def test_a_web_page_named_as_an_invoice_is_refused(self):
        content = b"<html><script>alert(1)</script></html>"
        page = self._send_claim(self._redeem(70), content=content, name="invoice.pdf")
        self._assert_refused(page, "This kind of file cannot be accepted.")
        self.assertFalse(self._claims())

    def test_a_redemption_of_another_provider_cannot_be_claimed(self):
        self._redeem(70)
        foreign = self._redeem(30, self.other_provider)
        self._assert_refused(self._send_claim(foreign), "Choose the redemptions to claim.")
        self.assertFalse(foreign.claim_line_ids)

    def test_a_forged_amount_changes_nothing(self):
        forged = {"amount": "9999", "amount_total": "9999", "provider_id": "1", "state": "paid"}
        redemption = self._redeem(70)
        with self.assertLogs("odoo.http", "WARNING") as logs:
            self._send_claim(redemption, **forged)
        self.assertIn("ignoring args", logs.output[0])
        claim = self._claims()
        self.assertEqual((claim.amount_total, claim.state), (70, "submitted"))

    def test_a_claimed_redemption_cannot_be_claimed_again(self):
        redemption, _other = self._redeem(70), self._redeem(30)
        page = self._get("/provider/claims/new")
        claim = self._create_claim(redemption)
        answer = self._send_claim(redemption, page, invoice_number="INV-2")
        self._assert_refused(answer, f"{redemption.name} is already on claim {claim.name}")
        self.assertEqual(self._claims(), claim)

    def test_an_invoice_cannot_be_claimed_again(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        answer = self._send_claim(self._redeem(30), invoice_number="inv-1 ")
        self._assert_refused(answer, f"is already on claim {claim.name}", "paid once")
        self.assertEqual(self._claims(), claim)

    def test_a_repeated_invoice_is_logged_for_the_officers(self):
        claim = self._create_claim(self._redeem(70), "INV-1")
        redemption, content = self._redeem(30), claim.sudo().document_ids._content()
        tries = {"inv\u20131": None, "INV-2": content}
        for number, file in tries.items():
            answer = self._send_claim(redemption, content=file or True, invoice_number=number)
            self._assert_refused(answer, f"is already on claim {claim.name}", "paid once")
        self.assertEqual(self._claims(), claim)
        told = claim.with_user(self.officer_1).message_ids.sorted("id")[-2:]
        for message, number in zip(told, tries, strict=True):
            self.assertIn(f"sent this invoice again, under the number “{number}”", message.body)
            self.assertEqual(message.author_id, self.env.ref("base.partner_root"))
            self.assertTrue(message.is_internal or message.subtype_id.internal)

    def test_two_colleagues_at_the_same_moment_get_a_message(self):
        Claim = self.env.registry["g2p.reimbursement.claim"]
        with patch.object(Claim, "_portal_create", side_effect=IntegrityError):
            answer = self._send_claim(self._redeem(70))
        self._assert_refused(answer, "at the same moment. Check your claims first.")

    # === Following it === #

    def test_a_returned_claim_shows_the_question_and_is_sent_again(self):
        claim = self._create_claim(self._redeem(70))
        self._return(claim, self.officer_1)
        self._assert_reads(self._get("/provider"), "Your correction is needed", claim.name)
        page = self._page(claim)
        self._assert_reads(page, "Needs your correction", "Please correct the number.")
        answer = self._send(
            page, f"/provider/claims/{claim.public_id}/resubmit", invoice_number="INV-1b"
        )
        self._assert_reads(answer, "Claim sent", "Being checked")
        self.assertEqual((claim.state, claim.invoice_number), ("submitted", "INV-1b"))

    def test_a_wrong_correction_keeps_the_typed_text(self):
        other = self._create_claim(self._redeem(30), "INV-9")
        claim = self._create_claim(self._redeem(70))
        self._return(claim, self.officer_1)
        action = f"/provider/claims/{claim.public_id}/resubmit"
        answer = self._send(self._page(claim), action, invoice_number="INV-9")
        self._assert_refused(answer, f"is already on claim {other.name}")
        self.assertEqual(self._form(answer, action)["invoice_number"], ["INV-9"])
        answer = self._send(self._page(claim), action, invoice_number="")
        self._assert_refused(answer, "Enter the number printed on the invoice.")
        self.assertEqual((claim.state, claim.invoice_number), ("returned", "INV-1"))

    def test_a_claim_being_checked_cannot_be_sent_again(self):
        claim = self._create_claim(self._redeem(70))
        self._return(claim, self.officer_1)
        page, action = self._page(claim), f"/provider/claims/{claim.public_id}/resubmit"
        self._send(page, action)
        self._assert_refused(self._send(page, action), "is not waiting for you")

    def test_withdrawing_a_claim_frees_its_redemption(self):
        redemption = self._redeem(70)
        claim = self._create_claim(redemption)
        answer = self._send(self._page(claim), f"/provider/claims/{claim.public_id}/withdraw")
        self._assert_reads(answer, "Withdrawn", "can be claimed again")
        self.assertEqual(claim.state, "cancelled")
        self._assert_reads(self._get("/provider/claims/new"), redemption.name)

    def test_a_decided_claim_cannot_be_withdrawn(self):
        claim = self._create_claim(self._redeem(70))
        page = self._page(claim)
        self._approve(claim, self.officer_1)
        self._approve(claim, self.officer_2)
        answer = self._send(page, f"/provider/claims/{claim.public_id}/withdraw")
        self._assert_refused(answer, "is already decided and cannot be withdrawn")
        self.assertNotIn("/withdraw", self._page(claim).text)
        self.assertEqual(claim.state, "approved")

    def test_a_rejected_claim_shows_the_reason_and_no_officer(self):
        claim = self._create_claim(self._redeem(70))
        self._reject(claim, self.officer_1)
        page = self._page(claim)
        self._assert_reads(page, "Rejected", "The invoice is not readable.")
        self.assertNotIn(self.officer_1.name, page.text)

    def test_a_paid_claim_shows_date_amount_and_reference(self):
        claim = self._approved_claim()
        self._assert_reads(self._page(claim), "Approved, waiting for payment")
        batch = self._build(claim)
        batch.action_export()
        self._assert_reads(self._page(claim), "Now: the payment is under way")
        batch.action_mark_paid("BANK-77")
        page = self._page(claim)
        today = fields.Date.today()
        paid_on = f"Paid on {self._day(today)}"
        self._assert_reads(page, "Amount paid", "70.00", paid_on, "BANK-77", "KE00 1234")

    def test_a_claim_approved_for_less_shows_both_amounts(self):
        self.policy.stage_ids[1].write({"amount_policy": "lower"})
        claim = self._create_claim(self._redeem(70))
        self._approve(claim, self.officer_1)
        self.assertNotIn("Approved $", self._words(self._page(claim)))
        self._approve(claim, self.officer_2, amount=55)
        self._assert_reads(self._page(claim), "Claimed $ 70.00 Approved $ 55.00")

    def test_the_list_continues_on_a_second_page(self):
        claims = [self._create_claim(self._redeem(5), f"INV-{at}") for at in range(21)]
        first = self._words(self._get("/provider/claims"))
        self.assertIn(claims[-1].name, first)
        self.assertNotIn(claims[0].name, first)
        self._assert_reads(self._get("/provider/claims/page/2"), claims[0].name)
