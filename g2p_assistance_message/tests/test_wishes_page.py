from unittest.mock import patch

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession

PAGE = "/assistance/sign-in/messages"


@tagged("post_install", "-at_install")
class TestWishesPage(OneSession, HttpCase):
    """People choose how they get messages, each for themselves."""

    def setUp(self):
        super().setUp()
        self.user = new_test_user(self.env, "message_wishes", "base.group_portal")
        self.other = new_test_user(self.env, "message_other", "base.group_portal")

    def choices(self, user):
        partner = user.partner_id
        return self.env["g2p.message.preference"]._choices(partner)[partner.id]

    def form(self):
        page = html.fromstring(self.url_open(PAGE).content)
        return page.get_element_by_id("wishes")

    def test_a_person_switches_off_a_channel(self):
        self.authenticate(self.user.login, self.user.login)
        form = self.form()
        self.assertEqual(
            [box.checked for box in form.xpath("//input[@type='checkbox']")], [True] * 2
        )
        token = form.fields["csrf_token"]
        data = {"csrf_token": token, "by_email": "1", "lang": "xx_XX", "partner_id": "1"}
        answer = self.url_open(PAGE, data=data)
        self.assertEqual(answer.status_code, 200)
        self.assertEqual(self.choices(self.user), {"email": True, "sms": False})
        self.assertEqual(self.choices(self.other), {"email": True, "sms": True})
        self.assertEqual(self.user.lang, "en_US")

    def test_without_a_token_nothing_is_saved(self):
        self.authenticate(self.user.login, self.user.login)
        with mute_logger("odoo.http"):
            answer = self.url_open(PAGE, data={"by_email": "1"})
        self.assertEqual(answer.status_code, 400)
        self.assertEqual(self.choices(self.user), {"email": True, "sms": True})

    def test_it_shows_where_messages_go_mostly_hidden(self):
        self.env.company.country_id = self.env.ref("base.ke")
        self.user.partner_id.write({"email": "Ada.Odhiambo@example.org", "phone": "+254712345678"})
        self.authenticate(self.user.login, self.user.login)
        page = html.fromstring(self.url_open(PAGE).content)
        self.assertEqual(page.get_element_by_id("known_email").text, "a••••@example.org")
        self.assertEqual(page.get_element_by_id("known_sms").text, "••••5678")
        self.assertIn("/my/account", page.xpath("//p[@id='change']/a/@href"))
        self.user.partner_id.write({"email": False, "phone": False})
        text = self.url_open(PAGE).text
        self.assertIn("We have no mobile number for you.", text)
        self.assertIn("We have no e-mail address for you.", text)
        stated = patch.object(type(self.user), "_message_number_stated", lambda _u: "+254700999888")
        with stated:
            page = html.fromstring(self.url_open(PAGE).content)
        self.assertEqual(page.get_element_by_id("stated_sms").text, "••••9888")
        self.assertIn("the number in your application", page.text_content())
        self.assertNotIn("We have no mobile number for you.", page.text_content())

    def test_other_pages_find_it(self):
        self.authenticate(self.user.login, self.user.login)
        home = html.fromstring(self.url_open("/my").content)
        (card,) = home.xpath(f"//a[@href='{PAGE}']")
        self.assertIn("Messages to you", card.text_content())
        address = self.env["ir.http"]._wishes_address()  # of the page of a case
        page = html.fromstring(self.url_open(address).content)
        self.assertEqual(page.get_element_by_id("wishes").get("action"), PAGE)

    def test_strangers_are_led_to_the_sign_in(self):
        answer = self.url_open(PAGE, allow_redirects=False)
        self.assertEqual(answer.status_code, 303)
        self.assertIn("/sign-in", answer.headers["Location"])

    def test_the_page_says_what_cannot_be_switched_off(self):
        self.authenticate(self.user.login, self.user.login)
        text = self.url_open(PAGE).text
        self.assertIn("Question asked", text)
        self.assertIn("The case waits for the answer.", text)
        self.assertNotIn("Bank account of a provider", text)

    def test_the_staff_of_a_provider_read_what_concerns_them(self):
        providers = self.env["g2p.service.provider"]
        providers.create({"name": "W", "code": "WISHES", "user_ids": [(4, self.other.id)]})
        self.authenticate(self.other.login, self.other.login)
        text = self.url_open(PAGE).text
        self.assertIn("Bank account of a provider changed", text)
        self.assertNotIn("Question asked", text)
        self.assertNotIn("your case", text)
