from urllib.parse import parse_qs, urlsplit

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession
from odoo.addons.g2p_suite_page.tests import page_checks

from ..models.ir_http import CODE, RESET, SIGN_IN, SIGN_UP
from ..models.res_users_confirm import CONFIRM_KEY
from . import common

PASSWORD = "three quiet words"
#: of Odoo's own check of passwords
LOG = "odoo.addons.base.models.res_users"


@tagged("post_install", "-at_install")
class TestSignIn(OneSession, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(CONFIRM_KEY, False)
        common.open_sign_up(cls.env)
        common.set_mail(cls.env)
        cls.rosa = new_test_user(
            cls.env, "rosa@example.org", "base.group_portal", password=PASSWORD
        )

    def get(self, url, status=200):
        response = self.url_open(url, allow_redirects=False)
        self.assertEqual(response.status_code, status, url)
        return response

    def send(self, url, page=None, follow=False, **values):
        """Fill in the form of the page and send it."""
        page = html.fromstring((page or self.get(url)).text)
        [form] = page.xpath("//main//form[@action=$url]", url=url.partition("?")[0])
        for field in form.xpath(".//input[not(@value)]"):
            field.value = ""
        sent = {**dict(form.form_values()), **values}
        return self.url_open(form.get("action"), data=sent, allow_redirects=follow)

    def where(self, response):
        self.assertEqual(response.status_code, 303)
        found = urlsplit(response.headers["Location"])
        return found.path, parse_qs(found.query)

    def log_in(self, url=SIGN_IN, login="rosa@example.org", password=PASSWORD):
        return self.send(url, login=login, password=password)

    # === Links that no longer work === #

    def test_an_old_link_for_a_new_password_asks_for_the_address_again(self):
        page = self.get(f"{RESET}?token=old", 422)
        self.assertIn("Enter your address: we send you another one.", page.text)
        self.assertNotIn("signup token", page.text)
        sent = self.send(RESET, page, login="rosa@example.org")
        self.assertEqual(sent.status_code, 200)
        self.assertTrue(html.fromstring(sent.text).xpath("//*[@id='sent']"))

    def test_an_old_link_of_an_invitation_leads_to_the_office(self):
        page = self.get(f"{SIGN_UP}?token=old", 422)
        self.assertIn("This link is too old, or incomplete. Ask the office.", page.text)
        self.assertEqual(html.fromstring(page.text).xpath("//main//form"), [])

    # === Pages === #

    def test_every_page_is_light_and_of_the_frame(self):
        for url in (SIGN_IN, SIGN_UP, RESET):
            with self.subTest(url=url):
                response = self.get(url)
                page_checks.assert_light(self, response)
                page_checks.assert_own(self, response)
                tree = html.fromstring(response.text)
                self.assertEqual(len(tree.xpath("//h1")), 1)
                for field in tree.xpath("//main//input[not(@type='hidden')]"):
                    self.assertEqual(len(tree.xpath(f"//label[@for='{field.get('id')}']")), 1)

    def test_the_address_brings_no_sentence_onto_the_page(self):
        for url in (SIGN_IN, SIGN_UP, RESET):
            page = self.get(f"{url}?message=Call+0900+1234&error=Call+0900+1234")
            self.assertNotIn("0900 1234", page.text)

    # === Signing in === #

    def test_a_person_signs_in_and_comes_back(self):
        response = self.log_in(f"{SIGN_IN}?redirect=/assistance/accessibility")
        self.assertEqual(self.where(response)[0], "/assistance/accessibility")

    def test_a_login_in_another_case_signs_in(self):
        self.assertEqual(self.log_in(login=" ROSA@Example.org ").status_code, 303)

    def test_nobody_is_led_to_another_host(self):
        for way in ("https://evil.example.org", "//evil.example.org", "/\\evil.example.org"):
            response = self.log_in(f"{SIGN_IN}?redirect={way}")
            self.assertNotIn("evil", response.headers["Location"])
            self.authenticate(None, None)

    @mute_logger(LOG)
    def test_a_wrong_password_is_refused_with_the_typed_address(self):
        for login, password in (("rosa@example.org", "wrong"), ("nobody@example.org", PASSWORD)):
            response = self.log_in(login=login, password=password)
            self.assertEqual(response.status_code, 422)
            tree = html.fromstring(response.text)
            self.assertTrue(tree.findtext(".//title").strip().startswith("Error: "))
            self.assertEqual(tree.xpath("//input[@id='login']/@value"), [login])
            self.assertEqual(tree.xpath("//input[@id='password']/@value"), [])
            self.assertNotIn(password, response.text)
            self.assertIn("do not belong together. Check both", response.text)

    def test_empty_or_unreadable_fields_are_asked_for(self):
        for login, password in (("", PASSWORD), ("rosa@example.org", ""), ("a\0b", "x")):
            response = self.log_in(login=login, password=password)
            self.assertEqual(response.status_code, 422)
            self.assertIn("Enter your e-mail address and your password.", response.text)

    def test_a_signed_in_user_goes_on(self):
        self.authenticate("rosa@example.org", PASSWORD)
        self.assertEqual(self.where(self.get(f"{SIGN_IN}?redirect=/my", 303))[0], "/my")
        landing = self.rosa._page_landing() or "/my"
        self.assertEqual(self.where(self.get(SIGN_IN, 303))[0], landing)

    def test_without_a_first_factor_there_is_no_code_to_enter(self):
        if "auth_totp.device" not in self.env:
            self.get(CODE, 404)
            return
        self.assertEqual(self.where(self.get(CODE, 303))[0], SIGN_IN)

    # === Accounts === #

    def test_a_person_makes_an_account_and_is_signed_in(self):
        values = {"name": "Ines", "password": PASSWORD, "confirm_password": PASSWORD}
        url = f"{SIGN_UP}?redirect=/assistance/accessibility"
        response = self.send(url, login=" Ines@Example.org ", **values)
        self.assertEqual(self.where(response)[0], "/assistance/accessibility")
        [user] = self.env["res.users"].search([("login", "=", "ines@example.org")])
        self.assertTrue(user._is_portal())

    def test_a_wrong_sign_up_keeps_what_was_typed_but_passwords(self):
        values = {"name": "Ines", "password": "1", "confirm_password": "1"}
        response = self.send(SIGN_UP, login="ines@example.org", **values)
        self.assertEqual(response.status_code, 422)
        tree = html.fromstring(response.text)
        self.assertEqual(tree.xpath("//input[@id='name']/@value"), ["Ines"])
        self.assertEqual(tree.xpath("//input[@type='password']/@value"), [])
        self.assertFalse(self.env["res.users"].search([("login", "=", "ines@example.org")]))

    @mute_logger("odoo.http")
    def test_a_closed_sign_up_is_not_found(self):
        self.env["ir.config_parameter"].set_param("auth_signup.invitation_scope", "b2b")
        if "website" in self.env:
            self.env["website"].search([]).auth_signup_uninvited = "b2b"
        page_checks.assert_framed(self, self.url_open(SIGN_UP), 404)
        links = html.fromstring(self.get(SIGN_IN).text).xpath("//main//a/@href")
        self.assertFalse([link for link in links if link.startswith(SIGN_UP)])

    @mute_logger("odoo.addons.g2p_suite_account.models.res_users")
    def test_asking_for_a_new_password_looks_the_same_for_everybody(self):
        pages = []
        for login in ("rosa@example.org", "nobody@example.org"):
            response = self.send(RESET, login=login)
            self.assertEqual(response.status_code, 200)
            main = html.fromstring(response.text).find(".//main")
            pages.append(" ".join(main.text_content().split()))
        self.assertEqual(*pages)
        self.assertIn("If there is an account with this address", pages[0])

    def test_odoos_own_page_stays(self):
        page = html.fromstring(self.get("/web/login").text)
        self.assertEqual(page.find_class("g2p-head"), [])
