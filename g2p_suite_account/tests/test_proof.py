from unittest.mock import patch

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.pages import OneSession
from odoo.addons.g2p_suite_page.tests import page_checks

from ..models.ir_http import PROOF, SIGN_IN

PASSWORD = "three quiet words"
AIM = "/assistance/accessibility"


@tagged("post_install", "-at_install")
class TestProof(OneSession, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, "rosa@example.org", "base.group_portal", password=PASSWORD)

    def page(self, way=AIM, ways=()):
        """The page of a server with these ways."""
        self.authenticate("rosa@example.org", PASSWORD)
        routing = type(self.env["ir.http"])
        with patch.object(routing, "_proof_ways", classmethod(lambda _cls, _way: list(ways))):
            return self.url_open(f"{PROOF}?redirect={way}", allow_redirects=False)

    def test_the_ways_are_offered_and_lead_back(self):
        response = self.page(ways=[("/x?redirect=y", "With your ID")])
        page_checks.assert_light(self, response)
        page_checks.assert_own(self, response)
        tree = html.fromstring(response.text)
        self.assertEqual(tree.xpath("//div[@id='proof_ways']/a/@href"), ["/x?redirect=y"])
        self.assertEqual(tree.xpath("//a[@id='back']/@href"), [AIM])

    def test_without_a_way_people_are_referred_to_the_office(self):
        self.assertIn("Go to the office with your document", self.page().text)

    def test_nobody_is_led_to_another_host(self):
        self.assertNotIn("evil", self.page("https://evil.example.org").text)

    def test_a_visitor_signs_in_first(self):
        response = self.url_open(PROOF, allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn(SIGN_IN, response.headers["Location"])
