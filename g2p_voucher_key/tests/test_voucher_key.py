import base64
import os
import tempfile
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools import config

from .. import vault
from ..tools import kek
from .common import KEK, KeyCase

NO_KEK = {"G2P_VOUCHER_KEK": ""}
OTHER_KEK = base64.b64encode(b"n" * 32).decode()
CHANGED = {"G2P_VOUCHER_KEK": OTHER_KEK, kek.FORMER_ENVIRONMENT: KEK}
NEW_ONLY = {"G2P_VOUCHER_KEK": OTHER_KEK}
SECRETS = ("private_encrypted", "sealed_for")


@tagged("post_install", "-at_install")
class TestVoucherKey(KeyCase):
    def test_a_manager_generates_and_activates(self):
        keys = self.env["g2p.voucher.key"].with_user(self.manager)
        key = keys.browse(keys.action_generate()["res_id"])
        self.assertEqual((key.state, len(key.kid)), ("published", 8))
        key.action_activate()
        self.assertEqual((key.state, self.key.state), ("active", "verify_only"))
        key.action_retire()
        self.assertEqual(key.state, "verify_only")

    def test_others_cannot_change_keys(self):
        for user in (self.issuer, self.auditor, self.visitor):
            key = self.key.with_user(user)
            for step in (key.action_generate, key.action_activate, key.action_retire):
                with self.assertRaises(AccessError):
                    step()
            with self.assertRaises(AccessError):
                key.action_revoke("why")

    def test_nobody_can_change_or_delete_a_key(self):
        for key in (self.key, self.key.with_user(self.manager)):
            with self.assertRaises(AccessError):
                key.write({"issuer_uri": "https://evil.example.org"})
            with self.assertRaises(AccessError):
                key.write({"state": "revoked"})
            with self.assertRaises(AccessError):
                key.unlink()
        with self.assertRaises(AccessError):
            self.key.with_user(self.manager).create({"kid": "AAAAAAAA"})

    def test_nobody_can_read_the_private_key(self):
        groups = "base.group_system,g2p_voucher_key.group_voucher_manager"
        key = self.key.with_user(new_test_user(self.env, "voucher_admin", groups=groups))
        for name in SECRETS:
            self.assertNotIn(name, key.fields_get())
            self.assertNotIn(name, key.read()[0])
            with self.assertRaises(AccessError):
                key.read([name])
            with self.assertRaises(AccessError):
                key.export_data([name])
            with self.assertRaises(AccessError):
                key.search([(name, "like", "a")])
            with self.assertRaises(AccessError):
                key._read_group([], [name], ["__count"])
            with self.assertRaises(AccessError):
                key.search([], order=name)

    def test_a_revoked_key_stays_revoked(self):
        key = self.key.with_user(self.manager)
        with self.assertRaises(UserError):
            key.action_revoke(" ")
        for odd in (["stolen"], {"a": 1}, 5, "\0"):
            with self.assertRaisesRegex(UserError, "Enter the reason"):
                key.action_revoke(odd)
        with self.assertRaisesRegex(UserError, "^A reason has at most 500 characters"):
            key.action_revoke("x" * 501)
        key.action_revoke("laptop\0 stolen")
        self.assertEqual(self.key.revocation_reason, "laptop stolen")
        with self.assertRaises(UserError):
            key.action_activate()
        with self.assertRaises(UserError):
            key.action_retire()

    def test_without_a_kek_there_is_no_key_and_a_way_to_get_one(self):
        keys = self.env["g2p.voucher.key"].with_user(self.manager)
        with (
            patch.dict(os.environ, NO_KEK),
            self.assertRaisesRegex(UserError, "G2P_VOUCHER_KEK"),
        ):
            keys.action_generate()

    def test_a_wrong_kek_decrypts_nothing(self):
        for wrong in ("short", "AAAA", KEK[:-4] + "Hx4="):
            with (
                patch.dict(os.environ, {"G2P_VOUCHER_KEK": wrong}),
                self.assertRaisesRegex(UserError, "openssl rand"),
            ):
                vault.private_part(self.key)

    def test_a_key_that_cannot_be_decrypted_does_not_become_active(self):
        keys = self.env["g2p.voucher.key"].with_user(self.manager)
        key = keys.browse(keys.action_generate()["res_id"])
        wrong = {"G2P_VOUCHER_KEK": KEK[:-4] + "Hx4="}
        with patch.dict(os.environ, wrong), self.assertRaisesRegex(UserError, "another key"):
            key.action_activate()
        self.assertEqual((key.state, self.key.state), ("published", "active"))

    def test_the_kek_may_stand_in_the_configuration_file(self):
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as conf:
            conf.write(f"[options]\n\n[g2p_voucher_key]\nkek = {KEK}\n")
            conf.flush()
            with (
                patch.dict(os.environ, NO_KEK),
                patch.object(type(config), "get", lambda self, key, *rest: conf.name),
            ):
                self.assertEqual(vault.key_encryption_key(self.env), bytes(range(32)))

    def test_a_section_that_was_not_renamed_is_named_at_the_start_and_to_users(self):
        cause = r"rename section \[g2p_voucher_qr\] .* to \[g2p_voucher_key\]"
        with tempfile.NamedTemporaryFile("w", suffix=".conf") as conf:
            conf.write(f"[options]\n\n[g2p_voucher_qr]\nkek = {KEK}\n")
            conf.flush()
            with (
                patch.dict(os.environ, NO_KEK),
                patch.object(type(config), "get", lambda self, key, *rest: conf.name),
            ):
                with self.assertRaisesRegex(UserError, cause):
                    vault.private_part(self.key)
                with self.assertLogs("odoo.addons.g2p_voucher_key", "ERROR") as log:
                    self.env["g2p.voucher.key"]._register_hook()
        self.assertRegex(log.output[0], cause)
        self.assertNotIn(KEK, log.output[0])

    def test_a_start_with_the_secret_or_without_keys_logs_nothing(self):
        keys = self.env["g2p.voucher.key"]
        with self.assertNoLogs("odoo.addons.g2p_voucher_key", "WARNING"):
            keys._register_hook()
        self.env.cr.execute("UPDATE g2p_voucher_key SET private_encrypted = NULL")
        with (
            patch.dict(os.environ, NO_KEK),
            self.assertNoLogs("odoo.addons.g2p_voucher_key", "WARNING"),
        ):
            keys._register_hook()

    def test_an_encrypted_key_moved_to_another_row_cannot_be_decrypted(self):
        other = self.env["g2p.voucher.key"]._generate(self.company)
        self.env.cr.execute(
            "UPDATE g2p_voucher_key SET private_encrypted ="
            " (SELECT private_encrypted FROM g2p_voucher_key WHERE id = %s) WHERE id = %s",
            [self.key.id, other.id],
        )
        other.invalidate_recordset()
        with self.assertRaises(UserError):
            vault.private_part(other)

    # === Another key-encryption key === #
    def test_a_key_that_no_secret_decrypts_is_reported_and_the_others_are_done(self):
        with patch.dict(os.environ, {"G2P_VOUCHER_KEK": base64.b64encode(b"l" * 32).decode()}):
            lost = self.env["g2p.voucher.key"]._generate(self.company)
        with patch.dict(os.environ, CHANGED):
            keys = self.env["g2p.voucher.key"].with_user(self.manager)
            answer = keys.action_reencrypt()["params"]
        self.assertEqual(answer["type"], "warning")
        self.assertIn(f"No secret of this server decrypts {lost.kid}.", answer["message"])
        with patch.dict(os.environ, NEW_ONLY):
            self.assertTrue(vault.private_part(self.key))

    def test_only_managers_can_reencrypt_and_not_without_a_secret(self):
        keys = self.env["g2p.voucher.key"]
        for user in (self.issuer, self.auditor, self.visitor):
            with self.assertRaises(AccessError):
                keys.with_user(user).action_reencrypt()
        with (
            patch.dict(os.environ, {"G2P_VOUCHER_KEK": ""}),
            self.assertRaisesRegex(UserError, "G2P_VOUCHER_KEK"),
        ):
            keys.with_user(self.manager).action_reencrypt()
