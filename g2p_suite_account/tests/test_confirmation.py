from unittest.mock import patch
from urllib.parse import urlsplit

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession
from odoo.addons.g2p_suite_page.tests import page_checks

from ..models.ir_http import SIGN_IN, SIGN_UP
from ..models.res_users_confirm import CONFIRM_KEY
from ..tools import sign_up_link
from . import common

PASSWORD = "three quiet words"
AIM = "/assistance/accessibility"


@tagged("post_install", "-at_install")
class TestConfirmation(OneSession, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["ir.config_parameter"].set_param(CONFIRM_KEY, "True")
        common.open_sign_up(cls.env)
        common.set_mail(cls.env)
        new_test_user(cls.env, "Rosa@example.org", "base.group_portal", password=PASSWORD)
        cls.users = cls.env["res.users"].with_context(active_test=False)

    def send(self, url, path=None, **values):
        """Fill in the form of the page and send it."""
        page = html.fromstring(self.url_open(url).text)
        path = path or urlsplit(url).path
        [form] = page.xpath("//form[@action=$path]", path=path) or page.xpath(
            "//main//form[@method]"
        )
        sent = {**{name: value or "" for name, value in form.form_values()}, **values}
        return self.url_open(path, data=sent, allow_redirects=False)

    def ask(self, login, url=SIGN_UP, **values):
        """The page that answers, and the mails that were written."""
        before = self.env["mail.mail"].search([])
        response = self.send(url, login=login, name="Ines", **values)
        return response, self.env["mail.mail"].search([]) - before

    def link(self, login="ines@example.org"):
        _response, mail = self.ask(login, url=f"{SIGN_UP}?redirect={AIM}")
        [link] = html.fromstring(mail.body_html).xpath("//a/@href")
        return f"{SIGN_UP}?{urlsplit(link).query}"

    def find(self, login):
        return self.users.search([("login", "=", login)])

    def test_an_account_begins_with_the_link(self):
        response, mail = self.ask("ines@example.org")
        self.assertEqual(response.status_code, 200)
        self.assertIn("We have sent you an e-mail", response.text)
        self.assertEqual(mail.email_to, "ines@example.org")
        self.assertFalse(self.find("ines@example.org"))

    def test_with_the_link_the_account_is_made_and_goes_on(self):
        link = self.link()
        page = self.url_open(link)
        page_checks.assert_own(self, page)
        self.assertIn("Your address is confirmed.", page.text)
        response = self.send(link, password=PASSWORD, confirm_password=PASSWORD)
        self.assertEqual(response.status_code, 303)
        self.assertEqual(urlsplit(response.headers["Location"]).path, AIM)
        self.assertTrue(self.find("ines@example.org")._is_portal())

    def test_another_address_than_the_confirmed_one_gets_no_account(self):
        values = {"password": PASSWORD, "confirm_password": PASSWORD}
        self.send(self.link(), login="eve@example.org", **values)
        self.assertFalse(self.find("eve@example.org"))
        self.assertTrue(self.find("ines@example.org"))

    @mute_logger("odoo.addons.auth_signup.controllers.main")
    def test_a_link_makes_one_account(self):
        link, values = self.link(), {"password": PASSWORD, "confirm_password": PASSWORD}
        self.send(link, **values)
        self.authenticate(None, None)
        response = self.send(link, **values)
        self.assertEqual(response.status_code, 422)
        self.assertEqual(len(self.find("ines@example.org")), 1)

    def test_a_forged_or_old_link_sends_another(self):
        link = self.link()
        later = sign_up_link.time() + sign_up_link.LASTS + 5
        with patch.object(sign_up_link, "time", return_value=later):
            self.assertIn("This link is too old", self.url_open(link).text)
        self.assertIn("This link is too old", self.url_open(f"{link[:-8]}AAAAAAAA").text)
        values = {"password": PASSWORD, "confirm_password": PASSWORD, "confirm": "forged"}
        self.send(SIGN_UP, login="eve@example.org", name="Eve", **values)
        self.assertFalse(self.find("eve@example.org"))

    def test_the_answer_is_the_same_with_an_account_on_odoos_address_too(self):
        for url in (SIGN_UP, "/web/signup"):
            pages = []
            for login in ("rosa@example.org", "nobody@example.org"):
                values = {"password": PASSWORD, "confirm_password": PASSWORD}
                response, mail = self.ask(login, url=url, **values)
                self.assertEqual(mail.email_to, login)
                main = html.fromstring(response.text).xpath("//main")[0]
                pages.append((response.status_code, " ".join(main.text_content().split())))
            self.assertEqual(pages[0], pages[1], url)
            self.assertFalse(self.find("nobody@example.org"))
        self.assertIn("You have one already", self.ask("rosa@example.org")[1].body_html)

    def test_an_address_gets_only_some_mails(self):
        sent = [len(self.ask("ines@example.org")[1]) for _time in range(7)]
        self.assertEqual(sum(sent), 5)
        self.assertEqual(sent[-1], 0)

    def test_what_is_no_address_is_asked_for_again(self):
        for login in ("ines", "", "a@b@c", f"{'a' * 250}@example.org"):
            response, mail = self.ask(login)
            self.assertEqual((response.status_code, len(mail)), (422, 0), login)
            self.assertIn("Enter your e-mail address", response.text)

    def test_an_address_alone_shows_no_account(self):
        self.find("Rosa@example.org").email = "rosa@example.org"
        for path in ("/web/signup", "/web/reset_password"):
            response = self.url_open(f"{path}?signup_email=rosa@example.org", allow_redirects=False)
            self.assertEqual(response.status_code, 200, path)
            self.assertNotIn("Rosa@", response.text)

    def test_an_invitation_needs_no_second_link(self):
        partner = self.env["res.partner"].create({"name": "Ada", "email": "ada@example.org"})
        partner.signup_prepare()
        url = partner._get_signup_url_for_action()[partner.id]
        page = html.fromstring(self.url_open(f"{SIGN_UP}?{urlsplit(url).query}").text)
        self.assertTrue(page.xpath("//input[@name='password']"))
        self.assertEqual(page.xpath("//input[@name='login']/@value"), ["ada@example.org"])

    def test_the_mail_leads_people_with_an_account_to_the_sign_in_page(self):
        [link] = html.fromstring(self.ask("rosa@example.org")[1].body_html).xpath("//a/@href")
        self.assertEqual(urlsplit(link).path, SIGN_IN)
