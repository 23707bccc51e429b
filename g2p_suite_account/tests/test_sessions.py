from unittest.mock import patch

from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import HttpCase, new_test_user, tagged

from odoo.addons.g2p_suite_base.tests.pages import OneSession

from ..models.ir_http import SIGN_IN
from ..models.res_config_settings import IDLE, IDLE_KEY, LONGEST_IDLE, SHARED_IDLE

PASSWORD = "three quiet words"
PAGE = "/my"
CLOCK = "odoo.addons.g2p_suite_account.models.ir_http_sessions.time"


@tagged("post_install", "-at_install")
class TestSessions(OneSession, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(cls.env, "rosa@example.org", "base.group_portal", password=PASSWORD)

    def sign_in(self, **values):
        page = html.fromstring(self.url_open(SIGN_IN).text)
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        sent = {"csrf_token": token, "login": "rosa@example.org", "password": PASSWORD, **values}
        response = self.url_open(SIGN_IN, data=sent, allow_redirects=False)
        self.assertEqual(response.status_code, 303)

    def is_signed_in(self, at):
        """Whether the session lives at this moment."""
        with patch(CLOCK, return_value=at):
            return self.url_open(PAGE, allow_redirects=False).status_code == 200

    def test_a_session_ends_after_the_time_without_use(self):
        with patch(CLOCK, return_value=1000):
            self.sign_in()
        self.assertTrue(self.is_signed_in(1000))
        self.assertTrue(self.is_signed_in(1000 + IDLE * 60))
        self.assertTrue(self.is_signed_in(1000 + 2 * IDLE * 60), "use extends it")
        self.assertFalse(self.is_signed_in(1001 + 3 * IDLE * 60))
        self.assertFalse(self.is_signed_in(1001 + 3 * IDLE * 60), "and it does not come back")

    def test_it_ends_sooner_on_a_shared_phone(self):
        self.sign_in(shared="1")
        with patch(CLOCK, return_value=1000):
            self.url_open(PAGE)
        self.assertTrue(self.is_signed_in(1000 + SHARED_IDLE * 60))
        self.assertFalse(self.is_signed_in(1001 + 2 * SHARED_IDLE * 60))
        self.sign_in()
        with patch(CLOCK, return_value=1000):
            self.url_open(PAGE)
        self.assertTrue(self.is_signed_in(1001 + 2 * SHARED_IDLE * 60), "not the next session")

    def test_a_public_page_goes_on_as_a_visitor_with_forms_that_work(self):
        self.sign_in()
        with patch(CLOCK, return_value=1000):
            self.url_open(PAGE)
        with patch(CLOCK, return_value=1001 + IDLE * 60):
            page = self.url_open("/assistance/accessibility")
        self.assertTrue(html.fromstring(page.text).find_class("g2p-sign-in"))
        self.sign_in()

    def test_the_time_is_a_setting(self):
        settings = self.env["res.config.settings"].create({"g2p_idle_minutes": 30})
        settings.execute()
        self.assertEqual(settings._idle_minutes(False), 30)
        self.assertEqual(settings._idle_minutes(True), SHARED_IDLE)
        for name, minutes in (
            ("g2p_idle_minutes", 0),
            ("g2p_idle_minutes", -1),
            ("g2p_idle_minutes", 1_000_000),
            ("g2p_shared_minutes", 0),
        ):
            with self.assertRaises(ValidationError):
                self.env["res.config.settings"].create({name: minutes})

    def test_the_time_can_be_switched_off_and_a_shared_phone_keeps_its_own(self):
        self.env["res.config.settings"].create({"g2p_sessions_left": True}).execute()
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings._idle_minutes(False), LONGEST_IDLE)
        self.assertEqual(settings._idle_minutes(True), SHARED_IDLE)

    def test_a_shared_phone_is_never_signed_in_for_longer(self):
        self.env["ir.config_parameter"].set_param(IDLE_KEY, "5")
        self.assertEqual(self.env["res.config.settings"]._idle_minutes(True), 5)

    def test_odoos_own_time_ends_a_session_sooner(self):
        self.env["ir.config_parameter"].set_param("sessions.max_inactivity_seconds", "300")
        self.sign_in()
        tree = html.fromstring(self.url_open("/assistance/accessibility").text)
        [seconds] = tree.xpath("//*[contains(@class, 'o_g2p_session ')]/@data-seconds")
        self.assertLessEqual(int(seconds), 300)

    def test_an_unreadable_setting_is_the_default(self):
        for text in ("", "0", "-5", "soon", "9" * 30, "١٢"):
            self.env["ir.config_parameter"].set_param(IDLE_KEY, text)
            self.assertEqual(self.env["res.config.settings"]._idle_minutes(False), IDLE, text)

    def test_the_page_warns_before_the_shorter_time(self):
        self.sign_in(shared="1")
        tree = html.fromstring(self.url_open("/assistance/accessibility").text)
        [seconds] = tree.xpath("//*[contains(@class, 'o_g2p_session ')]/@data-seconds")
        self.assertLessEqual(int(seconds), SHARED_IDLE * 60)
        self.assertGreater(int(seconds), SHARED_IDLE * 60 * 0.8)
