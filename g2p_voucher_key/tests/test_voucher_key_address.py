from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, tagged

from .common import KeyCase

HOME = "https://aid.example.org"
WRONG = "Enter the address as https:// and the name of the server"


class AddressCase(KeyCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keys = cls.env["g2p.voucher.key"].with_user(cls.manager)
        cls.dialogs = cls.env["g2p.voucher.key.generate"].with_user(cls.manager)

    def server_is_at(self, address):
        self.env["ir.config_parameter"].sudo().set_param("web.base.url", address)

    def made(self, address, alg="EdDSA"):
        dialog = self.dialogs.create({"issuer_uri": address, "alg": alg})
        return self.keys.browse(dialog.action_generate()["res_id"])


@tagged("post_install", "-at_install")
class TestVoucherKeyAddress(AddressCase):
    def test_the_address_is_asked_for(self):
        self.server_is_at("http://localhost:8069")
        self.assertEqual(self.dialogs.create({}).issuer_uri, "http://localhost:8069", "offered")
        key = self.made(" HTTPS://Aid.Example.org/ ")
        self.assertEqual((key.issuer_uri, key.state, key.alg), (HOME, "published", "EdDSA"))

    def test_the_kind_is_asked_for(self):
        self.assertEqual(self.made(HOME, "ES256").alg, "ES256")

    def test_anything_but_a_server_address_is_refused(self):
        wrong = (
            "aid.example.org",
            "ftp://aid.example.org",
            "javascript:alert(1)",
            "https://aid.example.org/odoo",
            "https://aid.example.org?x=1",
            "https://aid.example.org#x",
            "https://me@aid.example.org",
            "https://aid.example.org:99999",
            "https://aid.example.org\n.evil.org",
            "https://[::g]",
            "https://" + "a" * 100,
            5,
            ["https://aid.example.org"],
        )
        for address in wrong:
            with self.assertRaisesRegex(UserError, WRONG):
                self.keys.action_generate("EdDSA", address)

    def test_only_voucher_managers_choose_it(self):
        for user in (self.issuer, self.auditor, self.visitor):
            with self.assertRaises(AccessError):
                self.keys.with_user(user).action_generate("EdDSA", HOME)
            with self.assertRaises(AccessError):
                self.dialogs.with_user(user).create({"issuer_uri": HOME})

    def test_a_local_address_gets_a_warning(self):
        self.server_is_at("http://localhost:8069")
        dialog = self.dialogs.create({})
        local, plain = dialog.issuer_warning.split("\n")
        self.assertEqual(
            local,
            "http://localhost:8069 is reachable only from this machine or its own network: "
            "telephones outside reach neither the scanner nor the links that are sent.",
        )
        self.assertIn("It begins with http: telephones do not open the camera there", plain)
        self.assertEqual(self.made("http://localhost:8069").issuer_warning, dialog.issuer_warning)

    def test_an_address_that_differs_from_the_servers_gets_a_warning(self):
        self.server_is_at(HOME)
        dialog = self.dialogs.new({"issuer_uri": "https://aid.example.com"})
        self.assertEqual(
            dialog.issuer_warning,
            f"The server calls itself {HOME} (system parameter web.base.url).",
        )

    def test_a_right_address_gets_no_warning(self):
        self.server_is_at(f"{HOME}/")
        self.assertFalse(self.dialogs.create({}).issuer_warning)
        self.assertFalse(self.made(HOME).issuer_warning)

    def test_a_key_follows_no_later_change_and_says_so(self):
        self.server_is_at(HOME)
        key = self.made(HOME)
        self.server_is_at("https://moved.example.org")
        key.invalidate_recordset()
        self.assertEqual(key.issuer_uri, HOME)
        self.assertIn("calls itself https://moved.example.org", key.issuer_warning)


@tagged("post_install", "-at_install")
class TestVoucherKeyAddressOfThePage(HttpCase, AddressCase):
    def warning(self, key, **headers):
        self.sign_in(self.manager)
        params = {"model": key._name, "method": "read", "args": [key.ids, ["issuer_warning"]]}
        answer = self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{key._name}/read", {**params, "kwargs": {}}, headers=headers
        )
        return answer[0]["issuer_warning"]

    def sign_in(self, user):
        self.authenticate(user.login, user.login)

    def test_the_address_in_the_browser_is_compared(self):
        self.server_is_at(HOME)
        key = self.made(HOME)
        page = self.base_url()
        self.assertEqual(self.warning(key), f"Your browser shows this page at {page}.")
        self.server_is_at(page)
        self.assertNotIn("Your browser", self.warning(self.made(page)))

    def test_a_proxy_that_odoo_does_not_know_gets_a_warning(self):
        self.server_is_at(HOME)
        key = self.made(HOME)
        warning = "There is a proxy before this server that Odoo does not know"
        self.assertIn(warning, self.warning(key, **{"X-Forwarded-Host": "aid.example.org"}))
        self.assertNotIn(warning, self.warning(key))
