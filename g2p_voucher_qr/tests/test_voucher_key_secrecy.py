import base64
import logging

from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_key import vault

from .common import KEK, VoucherCase

SECRETS = ("private_encrypted", "sealed_for")
EXPORT = "base.group_allow_export"
ROLES = {
    "employee": "base.group_user",
    "issuer": "g2p_voucher_key.group_voucher_issuer",
    "manager": "g2p_voucher_key.group_voucher_manager",
    "admin": "base.group_system,g2p_voucher_key.group_voucher_manager",
}
GROUPED = "formatted_read_group"  # not in every series of Odoo
PLACE = "/web/dataset/call_kw"


def spellings(secret):
    """Possible spellings of the bytes."""
    plain = base64.b64encode(secret).decode()
    return {plain.rstrip("="), plain.translate(str.maketrans("+/", "-_")).rstrip("="), secret.hex()}


class Lines(logging.Handler):
    def __init__(self):
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record):
        self.text += f"{record.getMessage()}\n{record.exc_text or ''}"


@tagged("post_install", "-at_install")
class TestVoucherKeySecrecy(HttpCase, VoucherCase):
    """The private key cannot be read by anybody, in any way."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.users = {
            role: new_test_user(cls.env, f"vq_asking_{role}", groups=f"{EXPORT},{groups}")
            for role, groups in ROLES.items()
        }
        cls.copy = cls.issue_voucher().active_copy_id
        cls.sealed = cls.key.sudo().private_encrypted
        cls.private = vault.private_part(cls.key)

    def call(self, method, *args, model="g2p.voucher.key", **kwargs):
        params = {"model": model, "method": method, "args": list(args), "kwargs": kwargs}
        return self.make_jsonrpc_request(f"{PLACE}/{model}/{method}", params)

    def attempts(self, name):
        """(method, arguments, named arguments) that would show the field."""
        ids, asked = self.key.ids, [[name, "!=", False]]
        yield "read", [ids, [name]], {}
        yield "search_read", [[], [name]], {}
        yield "web_read", [ids, {name: {}}], {}
        yield "web_search_read", [[], {name: {}}], {}
        yield "export_data", [ids, [name]], {}
        yield "search", [asked], {}
        yield "search", [[]], {"order": name}
        yield "search_count", [asked], {}
        yield "name_search", ["", asked], {}
        yield "filtered_domain", [ids, asked], {}
        yield "mapped", [ids, name], {}
        yield "web_read_group", [[], [name], [name]], {}
        if hasattr(self.key, GROUPED):
            yield GROUPED, [[], [name], ["__count"]], {}
        yield "write", [ids, {name: "x"}], {}
        yield "create", [[{name: "x"}]], {}
        yield "copy", [ids], {}
        yield "onchange", [ids, {}, [name], {name: {}}], {}

    def by_way_of_a_copy(self, name):
        ids = self.copy.ids
        yield "web_read", [ids, {"key_id": {"fields": {name: {}}}}], {}
        yield "search", [[[f"key_id.{name}", "!=", False]]], {}
        yield "export_data", [ids, [f"key_id/{name}"]], {}

    @mute_logger("odoo.http")
    def test_no_call_shows_it(self):
        for user in self.users.values():
            self.authenticate(user.login, user.login)
            for name in SECRETS:
                for method, args, kwargs in self.attempts(name):
                    self.refused(user, method, args, kwargs)
                for method, args, kwargs in self.by_way_of_a_copy(name):
                    self.refused(user, method, args, kwargs, model="g2p.voucher.copy")

    def refused(self, user, method, args, kwargs, **more):
        with (
            self.subTest(user=user.login, method=method, args=args, named=kwargs),
            self.assertRaisesRegex(JsonRpcException, "AccessError"),
        ):
            self.call(method, *args, **kwargs, **more)

    @mute_logger("odoo.http")
    def test_code_that_reads_it_is_not_a_callable_method(self):
        self.authenticate("vq_asking_admin", "vq_asking_admin")
        for method in ("_sign", "_generate", "_set_state", "_public_raw"):
            with self.assertRaisesRegex(JsonRpcException, "AccessError"):
                self.call(method, self.key.ids)

    def test_the_code_of_a_server_action_does_not_get_it(self):
        # of a model that an administrator may write: 17.0 allows no other
        model = self.env["ir.model"]._get_id("ir.filters")
        actions = self.env["ir.actions.server"].with_user(self.users["admin"])
        for name in ("_kek", "_unseal", "private_part", "key_encryption_key", "vault"):
            code = f"raise UserError(env['g2p.voucher.key'].sudo().{name})"
            action = actions.create(
                {"name": "Peek", "state": "code", "model_id": model, "code": code}
            )
            with self.assertRaisesRegex(ValueError, "no attribute"):
                action.run()

    def test_a_dump_alone_does_not_hold_it(self):
        found = ""
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
            " AND table_type = 'BASE TABLE' AND (table_name LIKE 'g2p%' OR table_name LIKE 'ir_%')"
        )
        for (table,) in self.env.cr.fetchall():
            self.env.cr.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')  # noqa: S608
            found += "".join(row for (row,) in self.env.cr.fetchall())
        self.assertIn(self.sealed, found)
        for text in spellings(self.private) | spellings(base64.b64decode(KEK)):
            self.assertNotIn(text, found)

    def test_the_log_does_not_hold_it(self):
        handler, root = Lines(), logging.getLogger()
        before = root.level
        root.addHandler(handler)
        root.setLevel(logging.DEBUG)
        try:
            key = self.env["g2p.voucher.key"].with_user(self.manager)._generate(self.company)
            key.with_user(self.manager).action_activate()
            text = self.issue_voucher().active_copy_id.payload
            self.verify(text, self.staff)
        finally:
            root.removeHandler(handler)
            root.setLevel(before)
        for secret in (vault.private_part(key), base64.b64decode(KEK)):
            for written in spellings(secret) | {repr(secret)}:
                self.assertNotIn(written, handler.text)
