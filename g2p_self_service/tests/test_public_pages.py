import threading
from unittest.mock import patch

from lxml import html
from werkzeug.exceptions import HTTPException

from odoo.exceptions import ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_type import RESERVED

from .common import BASE, AssistancePageCase

#: a type's part of an address
CODE = "<string:code>"


@tagged("post_install", "-at_install")
class TestPublicPages(AssistancePageCase):
    """Public pages, and the way through sign-in."""

    def test_published_types_are_listed_the_most_urgent_first(self):
        self.type.urgency = "normal"
        urgent = self.type.copy(
            {"name": "Test birth", "code": "TEST-BIRTH", "urgency": "emergency"}
        )
        urgent.is_published = True
        words = self.words(self.get("/assistance"))
        self.assertLess(words.index("Test birth"), words.index("Test surgery"))
        self.assertIn("5,000.00", words)

    def test_without_types_the_page_shows_a_notice(self):
        self.env["g2p.assistance.type"].search([]).is_published = False
        self.assert_reads(self.get("/assistance"), "There is nothing to apply for at the moment.")

    def test_a_type_lists_the_requirements_before_the_start(self):
        page = self.get(f"/assistance/{self.type.code}")
        self.assert_reads(page, "within 24 hours", self.quotation.name, "From the hospital.")

    def test_the_promised_time_has_its_plural_form(self):
        self.type.answer_within_hours = 1
        self.assert_reads(self.get("/assistance"), "Answer within 1 hour.")
        page = self.get(f"/assistance/{self.type.code}")
        self.assert_reads(page, "We answer within 1 hour after you submit.")

    def test_no_type_has_the_address_of_another_page(self):
        for code in RESERVED:
            with self.assertRaisesRegex(ValidationError, "belongs to another page"):
                self.type.code = code
        # a code in capitals is another address
        self.type.code = "HEALTH"
        self.assert_reads(self.get("/assistance/HEALTH"), self.type.name)

    def test_every_other_code_has_its_own_pages(self):
        with patch.object(threading.current_thread(), "dbname", self.cr.dbname, create=True):
            routing = self.env["ir.http"].routing_map()
        own = [rule for rule in routing.iter_rules() if "/assistance" in rule.rule]
        of_type = {
            rule.rule for rule in own if CODE in rule.rule and "GET" in (rule.methods or {"GET"})
        }
        self.assertIn(f"/assistance/{CODE}", of_type)
        self.assertIn(f"{BASE}/start/{CODE}", of_type)
        words = {part for rule in own for part in rule.rule.split("/")}
        words = {word for word in words if word and "<" not in word and "." not in word}
        self.assertIn("withdraw", words)  # of a case, and free
        found = {
            word
            for word in words
            for address in of_type
            if self.rule_of(routing, address.replace(CODE, word)) != address
        }
        self.assertLessEqual(found, set(RESERVED))
        # signing in with an ID is another addon's; "submit" depends on the version of the router
        self.assertLessEqual(set(RESERVED) - {"id", "submit"}, found)

    def rule_of(self, routing, path):
        """The rule that answers a GET; None if none does."""
        try:
            rule, _arguments = routing.bind("localhost").match(path, "GET", return_rule=True)
        except HTTPException:
            return None
        return rule.rule

    def test_hidden_and_unknown_types_are_not_found(self):
        self.sign_in()
        page = self.get(f"/assistance/{self.type.code}")
        self.type.is_published = False
        self.assertNotIn("Test surgery", self.words(self.get("/assistance")))
        self.get(f"/assistance/{self.type.code}", 404)
        self.get("/assistance/NO-SUCH-TYPE", 404)
        refused = self.send(page, f"{BASE}/start")
        self.assertEqual(refused.status_code, 404)
        self.assertFalse(self.applications())

    def test_a_visitor_signs_in_and_comes_back_to_the_start(self):
        page = html.fromstring(self.get(f"/assistance/{self.type.code}").text)
        links = page.xpath("//main//a[starts-with(@href, '/assistance/sign-')]/@href")
        back = f"?redirect={BASE}/start/{self.type.code}"
        self.assertEqual(links, [f"/assistance/sign-up{back}", f"/assistance/sign-in{back}"])
        login = self.url_open(links[1])
        page = self.send(
            login, "/assistance/sign-in", login=self.ada.login, password=self.ada.login
        )
        self.assertTrue(page.url.endswith(f"/assistance/{self.type.code}"), page.url)
        self.assertTrue(self.form(page, f"{BASE}/start"))

    def links(self):
        page = html.fromstring(self.get(f"/assistance/{self.type.code}").text)
        return page.xpath("//main//a[starts-with(@href, '/assistance/sign-')]/@href")

    def test_no_account_is_offered_while_sign_up_is_closed(self):
        back = f"?redirect={BASE}/start/{self.type.code}"
        self.set_signup("b2b")
        self.assertEqual(self.links(), [f"/assistance/sign-in{back}"])
        page = self.get(f"/assistance/{self.type.code}")
        self.assert_reads(page, "If you have no account, ask the office to create one for you.")
        self.assertNotIn("create an account", self.words(page))
        self.assertIn("People cannot create accounts themselves", self.type.signup_note)
        self.sign_in(self.clerk)
        page = self.get(f"/assistance/{self.type.code}")
        self.assert_reads(page, "If you have none, ask an administrator to create one")
        self.set_signup("b2c")
        self.env.invalidate_all()
        self.assertFalse(self.type.signup_note)

    def test_the_page_and_odoos_own_page_agree(self):
        for scope, status in (("b2b", 404), ("b2c", 200)):
            self.set_signup(scope)
            with self.subTest(scope=scope), mute_logger("odoo.http"):
                self.get("/web/signup", status)
                shown = any(link.startswith("/assistance/sign-up") for link in self.links())
                self.assertEqual(shown, status == 200)

    def test_no_page_loads_fonts_or_styles_of_another_host(self):
        for path in ("/assistance", f"/assistance/{self.type.code}"):
            policy = self.get(path).headers["Content-Security-Policy"]
            self.assertIn("font-src 'self';", policy)
            self.assertIn("style-src 'self';", policy)

    def test_a_visitor_of_personal_pages_signs_in_and_comes_back(self):
        self.assertIn("redirect=%2Fmy%2Fassistance", self.get(BASE, 303).headers["Location"])

    def test_the_start_leads_to_one_draft(self):
        self.sign_in()
        first, second = self.start(), self.start()
        self.assertEqual(first.url, second.url)
        application = self.applications()
        self.assertEqual(len(application), 1)
        self.assertTrue(first.url.endswith(self.url(application, "treatment")))

    def test_the_portal_leads_to_the_applications(self):
        self.sign_in()
        self.assertIn(f'href="{BASE}"', self.get("/my").text)
        self.assert_reads(self.get(BASE), "You have not applied for anything yet.")
