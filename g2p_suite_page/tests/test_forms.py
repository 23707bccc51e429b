"""Every form of the suite, found by scanning: the page it is on, and the fields it sends."""

import errno
import threading
from unittest.mock import patch
from urllib.parse import parse_qs, quote, urlsplit

from lxml import etree

from odoo.http import Request
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.pages import OneSession

from ..tools.form_page import UNKEPT

WORD, NUMBER = "nothing-there", 999999
#: links that a mail program or an attacker has cut badly
ODD = quote("a), é?#\\\r\nX-Odd: 1", safe="")


@tagged("post_install", "-at_install")
class TestForms(OneSession, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.user = new_test_user(cls.env, "forms_user", "base.group_portal", password="forms_user")
        modules = cls.env["ir.module.module"]
        own = modules.search([("name", "=", "g2p_suite_base")])
        cls.addons = modules.search([("author", "=", own.author)]).mapped("name")

    def forms(self):
        """(rule, address) of each route of the suite that receives a page's form."""
        thread = threading.current_thread()  # the routing map asks it for the database
        with patch.object(thread, "dbname", self.env.cr.dbname, create=True):
            routing = self.env["ir.http"].routing_map()
        for rule in routing.iter_rules():
            kind = rule.endpoint.routing
            module = rule.endpoint.func.__module__
            if (
                module.startswith(tuple(f"odoo.addons.{name}." for name in self.addons))
                and "POST" in (kind["methods"] or ())
                and kind["type"] == "http"
                and kind.get("csrf", True)
            ):
                yield rule, rule.build(self.values(rule), append_unknown=False)[1]

    def values(self, rule):
        """Values of the parameters in the address: a number where the route takes one only."""
        return {
            name: NUMBER if hasattr(converter, "num_convert") else WORD
            for name, converter in rule._converters.items()
        }

    def get(self, address):
        return self.url_open(address, allow_redirects=False)

    def location(self, response):
        self.assertEqual(response.status_code, 303, response.url)
        found = urlsplit(response.headers["Location"])
        return found.path, parse_qs(found.query, keep_blank_values=True)

    def sign_in_address(self):
        return self.env.registry["ir.http"]._sign_in_address()

    def kept(self):
        self.env.invalidate_all()
        # sudo: read as the test, whatever people see
        return self.env["g2p.kept.form"].sudo().search([("user_id", "=", self.user.id)])

    def typed(self):
        """A form of a page rendered for the user, with the token of a former session."""
        stamp = self.env["g2p.kept.form"].with_user(self.user)._stamp()
        return {"csrf_token": f"{'0' * 40}o", "form_of": stamp, "text": "what I typed"}

    def test_there_are_forms(self):
        addresses = {address for _rule, address in self.forms()}
        if {"g2p_self_service", "g2p_service_provider"} <= self.env.registry._init_modules:
            self.assertGreaterEqual(len(addresses), 11)
        self.assertTrue(all(address.startswith("/") for address in addresses))

    def test_every_route_says_which_page_its_form_is_on(self):
        silent = [
            address for rule, address in self.forms() if not getattr(rule.endpoint, "form_page", "")
        ]
        self.assertEqual(silent, [])

    def test_every_address_of_a_form_leads_to_its_page(self):
        for login in (None, "forms_user"):
            self.authenticate(login, login)
            for rule, address in self.forms():
                page = rule.endpoint.form_page.format_map(self.values(rule) | {"code": ""})
                with self.subTest(login=login, address=address):
                    answer = self.get(address)
                    if page.rstrip("/") == address:
                        self.assertNotIn(answer.status_code, (400, 405, 500))
                    else:
                        self.assertEqual(self.location(answer), (page.rstrip("/"), {}))
                    self.assertIn("frame-ancestors", answer.headers["Content-Security-Policy"])

    def test_no_address_leads_to_itself_or_elsewhere(self):
        self.authenticate("forms_user", "forms_user")
        for _rule, address in self.forms():
            for lead in ("", f"/{ODD}", "/%5Cexample.com"):
                with self.subTest(lead=lead, address=address):
                    answer = self.url_open(lead + address.replace(WORD, ODD))
                    self.assertLess(answer.status_code, 500)
                    self.assertEqual(urlsplit(answer.url).netloc, urlsplit(self.base_url()).netloc)

    @mute_logger("odoo.http")  # forms with the token of another session
    def test_a_form_of_another_session_leads_to_its_page_with_what_was_typed(self):
        self.authenticate("forms_user", "forms_user")
        # read here what later requests then find in the cache: the tests' cursor rolls the kept
        # form back too when a request that has read from the database is refused
        self.send("/my/assistance/start")
        for _rule, address in self.forms():
            with self.subTest(address=address):
                page, query = self.location(self.send(address))
                self.assertTrue(query["kept"][0])
                self.assertEqual(self.kept()[0].address, page)
                self.assertIn("what I typed", self.kept()[0].content)

    def test_a_form_after_the_session_leads_through_signing_in(self):
        self.authenticate(None, None)
        for rule, address in self.forms():
            if rule.endpoint.routing["auth"] != "user":
                continue
            with self.subTest(address=address):
                path, query = self.location(self.send(address))
                self.assertEqual(path, self.sign_in_address())
                page = urlsplit(query["redirect"][0])
                self.assertEqual(self.kept()[0].address, page.path)
                self.assertTrue(parse_qs(page.query)["kept"][0])

    @mute_logger("odoo.http")
    def test_a_form_without_a_genuine_stamp_is_not_kept(self):
        for login in (None, "forms_user"):
            self.authenticate(login, login)
            for rule, address in self.forms():
                if login or rule.endpoint.routing["auth"] == "user":
                    with self.subTest(login=login, address=address):
                        self.location(self.send(address, form_of=f"{self.user.id}.9999999999.x"))
        self.assertFalse(self.kept())

    @mute_logger("odoo.http")
    def test_a_form_without_any_token_is_refused(self):
        self.authenticate("forms_user", "forms_user")
        for _rule, address in self.forms():
            answer = self.url_open(address, data={"text": "x"}, allow_redirects=False)
            self.assertEqual(answer.status_code, 400, address)
        self.assertFalse(self.kept())

    def test_no_password_that_people_type_is_kept(self):
        rows = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "in", self.addons)]
        )
        pages = [self.env["ir.ui.view"].browse(row.res_id).arch for row in rows]
        secrets = {
            field.get("name")
            for page in pages
            for field in etree.fromstring(page).iterfind(".//input[@type='password']")
        }
        self.assertFalse(secrets - set(UNKEPT))
        if "g2p_service_provider" in self.env.registry._init_modules:
            self.assertIn("pin", secrets)

    def test_a_full_disk_for_sessions_fails_no_page(self):
        self.authenticate("forms_user", "forms_user")
        real = Request._save_session

        def save(request, *args):
            if request.session.can_save:
                raise OSError(errno.ENOSPC, "No space left on device")
            return real(request, *args)

        log = "odoo.addons.g2p_suite_page.models.ir_http_forms"
        with patch.object(Request, "_save_session", save), self.assertLogs(log, "ERROR"):
            answer = self.get("/suite/session")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("frame-ancestors", answer.headers["Content-Security-Policy"])

    def test_every_form_carries_the_stamp_of_its_user(self):
        rows = self.env["ir.model.data"].search(
            [("model", "=", "ir.ui.view"), ("module", "in", self.addons)]
        )
        forms, silent = 0, []
        for row in rows:
            view = self.env["ir.ui.view"].browse(row.res_id)
            page = etree.fromstring(view.arch)
            # a complete document gets the token from its controller; nobody is signed in there
            if view.type != "qweb" or page.find(".//html") is not None:
                continue
            for form in page.iter("form"):
                # a stateless one changes nothing, and a stamp would need a session
                if form.get("method") == "post" and not form.get("data-stateless"):
                    forms += 1
                    calls = {call.get("t-call") for call in form.iter("t")}
                    silent += [row.complete_name] * ("g2p_suite_page.form_token" not in calls)
        self.assertEqual(silent, [])
        if "g2p_self_service" in self.env.registry._init_modules:
            self.assertGreater(forms, 5)

    def test_staying_extends_the_session_and_a_signed_out_user_is_redirected(self):
        self.authenticate("forms_user", "forms_user")
        answer = self.get("/suite/session")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("session_id", answer.headers.get("Set-Cookie", ""))
        self.authenticate(None, None)
        self.assertEqual(self.location(self.get("/suite/session"))[0], self.sign_in_address())

    def send(self, address, **values):
        return self.url_open(address, data={**self.typed(), **values}, allow_redirects=False)

    def csrf_token(self):
        return Request.csrf_token(self)
