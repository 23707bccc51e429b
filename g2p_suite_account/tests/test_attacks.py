import json
from contextlib import contextmanager
from unittest.mock import Mock, patch
from xmlrpc.client import Fault

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tests.common import HOST
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession

from ..models import g2p_sign_in_failure
from ..models.g2p_sign_in_failure import KNOWN, MOST_HERE
from ..models.ir_http import SIGN_IN
from ..tools.logins import own_path
from .common import CountedLater

PASSWORD = "three quiet words"
LOGIN = "rosa@example.org"
MODEL = "g2p.sign.in.failure"
#: the address that the server sees
ADDRESS = "odoo.addons.g2p_suite_base.tools.brakes.network"
REQUEST = "odoo.addons.g2p_suite_account.models.g2p_sign_in_failure.request"
CALLER = "odoo.addons.g2p_suite_account.caller.request"
#: warns that the door closes with Odoo 20
RPC = "odoo.addons.rpc.controllers.xmlrpc"
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
class TestAttacks(CountedLater, OneSession, HttpCase):
    """Attempts of strangers, and of people at an unattended telephone, on the sign-in pages."""

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

    def sign_in(self, password=PASSWORD, login=LOGIN, headers=None, known=None, **values):
        sent = {"csrf_token": self.visit(), "login": login, "password": password, **values}
        if known:
            self.opener.cookies.set(KNOWN, known, domain=HOST)
        return self.url_open(SIGN_IN, data=sent, headers=headers, allow_redirects=False)

    @mute_logger("odoo.addons.base.models.res_users")
    def fail_to_sign_in(self, times=MOST_HERE, **values):
        for _time in range(times):
            self.sign_in("wrong", **values)

    def call(self, path, **params):
        body = json.dumps({"params": params})
        headers = {"Content-Type": "application/json"}
        return self.url_open(path, data=body, headers=headers).json()

    def rpc(self, password):
        """The answer to a call by number."""
        db = self.env.cr.dbname
        try:
            return self.xmlrpc_object.execute_kw(
                db, self.rosa.id, password, "res.users", "read", [[self.rosa.id], ["login"]]
            )
        except Fault as fault:
            return fault.faultString

    def change_password(self, old):
        answer = self.call(
            "/web/dataset/call_kw",
            model="res.users",
            method="change_password",
            args=[old, "another long one"],
            kwargs={},
        )
        return answer["error"]["data"]["message"]

    @contextmanager
    def counted(self):
        """The accounts that are counted: in tests a refused call undoes what it has stored."""
        accounts = []

        def insert(_self, _cr, rows):
            accounts.extend(account for _subject, account in rows)

        with patch.object(type(self.env[MODEL]), "_insert", insert):
            yield accounts

    def block(self):
        """The account waits here."""
        failures = self.env[MODEL]
        with patch(ADDRESS, return_value="127.0.0.1"):
            rows = [(limit[0], failures._account(LOGIN)) for limit in failures._limits(LOGIN)]
        for _time in range(MOST_HERE):
            self.insert(self.env.cr, rows)

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
            self.assertRegex(page.headers["Location"], "/web/login|/assistance/sign-in")

    def test_the_session_of_before_is_not_the_one_that_is_signed_in(self):
        token = self.visit()
        before = self.opener.cookies.get("session_id")
        self.url_open(SIGN_IN, data={"csrf_token": token, "login": LOGIN, "password": PASSWORD})
        after = self.opener.cookies.get("session_id")
        self.assertTrue(before and after)
        self.assertNotEqual(before[:42], after[:42])
        self.opener.cookies.set("session_id", None)
        self.opener.cookies.set("session_id", before, domain=HOST)
        planted = self.url_open("/my", allow_redirects=False)
        self.assertEqual(planted.status_code, 303, "anybody who knew it is a visitor")

    # === Ways around the brake === #

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http", RPC)
    def test_calls_are_counted_with_the_pages(self):
        db, account = self.env.cr.dbname, self.env[MODEL]._account(LOGIN)
        with self.counted() as accounts:
            for login in (LOGIN, " ROSA@Example.org"):
                self.assertFalse(self.xmlrpc_common.authenticate(db, login, "wrong", {}))
            self.assertIn("Access Denied", self.rpc("wrong"))
            self.call("/web/session/authenticate", db=db, login=LOGIN, password="wrong")
        self.assertEqual(accounts, [account] * 8, "four, here and everywhere")

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http", RPC)
    def test_an_account_that_waits_is_not_reached_by_calls(self):
        db = self.env.cr.dbname
        self.block()
        self.assertFalse(self.xmlrpc_common.authenticate(db, LOGIN, PASSWORD, {}))
        self.assertIn("Too many wrong", self.rpc(PASSWORD))
        answer = self.call("/web/session/authenticate", db=db, login=LOGIN, password=PASSWORD)
        self.assertIn("Too many wrong passwords", answer["error"]["data"]["message"])

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_a_login_that_is_a_number_or_a_list_blocks_no_codes(self):
        self.authenticate(None, None)
        codes = self.env[MODEL]._account(self.rosa.id)
        with self.counted() as accounts:
            for login in (self.rosa.id, [LOGIN], {"a": 1}, True):
                self.call(
                    "/web/session/authenticate",
                    db=self.env.cr.dbname,
                    login=login,
                    password="wrong",
                )
        self.assertTrue(accounts)
        self.assertNotIn(codes, accounts)

    def test_no_header_makes_another_address(self):
        for number in range(MOST_HERE):
            self.fail_to_sign_in(
                1, headers={"X-Forwarded-For": f"192.0.2.{number}", "Forwarded": "for=1.1.1.1"}
            )
        self.assertEqual(self.sign_in().status_code, 422)

    def test_addresses_of_one_customer_are_one(self):
        found = set()
        for address in ("2001:db8::1", "2001:db8::ffff:1", "2001:db8:0:0:abcd::"):
            request = Mock(httprequest=Mock(remote_addr=address, cookies={}))
            with patch(CALLER, new=request):
                found.add(self.env[MODEL]._limits(LOGIN)[0][0])
        self.assertEqual(len(found), 1)

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_an_open_session_is_no_place_to_try_passwords(self):
        self.authenticate(LOGIN, PASSWORD)
        with self.counted() as accounts:
            self.change_password("wrong")
        self.assertEqual(accounts, [self.env[MODEL]._account(LOGIN)] * 2)
        self.block()
        self.assertIn("Too many wrong passwords", self.change_password(PASSWORD))

    # === The brake against somebody else === #

    def test_strangers_do_not_lock_a_person_out_of_her_own_browser(self):
        known = self.sign_in().cookies.get(KNOWN)
        self.assertNotIn("rosa", known)
        with patch.object(g2p_sign_in_failure, "MOST_EVERYWHERE", 3):
            self.fail_to_sign_in()
            self.assertEqual(self.sign_in().status_code, 422)
            self.assertEqual(self.sign_in(known=known).status_code, 303)

    def test_her_own_browser_is_no_place_to_try_passwords_either(self):
        known = self.sign_in().cookies.get(KNOWN)
        self.fail_to_sign_in(known=known)
        self.assertEqual(self.sign_in(known=known).status_code, 422)
        self.assertEqual(self.sign_in().status_code, 303, "others are counted by themselves")

    def test_the_cookie_is_of_one_account(self):
        known = self.sign_in(login="ines@example.org").cookies.get(KNOWN)
        failures = self.env[MODEL]
        for value in (known, f"x{known}", "x.é", ".", "é", known.partition(".")[0], None):
            with patch(REQUEST, new=Mock(httprequest=Mock(cookies={KNOWN: value}))):
                self.assertFalse(failures._known_browser(("login", LOGIN)), value)
        with patch(REQUEST, new=Mock(httprequest=Mock(cookies={KNOWN: known}))):
            self.assertTrue(failures._known_browser(("login", "ines@example.org")))

    def test_a_shared_telephone_does_not_remember_who_signed_in(self):
        self.assertNotIn(KNOWN, self.sign_in(shared="1").cookies)

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
