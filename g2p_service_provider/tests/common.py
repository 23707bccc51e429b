from lxml import html

from odoo import fields
from odoo.tests import HttpCase

from odoo.addons.g2p_reimbursement.tests.common import ReimbursementFixture, invoice_file
from odoo.addons.g2p_suite_base.tests.pages import OneSession
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

OWN_PAGES = (
    "/provider",
    "/provider/scan",
    "/provider/held",
    "/provider/redemptions",
    "/provider/claims",
    "/provider/claims/new",
)


class ProviderPageCase(OneSession, ReimbursementFixture, VoucherCase, HttpCase):
    """Two providers with staff, real vouchers, and a procedure of two stages for claims.

    Pages are used as in a browser: forms are read from their page, filled in and sent.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.currency = cls.company.currency_id
        cls._set_up_users()
        cls.provider_user, cls.other_user = cls.staff, cls.rival
        cls.provider.account_number = "KE00 1234"
        cls.policy = cls._create_policy()

    @classmethod
    def _create_text(cls, **values):
        """The QR text of a new voucher."""
        return cls.issue_voucher(**values).active_copy_id.payload

    def _ledger(self):
        return self.env["g2p.voucher.redemption"].search([("provider_id", "=", self.provider.id)])

    def _claims(self):
        self.env.invalidate_all()
        return self.env["g2p.reimbursement.claim"].search([("provider_id", "=", self.provider.id)])

    @staticmethod
    def _day(moment):
        """The date in the pages' format."""
        return f"{moment.day} {moment:%b %Y}"

    # === The browser === #

    def _sign_in(self, user=None):
        login = (user or self.staff).login
        self.authenticate(login, login)

    def _get(self, url, status=200):
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, status, url)
        return response

    def _words(self, response):
        """The page's visible text, with normalised spaces."""
        main = html.fromstring(response.text).find(".//main")
        return " ".join(main.text_content().split())

    def _assert_reads(self, response, *sentences):
        words = self._words(response)
        for sentence in sentences:
            self.assertIn(sentence, words)

    def _form(self, response, action):
        """The values a browser would send for the form, as a dict of lists."""
        form = html.fromstring(response.text).find(f'.//form[@action="{action}"]')
        self.assertIsNotNone(form, f"no form to {action}")
        self.assertEqual(form.method, "POST")
        values = {}
        for name, value in form.form_values():
            values.setdefault(name, []).append(value)
        return values

    def _send(self, page, action, files=None, follow=True, confirm=True, **answers):
        """Fill in the page's form and press its button; confirm if the page asks."""
        values = {**self._form(page, action), **answers}
        values.pop("invoice_file", None)  # a file input; its content is in `files`
        answer = self.url_open(action, data=values, files=files, allow_redirects=False)
        while answer.is_redirect and (follow or "/provider/check/" in answer.headers["Location"]):
            answer = self.url_open(answer.headers["Location"], allow_redirects=False)
        if not confirm or 'name="confirmed"' not in answer.text:
            return answer
        agreed = {key: text for key, text in answers.items() if key != "amount"}
        return self._send(answer, action, follow=follow, confirm=False, **agreed)

    # === Actions of staff === #

    def _check(self, text):
        return self._send(self._get("/provider/scan"), "/provider/verify", text=text)

    def _redeem_page(self, text, **answers):
        return self._send(self._check(text), "/provider/redeem", **answers)

    def _send_claim(self, redemptions, page=None, content=True, name="invoice.pdf", **answers):
        if content is True:
            content = invoice_file(answers.get("invoice_number", "INV-1"))
        answers = {
            "redemption_ids": [str(rec_id) for rec_id in redemptions.ids],
            "invoice_number": "INV-1",
            "invoice_date": fields.Date.to_string(fields.Date.today()),
            **answers,
        }
        return self._send(
            page or self._get("/provider/claims/new"),
            "/provider/claims/create",
            files=content is not None and {"invoice_file": (name, content)},
            **answers,
        )
