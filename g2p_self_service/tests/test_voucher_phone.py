import io
from unittest.mock import patch

import zxingcpp
from lxml import html
from PIL import Image

from odoo import fields
from odoo.http import root
from odoo.tests import tagged

from odoo.addons.g2p_suite_page.tests import page_checks
from odoo.addons.g2p_voucher_qr.tools import codes

from .common import AssistancePageCase


def decoded(content):
    """The text of the only QR code of a picture, read as a scanner does."""
    [found] = zxingcpp.read_barcodes(Image.open(io.BytesIO(content)).convert("RGB"))
    return found.text


@tagged("post_install", "-at_install")
class TestVoucherOnPhone(AssistancePageCase):
    """The voucher on the phone's screen and as a picture; and when there is none."""

    def setUp(self):
        super().setUp()
        self.application = self.issued()
        self.voucher = self.application.voucher_id
        self.sign_in()

    def phone(self, page=""):
        return f"/my/voucher/{self.application.sudo().public_id}{page}"

    def assert_ended(self, title, sentence):
        """No page offers the code, the picture or the paper; their addresses say why."""
        self.env.invalidate_all()
        for url in (self.phone(), self.url(self.application)):
            page = self.get(url)
            with self.subTest(url=url):
                self.assert_reads(page, title, sentence)
                self.assertNotIn("<svg", page.text)
                self.assertNotIn("/picture", page.text)
                self.assertNotIn(self.voucher.sudo().document_id.public_id, page.text)
                self.assertNotIn("Suite-Keep", page.headers)
        for url in (self.phone("/picture"), self.voucher.sudo().document_id._url()):
            answer = self.get(url, 409)
            with self.subTest(url=url):
                self.assertEqual(answer.headers["Content-Type"], "text/plain; charset=utf-8")
                self.assertIn(f"{title}: {sentence}", answer.text)
                self.assertIn("no-store", answer.headers["Cache-Control"])

    # === A usable voucher === #

    def test_its_paper_speaks_the_language_in_which_the_person_reads(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.ada.lang = "fr_FR"
        template = self.env["g2p.voucher.template"]
        self.assertEqual(template._holder_lang(self.voucher.sudo()), "fr_FR")

    def test_the_page_shows_code_balance_validity_and_what_to_do(self):
        page = self.get(self.phone())
        code = codes.grouped(self.voucher.active_copy_id.code)
        self.assert_reads(page, "Show this at the reception", code, "1,200.00", self.voucher.name)
        self.assert_reads(page, "Where you use it", "As of", "Save as a picture")
        self.assertIn("<svg", page.text)
        self.assertNotIn(self.type.name, page.text)
        self.assertNotIn(self.application.sudo().treatment, page.text)
        page_checks.assert_light(self, page)
        page_checks.assert_own(self, page)
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        account = html.fromstring(page.text).get("data-account")
        self.assertEqual(page.headers["Suite-Keep"], account)
        self.assertNotIn(str(self.ada.id), account[:4])

    def test_a_phone_that_others_use_keeps_nothing(self):
        self.session["g2p_shared"] = True
        root.session_store.save(self.session)
        self.assertNotIn("Suite-Keep", self.get(self.phone()).headers)

    def test_the_case_leads_to_the_page(self):
        page = self.get(self.url(self.application))
        [link] = html.fromstring(page.text).xpath("//a[@id='voucher_phone']/@href")
        self.assertEqual(link, self.phone())

    def test_the_picture_holds_the_same_code_and_no_name(self):
        answer = self.get(self.phone("/picture"))
        self.assertEqual(answer.headers["Content-Type"], "image/png")
        self.assertIn(f"{self.voucher.name}.png", answer.headers["Content-Disposition"])
        self.assertIn("attachment", answer.headers["Content-Disposition"])
        self.assertEqual(decoded(answer.content), self.voucher.active_copy_id.payload)
        with Image.open(io.BytesIO(answer.content)) as picture:
            self.assertGreaterEqual(picture.width, 1080)
            self.assertGreater(picture.height, picture.width, "and the code to type below it")
            self.assertEqual(picture.info, {}, "no data beside the picture")

    def test_a_new_copy_replaces_page_and_picture_and_ends_the_former_paper(self):
        former = self.voucher.document_id
        self.reissue()
        self.assertEqual(
            decoded(self.get(self.phone("/picture")).content),
            self.voucher.active_copy_id.payload,
        )
        answer = self.get(former.sudo()._url(), 409)
        self.assertIn("This copy was replaced by a newer one", answer.text)
        self.get(self.voucher.document_id._url())

    def reissue(self):
        template = type(self.env["g2p.voucher.template"])
        with patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%again\n%%EOF\n"):
            self.voucher.with_user(self.issuer).sudo(False)._reissue_together("Phone lost")
        self.env.invalidate_all()

    # === One that nobody accepts === #

    def test_a_revoked_voucher_says_so(self):
        self.voucher.with_user(self.issuer).sudo(False)._revoke("Wrong person")
        self.assert_ended(
            "This voucher was revoked",
            "The office has revoked it, so nobody accepts it any more. Ask the office for the "
            "reason, and what you can do.",
        )
        self.assertNotIn("Wrong person", self.get(self.phone()).text)

    def test_a_used_voucher_says_so(self):
        hospital = self.env["g2p.service.provider"].create(
            {
                "name": "Hospital",
                "code": "PHONE-H",
                "program_ids": [(6, 0, self.program.ids)],
                "user_ids": [(6, 0, self.eve.ids)],
            }
        )
        hospital._set_state("active")
        text = self.voucher.active_copy_id.payload
        self.env["g2p.voucher"].with_user(self.eve).redeem(text, 400, "phone-key-0001")
        self.assert_reads(self.get(self.phone()), "800.00 of $ 1,200.00")
        self.env["g2p.voucher"].with_user(self.eve).redeem(text, 800, "phone-key-0002")
        self.assert_ended("This voucher is used up", "Its whole amount was used.")

    def test_an_expired_voucher_says_so_even_before_it_is_closed(self):
        yesterday = fields.Date.subtract(fields.Date.today(), days=2)
        self.env.cr.execute(
            "UPDATE g2p_voucher SET valid_until = %s WHERE id = %s", (yesterday, self.voucher.id)
        )
        self.assert_ended("This voucher has expired", "It was valid until")
        self.env.invalidate_all()
        self.voucher.sudo()._expire()  # sudo: as the scheduler does
        self.assertEqual(self.voucher.sudo().state, "expired")
        self.assert_ended("This voucher has expired", "It was valid until")

    def test_a_voucher_whose_entitlement_openg2p_cancelled_says_so(self):
        self.voucher.entitlement_id.sudo().write({"state": "cancelled"})  # sudo: as OpenG2P does
        self.assert_ended("This voucher was revoked", "The office has revoked it")

    # === Somebody else, or nobody === #

    def test_nobody_else_sees_page_or_picture(self):
        self.sign_in(self.eve)
        for page in ("", "/picture"):
            self.assertNotIn("Suite-Keep", self.get(self.phone(page), 404).headers)
        self.get("/my/voucher/nothing-there", 404)
        self.authenticate(None, None)
        for page in ("", "/picture"):
            self.assertIn("/sign-in", self.get(self.phone(page), 303).headers["Location"])

    def test_before_it_is_issued_the_page_leads_to_the_case(self):
        self.application = self.approved()
        answer = self.get(self.phone(), 303)
        self.assertTrue(answer.headers["Location"].endswith(self.url(self.application)))
        self.get(self.phone("/picture"), 404)

    # === Kept on the phone === #

    def test_the_worker_is_limited_to_the_vouchers(self):
        answer = self.get("/my/voucher/worker.js")
        self.assertIn("javascript", answer.headers["Content-Type"])
        self.assertNotIn("Service-Worker-Allowed", answer.headers)

    def test_signing_out_leads_a_browser_that_keeps_one_to_a_page_that_drops_it(self):
        answer = self.get("/web/session/logout?redirect=/web/login", 303)
        self.assertTrue(answer.headers["Location"].endswith("/web/login"))
        self.sign_in()
        self.opener.cookies.set("g2p_kept", "1")
        answer = self.get("/web/session/logout?redirect=/web/login", 303)
        self.assertTrue(answer.headers["Location"].endswith("/assistance"))
        self.assertNotIn("data-account", self.get("/assistance").text)
