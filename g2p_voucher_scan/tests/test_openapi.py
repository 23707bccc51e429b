import json
import threading
from unittest.mock import patch

from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

from ..tools import json_post, scan_files

JSON = {"Content-Type": "application/json"}
#: for people, not for programs
PAGES = ("/voucher", "/voucher/scan", "/voucher/scan-app.webmanifest", "/voucher/scan-worker.js")
PREFIXES = ("/voucher", "/.well-known/g2p-voucher")
KINDS = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
KINDS |= {"number": (int, float)}


@tagged("post_install", "-at_install")
class TestOpenApi(HttpCase, VoucherCase):
    """The description of the public API matches its routes and their answers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.text = cls.issue_voucher().active_copy_id.payload
        cls.spec = json.loads((scan_files.STATIC / "openapi.json").read_text())

    def resolved(self, part):
        """The part, or the part that it refers to."""
        while isinstance(part, dict) and "$ref" in part:
            path = part["$ref"].removeprefix("#/").split("/")
            part = self.spec
            for name in path:
                part = part[name]
        return part

    def operation(self, path, method):
        return self.resolved(self.spec["paths"][path])[method]

    def assert_fits(self, value, schema, where="answer"):
        """Check that each member is described and has its type, and no required one is missing."""
        schema = self.resolved(schema)
        if "oneOf" in schema:
            empty, full = schema["oneOf"]
            schema = self.resolved(full if value else empty)
        kinds = schema.get("type", [])
        kinds = [kinds] if isinstance(kinds, str) else kinds
        if kinds:
            self.assertTrue(any(isinstance(value, KINDS[kind]) for kind in kinds), where)
        if "enum" in schema:
            self.assertIn(value, schema["enum"], where)
        if isinstance(value, dict) and "properties" in schema:
            self.assertLessEqual(set(schema.get("required", [])), set(value), where)
            for name, member in value.items():
                self.assert_fits(member, schema["properties"].get(name, {}), f"{where}.{name}")
        for one in value if isinstance(value, list) else []:
            self.assert_fits(one, schema["items"], f"{where}[]")

    def assert_answers(self, response, path, method="get"):
        """Check that the status and the type of content are described, and each member."""
        described = self.operation(path, method)["responses"][str(response.status_code)]
        kind = response.headers["Content-Type"].split(";")[0]
        content = self.resolved(described)["content"]
        self.assertEqual(list(content), [kind])
        if schema := content[kind].get("schema"):
            self.assert_fits(response.json(), schema)
        return response

    def verify_over_http(self, body, headers=None):
        response = self.url_open("/voucher/verify", data=body, headers=headers or JSON)
        return self.assert_answers(response, "/voucher/verify", "post")

    # === What the routes answer === #
    def test_each_public_route_for_programs_is_described_and_no_other(self):
        thread = threading.current_thread()  # the routing map needs the database for it
        with patch.object(thread, "dbname", self.env.cr.dbname, create=True):
            routing = self.env["ir.http"].routing_map()
        routes = {
            rule.rule: {method.lower() for method in rule.methods - {"HEAD", "OPTIONS"}}
            for rule in routing.iter_rules()
            if rule.rule.startswith(PREFIXES)
            and rule.rule not in PAGES
            and "<" not in rule.rule
            and rule.endpoint.routing["auth"] == "public"
        }
        described = {path: set(self.resolved(item)) for path, item in self.spec["paths"].items()}
        self.assertEqual(described, routes)

    def test_answers_match_the_description(self):
        self.assertTrue(self.verify_over_http(json.dumps({"text": self.text})).json()["usable"])
        for path in set(self.spec["paths"]) - {"/voucher/verify"}:
            with self.subTest(path):
                self.assert_answers(self.url_open(path), path)
        bundle = self.url_open("/voucher/trust").json()
        self.env["g2p.voucher.trust"]._record_change(copies=self.env["g2p.voucher.copy"].search([]))
        changed = self.url_open(f"/voucher/trust?after={bundle['sequence']}")
        self.assertIn("changed", self.assert_answers(changed, "/voucher/trust").json()["status"])

    def test_refusals_match_the_description(self):
        for body, headers in (
            (b"{}", JSON),
            (b"{", JSON),
            (b" " * (json_post.MAX_BODY + 1), JSON),
            (b"{}", {"Content-Type": "text/plain"}),
        ):
            self.verify_over_http(body, headers)

    def test_the_details_for_staff_are_described(self):
        self.redeem(self.text, 10)
        self.authenticate("vq_staff", "vq_staff")
        details = self.verify_over_http(json.dumps({"text": self.text})).json()["details"]
        described = self.spec["components"]["schemas"]["Details"]
        self.assertLessEqual(set(details), set(described["properties"]))
        others = set(described["properties"]) - set(described["required"])
        self.assertEqual(set(details) - others, set(described["required"]))
        self.assertEqual(others, {"hold", "held_elsewhere", "hold_hours"}, "of g2p_voucher_hold")
        self.assertEqual(len(details["redemptions"]), 1)

    def test_anybody_gets_the_description(self):
        answer = self.url_open("/g2p_voucher_scan/static/openapi.json")
        self.assertEqual((answer.status_code, answer.json()), (200, self.spec))
