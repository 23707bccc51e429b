import base64
import hmac
import struct
import time
from datetime import timedelta
from unittest.mock import patch
from urllib.parse import urlsplit

from freezegun import freeze_time
from lxml import html

from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession
from odoo.addons.g2p_suite_base.tools import brakes

from ..models import g2p_sign_in_failure
from ..models.g2p_sign_in_failure import MOST_HERE
from ..models.ir_http import CODE, SIGN_IN
from .common import CountedLater

PASSWORD = "three quiet words"
MODEL = "g2p.sign.in.failure"
#: the address that the server sees
ADDRESS = "odoo.addons.g2p_suite_base.tools.brakes.network"
#: of an app for codes
SECRET = "MFRGGZDFMZTWQ2LK"
BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/120.0 Safari/537"
}


def right_code():
    """The code of this moment, by RFC 6238."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    digest = hmac.digest(base64.b32decode(SECRET), moment, "sha1")
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


@tagged("post_install", "-at_install")
class TestBrake(CountedLater, OneSession, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for name in ("rosa", "ines"):
            login = f"{name}@example.org"
            new_test_user(cls.env, login, "base.group_portal", password=PASSWORD)

    def sign_in(self, password=PASSWORD, login="rosa@example.org", url=SIGN_IN):
        """The answer to a password: 303 or a page with its error."""
        self.authenticate(None, None)
        page = html.fromstring(self.url_open(url).text)
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        sent = {"csrf_token": token, "login": login, "password": password, "redirect": "/my"}
        return self.url_open(url, data=sent, allow_redirects=False)

    @mute_logger("odoo.addons.base.models.res_users")
    def fail_to_sign_in(self, times=MOST_HERE, **values):
        for _time in range(times):
            answer = self.sign_in("wrong", **values)
        return answer

    def test_an_account_waits_after_wrong_passwords(self):
        self.fail_to_sign_in()
        answer = self.sign_in()
        self.assertEqual(answer.status_code, 422, "the right password does not help")
        self.assertIn("Too many wrong passwords for this account.", answer.text)
        with freeze_time(fields.Datetime.now() + brakes.WINDOW + timedelta(seconds=5)):
            self.assertFalse(self.env[MODEL]._wait("rosa@example.org"))

    def test_others_behind_the_same_address_sign_in(self):
        self.fail_to_sign_in()
        self.assertEqual(self.sign_in(login="ines@example.org").status_code, 303)

    def test_the_account_signs_in_from_another_address(self):
        self.fail_to_sign_in()
        with patch(ADDRESS, return_value="192.0.2.7"):
            self.assertEqual(self.sign_in().status_code, 303)

    def test_an_account_is_tried_only_so_often_from_everywhere(self):
        with patch.object(g2p_sign_in_failure, "MOST_EVERYWHERE", 3):
            for number in range(3):
                with patch(ADDRESS, return_value=f"192.0.2.{number}"):
                    self.fail_to_sign_in(1)
            self.assertEqual(self.sign_in().status_code, 422)

    def test_odoos_own_page_counts_too_and_so_does_another_case(self):
        self.fail_to_sign_in(MOST_HERE - 1, url="/web/login")
        self.fail_to_sign_in(1, login=" ROSA@example.org")
        self.assertIn("Too many wrong passwords", self.sign_in(url="/web/login").text)

    def test_an_account_that_does_not_exist_waits_like_any_other(self):
        self.fail_to_sign_in(login="nobody@example.org")
        answer = self.sign_in(login="nobody@example.org")
        self.assertIn("Too many wrong passwords for this account.", answer.text)

    def test_a_link_from_the_mail_ends_the_waiting(self):
        self.fail_to_sign_in()
        self.env.invalidate_all()
        self.assertTrue(self.env[MODEL].search_count([]))
        self.env[MODEL]._forget("Rosa@example.org ")
        self.assertEqual(self.sign_in().status_code, 303)

    def test_an_account_that_does_not_exist_is_refused_no_sooner(self):
        users = self.env["res.users"]
        hashed = users._hash_of_nobody()
        self.assertTrue(users._crypt_context().verify("nobody", hashed))
        with patch.object(type(users), "_hash_of_nobody", return_value=hashed) as compared:
            self.fail_to_sign_in(1)
            self.assertEqual(compared.call_count, 0)
            self.fail_to_sign_in(1, login="nobody@example.org")
            self.assertEqual(compared.call_count, 1)

    # === Second factor === #

    def begin(self):
        """Come as far as the page that asks for the code."""
        if "auth_totp.device" not in self.env:
            self.skipTest("this server has no second factor")
        rosa = self.env["res.users"].search([("login", "=", "rosa@example.org")])
        self.env.cr.execute(
            "UPDATE res_users SET totp_secret = %s WHERE id = %s", [SECRET, rosa.id]
        )
        self.env.invalidate_all()
        self.assertIn(CODE, self.sign_in().headers["Location"])
        return rosa

    def send_code(self, code, **values):
        page = html.fromstring(self.url_open(CODE).text)
        token = page.xpath("//form//input[@name='csrf_token']/@value")[0]
        sent = {"csrf_token": token, "totp_token": code, **values}
        return self.url_open(CODE, data=sent, headers=BROWSER, allow_redirects=False)

    def test_the_right_code_signs_in_and_the_device_can_be_remembered(self):
        rosa = self.begin()
        answer = self.send_code(right_code(), remember="1")
        self.assertEqual(answer.status_code, 303)
        landing = rosa._page_landing() or "/my"
        self.assertEqual(urlsplit(answer.headers["Location"]).path, landing)
        self.assertIn("td_id=", answer.headers["Set-Cookie"])

    def test_wrong_codes_make_the_account_wait_in_every_process(self):
        rosa = self.begin()
        for _time in range(MOST_HERE):
            self.assertEqual(self.send_code("1").status_code, 422)
        self.assertIn("Too many wrong codes for this account.", self.send_code("1").text)
        failures = self.env[MODEL]
        counted = [
            failures.search_count([("account", "=", failures._account(user))])
            for user in (rosa.id, "rosa@example.org")
        ]
        self.assertEqual(counted, [2 * MOST_HERE, 0], "codes here and everywhere, no password")

    def test_a_login_that_looks_like_a_number_is_another_account(self):
        failures = self.env[MODEL]
        self.assertNotEqual(failures._account("7"), failures._account(7))

    def test_no_login_is_stored(self):
        self.fail_to_sign_in(1)
        self.env.cr.execute("SELECT subject, account FROM g2p_sign_in_failure")
        self.assertNotIn("rosa", str(self.env.cr.fetchall()))
