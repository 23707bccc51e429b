import json

from lxml import html

from odoo.exceptions import AccessError
from odoo.http import Request
from odoo.tests import tagged

from .common import OWN_PAGES, ProviderPageCase

NOT_FOR_YOU = "These pages are for service providers"


@tagged("post_install", "-at_install")
class TestProviderAccess(ProviderPageCase):
    """Access to the pages, and the message for everybody else."""

    def _writing_routes(self, claim, text="x"):
        """Address and answers of each form."""
        invoice = {"invoice_number": "X-9", "invoice_date": "2026-01-01"}
        redemption = {"text": text, "amount": "1", "idempotency_key": "forged-key-0001"}
        return {
            "/provider/verify": {"text": text},
            "/provider/redeem": redemption,
            "/provider/claims/create": invoice,
            "/provider/claims/list": {"turn": "2"},
            f"/provider/claims/{claim.public_id}/resubmit": invoice,
            f"/provider/claims/{claim.public_id}/withdraw": {},
        }

    def test_a_visitor_signs_in_and_comes_back(self):
        for page in OWN_PAGES:
            location = self._get(page, 303).headers["Location"]
            self.assertIn(f"/assistance/sign-in?redirect={page.replace('/', '%2F')}", location)
        page = self.url_open("/assistance/sign-in?redirect=/provider/scan")
        response = self._send(page, "/assistance/sign-in", login="vq_staff", password="vq_staff")
        self.assertTrue(response.url.endswith("/provider/scan"), response.url)
        self._assert_reads(response, "Scan a voucher")

    def test_a_visitor_changes_nothing(self):
        claim = self._create_claim(self._redeem(5))
        for url, data in self._writing_routes(claim).items():
            with self.subTest(url=url):
                response = self.url_open(url, data={"a": "b", **data}, allow_redirects=False)
                self.assertEqual(response.status_code, 303)
                self.assertIn("/assistance/sign-in", response.headers["Location"])
        self.assertEqual(claim.state, "submitted")

    def test_users_without_a_provider_get_the_reason(self):
        for user in (self.visitor, self.officer_1):
            self._sign_in(user)
            for page in OWN_PAGES:
                with self.subTest(user=user.login, page=page):
                    response = self._get(page, 403)
                    self._assert_reads(response, NOT_FOR_YOU, "Ask the programme office")

    def test_users_without_a_provider_cannot_write(self):
        text = self._create_text()
        claim = self._create_claim(self._redeem(5))
        self._sign_in(self.visitor)
        token = self._csrf_token()
        for url, data in self._writing_routes(claim, text).items():
            with self.subTest(url=url):
                response = self.url_open(url, data={"csrf_token": token, **data})
                self.assertEqual(response.status_code, 403)
                self._assert_reads(response, NOT_FOR_YOU)
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(len(self._ledger()), 1)

    def test_staff_of_a_suspended_provider_get_the_reason(self):
        text = self._create_text()
        self._sign_in()
        page = self._check(text)
        self._suspend(self.provider)
        refused = self._send(page, "/provider/redeem")
        self.assertEqual(refused.status_code, 403)
        self._assert_reads(refused, f"{self.provider.name} is not active at the moment")
        for url in OWN_PAGES:
            self.assertEqual(self.url_open(url).status_code, 403)
        self.assertFalse(self._ledger())

    def test_records_of_another_provider_are_not_found(self):
        redemption = self._redeem(5)
        claim = self._create_claim(redemption)
        self._sign_in(self.rival)
        for url in (
            f"/provider/redemption/{redemption.id}",
            f"/provider/claims/{claim.public_id}",
            claim.document_ids._url(),
            "/provider/redemption/999999999",
            "/provider/claims/no-such-claim",
        ):
            with self.subTest(url=url):
                self._get(url, 404)
        for verb in ("withdraw", "resubmit"):
            url = f"/provider/claims/{claim.public_id}/{verb}"
            data = {"csrf_token": self._csrf_token(), **self._writing_routes(claim)[url]}
            self.assertEqual(self.url_open(url, data=data).status_code, 404)
        self.assertEqual((claim.state, claim.invoice_number), ("submitted", "INV-1"))

    def test_lists_show_only_the_users_own_provider(self):
        mine = self._create_claim(self._redeem(5))
        theirs = self._create_claim(
            self._redeem(7, self.other_provider), "INV-2", user=self.other_user
        )
        self._sign_in()
        for url in ("/provider", "/provider/claims"):
            words = self._words(self._get(url))
            self.assertIn(mine.name, words)
            self.assertNotIn(theirs.name, words)
        words = self._words(self._get("/provider/redemptions"))
        self.assertNotIn(theirs.line_ids.redemption_id.name, words)

    def test_staff_cannot_read_names_of_officers_or_persons(self):
        self._sign_in()
        self._redeem_page(self._create_text(), amount="30")
        taken_back = self._ledger()
        taken_back.with_user(self.manager).action_reverse("the wrong amount was typed")
        self._redeem_page(self._create_text(), amount="50")
        self._send_claim(self._ledger().sorted("id")[-1:])
        claim = self._claims()
        self.assertEqual(claim.state, "submitted")
        claim.with_user(self.officer_1).sudo(False).approval_my_step_id.action_approve()
        self.env.invalidate_all()
        seen = self._all_that_is_seen(self.staff)
        page = self._get(f"/provider/redemption/{taken_back.reversal_ids.id}").text
        self.assertIn(claim.name, seen)
        self.assertIn(taken_back.reversal_ids.name, page)
        office = self.manager | self.officer_1 | self.officer_2 | self.issuer
        for person in (*office, taken_back.voucher_id.partner_id):
            for text in (seen, page):
                self.assertNotIn(person.name, text)

    def _all_that_is_seen(self, user):
        """All values of the suite's rows that the user can read, as text."""
        rows = []
        for name in sorted(self.env.registry):
            model = self.env[name].with_user(user)
            if hasattr(model, "_portal_readable") and model.has_access("read"):
                rows += model.search_read([], list(model.fields_get()))
        return json.dumps(rows, default=str)

    def test_staff_cannot_guess_an_officers_note_letter_by_letter(self):
        claim = self._create_claim(self._redeem(5))
        claim.sudo().message_post(body="Suspicious invoice", subtype_xmlid="mail.mt_note")
        claims = self.env["g2p.reimbursement.claim"].with_user(self.staff)
        self.assertEqual(claims.search_count([]), 1)
        for path in ("message_ids.body", "message_ids.author_id.name", "create_uid.name"):
            with self.assertRaisesRegex(AccessError, path.split(".")[0]):
                claims.search_count([(path, "ilike", "S")])

    def test_a_form_without_its_token_changes_nothing(self):
        text = self._create_text()
        redemption = self._redeem(5)
        claim = self._create_claim(redemption)
        self._sign_in()
        for url, data in self._writing_routes(claim, text).items():
            with self.subTest(url=url), self.assertLogs("odoo.http", "WARNING") as logs:
                # a body, so that it is a POST
                response = self.url_open(url, data={"a": "b", **data})
                self.assertEqual(response.status_code, 400)
            self.assertIn("CSRF", logs.output[0])
        self.assertEqual(claim.state, "submitted")
        self.assertEqual(self._ledger(), redemption)

    def test_opening_the_address_of_a_form_redirects_to_its_page(self):
        claim = self._create_claim(self._redeem(5))
        self._sign_in()
        pages = ["/provider/scan"] * 2 + ["/provider/claims/new"] * 2
        pages += [f"/provider/claims/{claim.public_id}"] * 2
        for url, page in zip(self._writing_routes(claim), pages, strict=True):
            location = self._get(f"{url}?amount=1&text=x", 303).headers["Location"]
            self.assertTrue(location.endswith(page), location)
        self.assertEqual(claim.state, "submitted")

    def test_a_shared_device_does_not_cache_pages(self):
        self._sign_in()
        for url in OWN_PAGES:
            self.assertEqual(self._get(url).headers["Cache-Control"], "no-store")

    def test_every_page_has_its_own_title(self):
        self._sign_in()
        titles = {html.fromstring(self._get(url).text).findtext(".//title") for url in OWN_PAGES}
        self.assertEqual(len({title.strip() for title in titles}), len(OWN_PAGES))

    def test_the_account_page_shows_the_card_only_to_staff(self):
        self._sign_in()
        self._assert_reads(self._get("/my"), "Scan vouchers, claim their money")
        self._sign_in(self.visitor)
        self.assertNotIn("/provider", self._get("/my").text)

    def test_a_new_provider_reads_how_to_start(self):
        self._sign_in()
        sentences = {
            "/provider": "Nothing has been redeemed here yet. Scan a voucher to start.",
            "/provider/redemptions": "Nothing has been redeemed here yet.",
            "/provider/claims": "Redeem a voucher first, then claim its money here.",
            "/provider/claims/new": "There is nothing to claim at the moment.",
        }
        for url, sentence in sentences.items():
            self._assert_reads(self._get(url), sentence)

    def _csrf_token(self):
        """A valid token of this session, as in every form."""
        return Request.csrf_token(self)
