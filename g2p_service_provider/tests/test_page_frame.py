"""Every page of the provider's portal: its weight, what it may load, and errors."""

from unittest.mock import patch

from lxml import html

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_page.tests import page_checks

from .common import OWN_PAGES, ProviderPageCase

HOME = "odoo.addons.g2p_service_provider.controllers.provider.ProviderController._render_framed"


@tagged("post_install", "-at_install")
class TestPageFrame(ProviderPageCase):
    def _pages(self):
        redemption = self._redeem(5)
        claim = self._create_claim(self._redeem(5))
        return (
            *OWN_PAGES,
            f"/provider/redemption/{redemption.id}",
            f"/provider/claims/{claim.public_id}",
        )

    def test_every_page_is_light_and_loads_only_its_own_files(self):
        pages = self._pages()
        self._sign_in()
        for url in pages:
            with self.subTest(url=url):
                response = self._get(url)
                page_checks.assert_light(self, response)
                page_checks.assert_own(self, response)

    def test_only_the_scanner_may_run_webassembly(self):
        pages = self._pages()
        self._sign_in()
        allowed = {
            url
            for url in pages
            if "wasm-unsafe-eval" in self._get(url).headers["Content-Security-Policy"]
        }
        self.assertEqual(allowed, {"/provider/scan"})

    def test_the_words_of_the_scanner_are_on_its_page(self):
        self._sign_in()
        tree = html.fromstring(self._get("/provider/scan").text)
        words = set(tree.xpath("//template[@id='scan_words']//@data-word"))
        self.assertLessEqual({"starting", "hold", "denied", "unusable", "no_code"}, words)

    @mute_logger("odoo.http")
    def test_what_is_not_there_is_not_found(self):
        self._sign_in()
        for path in (
            "/provider/nothing",
            "/provider/claims/nothing",
            "/provider/redemption/999999",
        ):
            with self.subTest(path=path):
                response = self.url_open(path, allow_redirects=False)
                way = page_checks.assert_framed(self, response, 404)
                self.assertEqual(way, "/provider")

    @mute_logger("odoo.http", "odoo.addons.http_routing.models.ir_http")
    def test_a_server_error_leads_to_the_start(self):
        self._sign_in()
        with patch(HOME, side_effect=ZeroDivisionError("secret of the house")):
            response = self.url_open("/provider", allow_redirects=False)
        self.assertEqual(page_checks.assert_framed(self, response, 500), "/provider")
        self.assertNotIn("secret of the house", response.text)
