import base64
import json

from lxml import html

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession

from ..models.g2p_sign_in_failure import KEPT
from ..models.ir_http import RESET, SIGN_IN, SIGN_UP
from ..models.res_users_confirm import CONFIRM_KEY
from ..tools.logins import LONGEST, LONGEST_LOGIN, LONGEST_NAME, LONGEST_PATH
from .common import CountedLater, open_sign_up, set_mail

PASSWORD = "three quiet words"
LOGIN, NOBODY = "rosa@example.org", "nobody@example.org"
#: a link whose text no program reads: each bracket opens a list in the list before
DEEP = base64.urlsafe_b64encode(b"[" * 9_000).decode().rstrip("=")
#: kept out of the comparison of two pages
TOKEN = "//input[@name='csrf_token' or @name='form_of' or @name='login']"


@tagged("post_install", "-at_install")
class TestHostile(CountedLater, OneSession, HttpCase):
    """Values that no form of the suite sends: refused like wrong ones, and as soon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        open_sign_up(cls.env)
        cls.rosa = new_test_user(cls.env, LOGIN, "base.group_portal", password=PASSWORD)

    def send(self, path, files=None, **values):
        """Send a form from a visitor's page."""
        self.authenticate(None, None)
        page = html.fromstring(self.url_open(SIGN_IN).text)
        [token] = page.xpath("//form//input[@name='csrf_token']/@value")[:1]
        sent = {"csrf_token": token, **values}
        return self.url_open(path, data=sent, files=files, allow_redirects=False)

    def words(self, response):
        page = html.fromstring(response.text)
        for field in page.xpath(TOKEN):
            field.getparent().remove(field)
        return html.tostring(page.find(".//main"))

    # === Passwords that nothing compares === #

    @mute_logger("odoo.addons.base.models.res_users")
    def test_a_password_that_cannot_be_compared_shows_no_account(self):
        answers = [
            self.send(SIGN_IN, login=login, password="x" * (LONGEST + 1))
            for login in (LOGIN, NOBODY)
        ]
        self.assertEqual([answer.status_code for answer in answers], [422, 422])
        self.assertEqual(*map(self.words, answers))

    @mute_logger("odoo.addons.base.models.res_users", "odoo.http")
    def test_by_a_call_neither(self):
        for password in ("x" * (LONGEST + 1), ["x"], {"x": 1}, 7, True, "\ud800"):
            names = []
            for login in (LOGIN, NOBODY):
                params = {"db": self.env.cr.dbname, "login": login, "password": password}
                body = json.dumps({"params": params})
                headers = {"Content-Type": "application/json"}
                answer = self.url_open("/web/session/authenticate", data=body, headers=headers)
                names.append(answer.json()["error"]["data"]["name"])
            self.assertEqual(names, ["odoo.exceptions.AccessDenied"] * 2)

    @mute_logger("odoo.addons.base.models.res_users")
    def test_it_is_counted_as_a_wrong_one(self):
        for _time in range(5):
            self.send(SIGN_IN, login=LOGIN, password="x" * (LONGEST + 1))
        answer = self.send(SIGN_IN, login=LOGIN, password=PASSWORD)
        self.assertEqual(answer.status_code, 422)
        self.assertIn("Too many wrong passwords", answer.text)

    def test_no_such_password_is_set(self):
        users = self.env["res.users"]
        sentence = f"Choose a password of at most {LONGEST} characters."
        with self.assertRaisesRegex(UserError, sentence):
            users._check_new_password("x" * (LONGEST + 1))
        with self.assertRaisesRegex(UserError, "at least"):
            users._check_new_password(object())

    # === Logins, names, ways === #

    def test_a_login_that_no_account_has_is_not_searched(self):
        for login in ("a" * (LONGEST_LOGIN + 1), "a@b.org\r\nBcc: c@d.org", "a\x00"):
            domain = self.env["res.users"]._get_login_domain(login)
            self.assertEqual(next(iter(domain)), ("login", "=", ""))  # a website adds itself
            answer = self.send(SIGN_IN, login=login, password="x")
            self.assertEqual(answer.status_code, 422)
            self.assertIn("Enter your e-mail address and your password.", answer.text)

    def test_no_account_has_such_a_login_or_name(self):
        users = self.env["res.users"]
        password = {"password": PASSWORD, "name": "Ines"}
        for login in ("a" * (LONGEST_LOGIN + 1), "a@b.org\r\nBcc: c@d.org"):
            with self.assertRaisesRegex(UserError, "Enter your e-mail address."):
                users.signup({**password, "login": login})
        name = "Ines\r\nBcc: c@d.org " + "x" * 9_999
        login = users.signup({**password, "login": "ines@example.org", "name": name})[-2]
        ines = users.search([("login", "=", login)])
        self.assertTrue(ines.name.startswith("Ines Bcc: c@d.org x"))
        self.assertEqual(len(ines.name), LONGEST_NAME)

    def test_a_long_way_back_is_dropped(self):
        way = "/" + "a" * LONGEST_PATH
        answer = self.send(SIGN_IN, login=LOGIN, password=PASSWORD, redirect=way)
        self.assertEqual(answer.status_code, 303)
        self.assertNotIn("aaa", answer.headers["Location"])

    # === Links and tokens === #

    def test_a_link_that_no_program_reads(self):
        set_mail(self.env)
        page = self.url_open(f"{SIGN_UP}?confirm={DEEP}")
        self.assertEqual(page.status_code, 200)
        self.assertIn("too old", page.text)
        answer = self.send(SIGN_UP, login=LOGIN, name="x", password=PASSWORD, confirm=DEEP)
        self.assertEqual(answer.status_code, 200)
        self.assertIn("We have sent you an e-mail.", answer.text)

    @mute_logger("odoo.http")
    def test_a_token_that_cannot_be_compared(self):
        for token in ("éo99999999999", "é"):
            self.assertEqual(self.send(SIGN_IN, csrf_token=token, login=LOGIN).status_code, 303)
        [sent] = [self.send(SIGN_IN, {"csrf_token": ("a", b"b")}, csrf_token="", login=LOGIN)]
        self.assertEqual(sent.status_code, 400)

    def test_links_of_the_mail_are_not_passed_on(self):
        set_mail(self.env)
        self.env["ir.config_parameter"].set_param(CONFIRM_KEY, "True")
        users = self.env["res.users"]
        users._ask_to_confirm("ines@example.org", "Ines")
        users._send_reset_link(LOGIN)
        # sudo: read as the owner of the mailbox
        bodies = self.env["mail.mail"].sudo().search([], limit=2).mapped("body_html")
        links = [html.fromstring(body).xpath("//a/@href")[0] for body in bodies]
        ways = {link.partition(self.env["res.users"].get_base_url())[2] for link in links}
        self.assertEqual({way.partition("?")[0] for way in ways}, {SIGN_UP, RESET})
        for way in ways:
            page = self.url_open(way)
            self.assertEqual(page.status_code, 200)
            self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")

    # === What strangers leave behind === #

    def test_all_old_rows_are_removed(self):
        failures = self.env["g2p.sign.in.failure"]
        now = fields.Datetime.now()
        for subject, date in (("old", now - 2 * KEPT), ("old", now - 2 * KEPT), ("new", now)):
            self.insert(self.env.cr, [(subject, "account")])
            query = "UPDATE g2p_sign_in_failure SET date = %s WHERE subject = %s"
            self.env.cr.execute(query, [date, subject])
        failures._gc_sign_in_failures()
        query = "SELECT subject FROM g2p_sign_in_failure WHERE account = 'account'"
        self.env.cr.execute(query)
        self.assertEqual(self.env.cr.fetchall(), [("new",)])
