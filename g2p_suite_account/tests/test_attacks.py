import json
from unittest.mock import MagicMock, patch
from xmlrpc.client import ServerProxy

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession, OwnCommits

from ..models import g2p_sign_in_failure
from ..models.g2p_sign_in_failure import KNOWN, MOST_HERE
from ..models.ir_http import SIGN_IN
from ..tools.logins import own_path

PASSWORD = "three quiet words"
LOGIN = "rosa@example.org"
MODEL = "g2p.sign.in.failure"
#: the address that the server sees
ADDRESS = "odoo.addons.g2p_suite_base.tools.brakes.network"
REQUEST = "odoo.addons.g2p_suite_account.models.g2p_sign_in_failure.request"
FOREIGN = (
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/my\r\nSet-Cookie: a=b",
    "javascript:alert(1)",
    " javascript:alert(1)",
    "https:evil.example",
    "https://evil.example",
    "data:text/html,x",
)


@tagged("post_install", "-at_install")
class TestAttacks(OwnCommits, OneSession, HttpCase):
    """What strangers, and people at an unattended telephone, try on the sign-in pages."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rosa = new_test_user(cls.env, LOGIN, "base.group_portal", password=PASSWORD)
        cls.ines = new_test_user(
            cls.env, "ines@example.org", "base.group_portal", password=PASSWORD
        )

    def visit(self):
        """Be a new visitor; the token of the form."""
        self.authenticate(None, None)
        page = html.fromstring(self.url_open(SIGN_IN).text)
        return page.xpath("//form//input[@name='csrf_token']/@value")[0]

    def sign_in(self, password=PASSWORD, login=LOGIN, headers=None, **values):
        sent = {"csrf_token": self.visit(), "login": login, "password": password, **values}
        return self.url_open(SIGN_IN, data=sent, headers=headers, allow_redirects=False)

    @mute_logger("odoo.addons.base.models.res_users")
    def fail_to_sign_in(self, times=MOST_HERE, **values):
        for _time in range(times):
            self.sign_in("wrong", **values)

    def call(self, path, **params):
        body = json.dumps({"params": params})
        headers = {"Content-Type": "application/json"}
        return self.url_open(path, data=body, headers=headers).json()

    def wait(self, login=LOGIN):
        """The brake as the server sees it here."""
        self.env.invalidate_all()
        with patch(ADDRESS, return_value="127.0.0.1"):
            return self.env[MODEL]._wait(login)

    # === Where it leads === #

    def test_no_way_leads_to_another_host(self):
        for way in FOREIGN:
            self.assertEqual(own_path(way), "", way)
            response = self.sign_in(redirect=way)
            self.assertEqual(response.status_code, 303, way)
            self.assertNotIn("evil", response.headers["Location"], way)
            self.assertNotIn("javascript", response.headers["Location"], way)
        for way in ("/%2f/evil.example", "/%5cevil.example", "/.//evil.example"):
            where = self.sign_in(redirect=way).headers["Location"]
            self.assertTrue(where.startswith((f"{self.base_url()}/", "/")), where)
            self.assertFalse(where.startswith(("//", "/\\")), where)

    # === Sessions === #

    @mute_logger("odoo.http")
    def test_nobody_is_signed_in_by_a_form_of_another_site(self):
        self.visit()
        for token in ("", "forged"):
            sent = {"csrf_token": token, "login": LOGIN, "password": PASSWORD}
            self.url_open(SIGN_IN, data=sent, allow_redirects=False)
            page = self.url_open("/my", allow_redirects=False)
            self.assertEqual(page.status_code, 303)
            self.assertIn(SIGN_IN, page.headers["Location"])

    def test_the_session_of_before_is_not_the_one_that_is_signed_in(self):
        token = self.visit()
        before = self.opener.cookies.get("session_id")
        self.url_open(SIGN_IN, data={"csrf_token": token, "login": LOGIN, "password": PASSWORD})
        after = self.opener.cookies.get("session_id")
        self.assertTrue(before and after)
        self.assertNotEqual(before[:42], after[:42])
        self.opener.cookies.set("session_id", None)
        planted = self.url_open(
            "/my", headers={"Cookie": f"session_id={before}"}, allow_redirects=False
        )
        self.assertEqual(planted.status_code, 303, "whoever knew it is a visitor")

    # === Ways around the brake === #

    @mute_logger("odoo.addons.base.models.res_users")
    def test_calls_are_counted_with_the_pages(self):
        url = f"{self.base_url()}/xmlrpc/2"
        common, models = ServerProxy(f"{url}/common"), ServerProxy(f"{url}/object")
        db = self.env.cr.dbname
        for login in (LOGIN, " ROSA@Example.org"):
            self.assertFalse(common.authenticate(db, login, "wrong", {}))
        for _time in range(MOST_HERE - 2):
            with self.assertRaises(Exception):  # noqa: B017 - a fault of the protocol
                models.execute_kw(db, self.rosa.id, "wrong", "res.users", "read", [[1]])
        self.assertTrue(self.wait())
        self.assertFalse(common.authenticate(db, LOGIN, PASSWORD, {}), "the right one waits too")
        with self.assertRaises(Exception):  # noqa: B017 - as above
            models.execute_kw(db, self.rosa.id, PASSWORD, "res.users", "read", [[1]])
        self.assertEqual(self.sign_in().status_code, 422)
        answer = self.call("/web/session/authenticate", db=db, login=LOGIN, password=PASSWORD)
        self.assertIn("error", answer)

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_a_login_that_is_a_number_or_a_list_blocks_no_codes(self):
        self.authenticate(None, None)
        for login in (self.rosa.id, [LOGIN], {"a": 1}, True):
            for _time in range(MOST_HERE):
                self.call(
                    "/web/session/authenticate",
                    db=self.env.cr.dbname,
                    login=login,
                    password="wrong",
                )
        self.env.invalidate_all()
        codes = self.env[MODEL]._account(self.rosa.id)
        self.assertFalse(self.env[MODEL].search_count([("account", "=", codes)]))

    def test_no_header_makes_another_address(self):
        for number in range(MOST_HERE):
            self.fail_to_sign_in(
                1, headers={"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": "for=1.1.1.1"}
            )
        self.assertEqual(self.sign_in().status_code, 422)

    def test_addresses_of_one_customer_are_one(self):
        failures = self.env[MODEL]
        found = set()
        for address in ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:0:abcd::"):
            with patch(REQUEST, new=MagicMock()) as request:
                request.httprequest.remote_addr = address
                request.httprequest.cookies = {}
                found.add(failures._limits(LOGIN)[0][0])
        self.assertEqual(len(found), 1)

    @mute_logger("odoo.addons.base.models.res_users")
    def test_an_open_session_is_no_place_to_try_passwords(self):
        self.authenticate(LOGIN, PASSWORD)
        for number in range(MOST_HERE):
            answer = self.call(
                "/web/dataset/call_kw",
                model="res.users",
                method="change_password",
                args=[f"wrong {number}", "another long one"],
                kwargs={},
            )
            self.assertIn("error", answer)
        self.assertTrue(self.wait())
        answer = self.call(
            "/web/dataset/call_kw",
            model="res.users",
            method="change_password",
            args=[PASSWORD, "another long one"],
            kwargs={},
        )
        self.assertIn("Too many wrong passwords", answer["error"]["data"]["message"])

    # === The brake against somebody else === #

    def test_strangers_do_not_lock_a_person_out_of_her_own_browser(self):
        self.assertEqual(self.sign_in().status_code, 303)
        known = self.opener.cookies.get(KNOWN)
        self.assertNotIn("rosa", known)
        self.opener.cookies.set(KNOWN, None)
        with patch.object(g2p_sign_in_failure, "MOST_EVERYWHERE", 3):
            self.fail_to_sign_in()
            self.assertEqual(self.sign_in().status_code, 422)
            self.opener.cookies.set(KNOWN, known)
            self.assertEqual(self.sign_in().status_code, 303)

    def test_her_own_browser_is_no_place_to_try_passwords_either(self):
        self.sign_in()
        self.assertTrue(self.opener.cookies.get(KNOWN))
        self.fail_to_sign_in()
        self.assertEqual(self.sign_in().status_code, 422)

    def test_the_cookie_is_of_one_account(self):
        self.sign_in(login="ines@example.org")
        self.assertTrue(self.opener.cookies.get(KNOWN))
        known = self.opener.cookies.get(KNOWN)
        for value in (known, f"x{known}", "x.é", ".", "é", known.partition(".")[0]):
            with patch(REQUEST, new=MagicMock()) as request:
                request.httprequest.cookies = {KNOWN: value}
                failures = self.env[MODEL]
                self.assertFalse(failures._known_browser(("login", LOGIN)), value)
        with patch(REQUEST, new=MagicMock()) as request:
            request.httprequest.cookies = {KNOWN: known}
            self.assertTrue(self.env[MODEL]._known_browser(("login", "ines@example.org")))

    def test_a_shared_telephone_does_not_remember_who_signed_in(self):
        self.sign_in(shared="1")
        self.assertFalse(self.opener.cookies.get(KNOWN))

    # === Who has an account === #

    @mute_logger("odoo.addons.base.models.res_users")
    def test_a_refused_sign_in_is_the_same_with_and_without_an_account(self):
        archived = new_test_user(self.env, "ada@example.org", "base.group_portal")
        archived.active = False
        for times in (1, MOST_HERE + 1):
            answers = []
            for login in (LOGIN, "nobody@example.org", "ada@example.org"):
                for _time in range(times):
                    answer = self.sign_in("wrong", login=login)
                main = html.fromstring(answer.text).xpath("//main")[0]
                names = sorted(name for name in answer.headers if name != "Date")
                text = " ".join(main.text_content().split())
                answers.append((answer.status_code, names, sorted(answer.cookies.keys()), text))
            self.assertEqual(answers[0], answers[1])
            self.assertEqual(answers[0], answers[2])
