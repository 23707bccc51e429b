"""Security headers of every response of the suite: all routes, users and outcomes."""

import threading
from unittest.mock import patch

from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

#: values for parameters in an address; no such record exists
NUMBER, WORD = 999999, "nothing-there"
#: Odoo's own addresses, whose pages stay as they are: the suite only redirects or refuses there
OF_ODOO = {
    *("/", "/web/signup", "/web/reset_password", "/web/session/logout"),
    *("/web/export/csv", "/web/export/xlsx", "/web/pivot/export_xlsx"),
}
HEALTH = "/assistance/health"


@tagged("post_install", "-at_install")
class TestPageHeaders(HttpCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for login, group in (("pages_portal", "portal"), ("pages_employee", "user")):
            new_test_user(cls.env, login, f"base.group_{group}", password=login)

    def _routes(self, number=NUMBER, word=WORD):
        """An address of every route that an addon of the suite defines."""
        modules = self.env["ir.module.module"]
        own = modules.search([("name", "=", "g2p_document_store")])
        suite = {f"odoo.addons.{one.name}" for one in modules.search([("author", "=", own.author)])}
        found = set()
        thread = threading.current_thread()  # the routing map asks it for the database
        with patch.object(thread, "dbname", self.env.cr.dbname, create=True):
            routing = self.env["ir.http"].routing_map()
        for rule in routing.iter_rules():
            module = rule.endpoint.func.__module__
            if any(module.startswith(f"{name}.") for name in suite):
                values = {
                    name: number if hasattr(converter, "num_convert") else word
                    for name, converter in rule._converters.items()
                }
                _host, address = rule.build(values, append_unknown=False)
                found.add(address)
        return sorted(found - OF_ODOO)

    def _missing(self, response):
        """The missing headers."""
        told = response.headers
        missing = []
        if "frame-ancestors" not in told.get("Content-Security-Policy", ""):
            missing.append("frame-ancestors")
        if told.get("Referrer-Policy") not in ("same-origin", "no-referrer"):
            missing.append("Referrer-Policy")
        if told.get("X-Content-Type-Options") != "nosniff":
            missing.append("nosniff")
        return missing

    def _try_all(self, addresses, login):
        found, seen = [], set()
        self.authenticate(login, login)  # None: a visitor
        for address in addresses:
            for method, data in (("GET", None), ("POST", {"text": "x"})):
                response = self.url_open(address, data=data, allow_redirects=False)
                seen.add(response.status_code)
                if missing := self._missing(response):
                    found.append((login, method, address, response.status_code, missing))
        return found, seen

    @mute_logger("odoo.http")  # forms without their token
    def test_every_answer_of_every_route_is_protected(self):
        addresses = self._routes()
        self.assertIn("/document/nothing-there", addresses)
        found, seen = [], set()
        for login in (None, "pages_portal", "pages_employee"):
            more, codes = self._try_all(addresses, login)
            found += more
            seen |= codes
        self.assertEqual(found, [])
        self.assertLessEqual({200, 303, 400, 404, 405}, seen, "pages, refusals, errors")

    @mute_logger("odoo.http")  # forms without their token
    def test_no_malformed_address_or_form_causes_a_server_error(self):
        addresses = self._routes(10**20, "a\0b") + self._routes(2**31, "\u200b\u00b2")
        form = dict.fromkeys(("text", "code", "ids", "document", "id", "redemption"), "1\0")
        found = []
        for login in (None, "pages_portal", "pages_employee"):
            self.authenticate(login, login)
            for address in addresses:
                for method, values in (("GET", {"params": form}), ("POST", {"data": form})):
                    response = self.opener.request(
                        method, self.base_url() + address, allow_redirects=False, **values
                    )
                    # the address of the health answers 503 where something is late
                    if response.status_code >= 500 and address != HEALTH:
                        found.append((login, method, address, response.status_code))
        self.assertEqual(found, [])

    def test_every_route_of_the_suite_is_below_one_of_its_addresses(self):
        is_own = self.env.registry["ir.http"]._is_suite_address
        self.assertEqual([path for path in self._routes() if not is_own(path)], [])

    def test_an_address_that_does_not_exist_is_protected_too(self):
        addresses = self.env.registry["ir.http"]._suite_addresses()
        for address in addresses:
            response = self.url_open(f"{address}/not/here/at-all", allow_redirects=False)
            self.assertEqual((response.status_code, self._missing(response)), (404, []), address)

    def test_headers_of_the_page_itself_stay(self):
        self.authenticate("pages_portal", "pages_portal")
        response = self.url_open("/document/nothing-there", allow_redirects=False)
        self.assertEqual(
            response.headers["Content-Security-Policy"],
            "frame-ancestors 'self'; font-src 'self' data:; style-src 'self' 'unsafe-inline'",
        )
        self.assertEqual(response.headers["Referrer-Policy"], "same-origin")

    def test_pages_of_other_addons_are_not_changed(self):
        response = self.url_open("/web/login")
        self.assertNotIn("Referrer-Policy", response.headers)
        is_own = self.env.registry["ir.http"]._is_suite_address
        self.assertTrue(is_own("/document/x") and is_own("/fr/document/x") and is_own("/document"))
        self.assertFalse(is_own("/documents/x") or is_own("/") or is_own("/fr/my/document"))
