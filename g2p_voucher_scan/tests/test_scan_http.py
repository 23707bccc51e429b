import json
import re
import shutil
import tempfile
from pathlib import Path
from unittest.mock import patch

from lxml import html

from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

from ..tools import scan_files

NAMES = {"JavaScript", "https", "XXXX", "until", "from", "ago", "off", "available", "amount"}
NAMES |= {"name", "year"}


@tagged("post_install", "-at_install")
class TestScanHttp(HttpCase, VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()

    def worker(self):
        response = self.url_open("/voucher/scan-worker.js")
        shell = re.match(r"self\.SHELL = (\{.*\});", response.text).group(1)
        return response, json.loads(shell)

    def test_the_bundle_is_public_and_kept_by_caches(self):
        response = self.url_open("/voucher/trust")
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.headers["Content-Type"], "application/json")
        self.assertEqual(response.headers["Cache-Control"], "public, max-age=60")
        self.assertNotIn("Set-Cookie", response.headers)
        found = response.json()
        self.assertIn(self.key.kid, [key["kid"] for key in found["keys"]])
        for private in (self.voucher.name, "Amina", "A••••", self.voucher.active_copy_id.code):
            self.assertNotIn(private, response.text)

    def test_a_known_bundle_is_not_sent_again_until_something_changes(self):
        tag = self.url_open("/voucher/trust").headers["ETag"]
        again = self.url_open("/voucher/trust", headers={"If-None-Match": tag})
        self.assertEqual((again.status_code, again.content), (304, b""))
        self.assertIn("Date", again.headers)
        self.voucher.with_user(self.issuer).action_revoke("wrong person")
        changed = self.url_open("/voucher/trust", headers={"If-None-Match": tag})
        self.assertEqual(changed.status_code, 200)
        self.assertNotEqual(changed.headers["ETag"], tag)

    def test_the_page_lets_no_other_host_in(self):
        response = self.url_open("/voucher/scan")
        self.assertEqual(response.status_code, 200)
        policy = response.headers["Content-Security-Policy"]
        self.assertIn("default-src 'none'", policy)
        self.assertIn("connect-src 'self'", policy)
        self.assertNotIn("unsafe-inline", policy)
        self.assertNotIn("http", policy)
        self.assertIn("camera=(self)", response.headers["Permissions-Policy"])
        self.assertEqual(re.findall(r'(?:src|href)="(?!/)', response.text), [])

    def test_the_page_is_the_same_for_everybody(self):
        anonymous = self.url_open("/voucher/scan").text
        self.assertNotIn("csrf", anonymous)
        self.authenticate("vq_staff", "vq_staff")
        self.assertEqual(self.url_open("/voucher/scan").text, anonymous)

    def test_the_pages_for_anybody_speak_the_language_of_the_browser(self):
        self.env["res.lang"]._activate_lang("ar_001")
        modules = ["g2p_voucher_qr", "g2p_voucher_scan"]
        self.env["ir.module.module"]._load_module_terms(modules, ["ar_001"])
        for wanted in ("ar", "ar-EG,en;q=0.8", "sw;q=0.9,ar-SA;q=0.7"):
            page = self.url_open("/voucher/scan", headers={"Accept-Language": wanted}).text
            self.assertIn('lang="ar-001" dir="rtl"', page, wanted)
        for wanted in ("sw", "en-GB,ar;q=0.8"):
            page = self.url_open("/voucher/scan", headers={"Accept-Language": wanted}).text
            self.assertIn('lang="en-US" dir="ltr"', page, wanted)
        arabic = {"Accept-Language": "ar"}
        page = self.url_open("/voucher/scan", headers=arabic).text
        self.assertTrue(page.startswith("<!DOCTYPE html>"))
        for text in ('lang="ar-001" dir="rtl"', "التحقق من القسائم", "أصلية – يمكن استخدامها"):
            self.assertIn(text, page)
        # no visible text is left in English; only names of things use Latin letters
        words = html.fromstring(page).text_content()
        self.assertEqual(set(re.findall(r"[A-Za-z]{3,}", words)) - NAMES, set())
        vouchers = self.env["g2p.voucher"].with_context(lang="ar_001")
        for text, message in (
            ("HELLO" * 30, "غير أصلية: ليست هذه قسيمة من هذا النظام."),
            ("HELLO", "هذا ليس رمز قسيمة. تحقق مما كتبته."),
        ):
            self.assertEqual(vouchers.verify(text)["message"], message)

    def test_the_short_address_leads_to_the_page(self):
        response = self.url_open("/voucher", allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertTrue(response.headers["Location"].endswith("/voucher/scan"))

    def test_the_paper_names_the_short_address(self):
        template = self.env.ref("g2p_voucher_template.voucher_template_default")
        here = self.key.issuer_uri.partition("//")[2]
        self.env["ir.config_parameter"].set_param("web.base.url", "https://aid.example.org")
        values = template._values(self.voucher.active_copy_id)
        self.assertEqual(values["check_at"], f"{here}/voucher", "where its key was made")
        self.assertEqual(template._example_values()["check_at"], "aid.example.org/voucher")

    def test_the_manifest_makes_it_installable(self):
        response = self.url_open("/voucher/scan-app.webmanifest")
        self.assertEqual(response.headers["Content-Type"], "application/manifest+json")
        found = response.json()
        self.assertEqual(
            (found["start_url"], found["scope"], found["display"]),
            ("/voucher/scan", "/voucher/scan", "standalone"),
        )
        self.assertLessEqual({"192x192", "512x512"}, {icon["sizes"] for icon in found["icons"]})
        for icon in found["icons"]:
            self.assertEqual(self.url_open(icon["src"]).headers["Content-Type"], "image/png")

    def test_the_worker_keeps_files_that_are_there_and_no_answers(self):
        response, shell = self.worker()
        self.assertEqual(response.headers["Service-Worker-Allowed"], "/voucher/scan")
        self.assertIn("text/javascript", response.headers["Content-Type"])
        self.assertIn("no-cache", response.headers["Cache-Control"])
        for address in shell["files"]:
            self.assertEqual(self.url_open(address).status_code, 200, address)
        self.assertNotIn("/voucher/trust", shell["files"])
        self.assertNotIn("/voucher/verify", shell["files"])

    def test_without_the_build_the_worker_keeps_the_decoder_of_odoo(self):
        with patch.object(scan_files, "BUILT", "lib/nowhere"):
            _response, shell = self.worker()
        self.assertIn("/web/static/lib/zxing-library/zxing-library.js", shell["files"])
        self.assertEqual([name for name in shell["files"] if "/lib/scanner/" in name], [])

    def test_a_changed_file_makes_a_new_version(self):
        before = self.worker()[1]["version"]
        with tempfile.TemporaryDirectory() as folder:
            static = shutil.copytree(scan_files.STATIC, Path(folder, "static"))
            with patch.object(scan_files, "STATIC", static):
                self.assertEqual(self.worker()[1]["version"], before)
                Path(static, scan_files.SOURCES, "scan.css").write_text("body {}")
                self.assertNotEqual(self.worker()[1]["version"], before)
