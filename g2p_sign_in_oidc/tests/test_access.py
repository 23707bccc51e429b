from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from ..models.res_partner import REGISTRAR
from .common import ProviderCase

MODELS = (
    *("g2p.sign.in.provider", "g2p.sign.in.claim", "g2p.sign.in.key", "g2p.sign.in.metadata"),
    *("g2p.sign.in.transaction", "g2p.sign.in.identity", "g2p.sign.in.log"),
    "g2p.sign.in.preview",
)
RIGHTS = ("read", "write", "create", "unlink")
#: rights of administrators
SYSTEM = {
    "g2p.sign.in.provider": set(RIGHTS),
    "g2p.sign.in.claim": set(RIGHTS),
    "g2p.sign.in.preview": {"read", "write", "create"},
    "g2p.sign.in.transaction": {"unlink"},
}


@tagged("post_install", "-at_install")
class TestAccess(ProviderCase):
    """Settings are the administrators'; what the server records is nobody's to change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = {
            "system": "base.group_system",
            "registrar": f"base.group_user,{REGISTRAR}",
            "employee": "base.group_user",
            "portal": "base.group_portal",
        }
        cls.users = {
            name: new_test_user(cls.env, f"id_{name}_user", group) for name, group in groups.items()
        }
        cls.users["public"] = cls.env.ref("base.public_user")
        user = cls.provider._create_user({"name": "Amina"})
        parties = (cls.provider, "psut-1", user, cls.create_person())
        cls.identity_of_amina = cls.env["g2p.sign.in"]._create_identity(parties, "new")

    def rights(self, user, model):
        rows = self.env[model].with_user(user)
        return {right for right in RIGHTS if rows.has_access(right)}

    def test_who_has_which_right(self):
        for name, user in self.users.items():
            for model in MODELS:
                with self.subTest(user=name, model=model):
                    wanted = SYSTEM.get(model, {"read"}) if name == "system" else set()
                    self.assertEqual(self.rights(user, model), wanted)

    def test_what_the_server_records_is_not_written_by_administrators(self):
        system = self.users["system"]
        for record in (self.key, self.identity_of_amina):
            mine = record.with_user(system)
            for call in (
                lambda one: one.write({"provider_id": 1}),
                lambda one: one.unlink(),
                lambda one: one.copy(),
            ):
                with self.assertRaises(AccessError):
                    call(mine)

    def test_the_log_is_append_only_for_the_superuser_too(self):
        row = self.env["g2p.sign.in.log"]._append(self.provider, outcome="nonce")
        for call in (lambda: row.write({"outcome": "done"}), row.unlink):
            with self.assertRaisesRegex(AccessError, "Recorded sign-ins"):
                call()

    def test_nobody_reads_a_secret(self):
        for name in ("system", "employee", "portal"):
            with self.subTest(user=name):
                user = self.users[name]
                with self.assertRaises(AccessError):
                    self.key.with_user(user).read(["private_encrypted"])
                with self.assertRaises(AccessError):
                    self.provider.with_user(user).read(["secret_encrypted"])

    def test_only_administrators_use_the_buttons(self):
        system = self.users["system"]
        calls = {
            "provider": ("action_test", "action_generate_key", "action_preview"),
            "key": ("action_activate", "action_retire", "action_reencrypt"),
            "identity_of_amina": ("action_block", "action_unblock"),
        }
        for record, names in calls.items():
            for method in names:
                for user in ("registrar", "employee", "portal"):
                    with self.subTest(method=method, user=user), self.assertRaises(AccessError):
                        getattr(getattr(self, record).with_user(self.users[user]), method)()
        self.identity_of_amina.with_user(system).action_block()
        self.assertTrue(self.identity_of_amina.is_blocked)
        self.key.with_user(system).action_retire()
        self.assertEqual(self.key.state, "retired")

    def test_a_registrar_notes_that_a_person_was_checked(self):
        person = self.provider._create_registrant({"name": "Amina"})
        for user in ("employee", "portal"):
            with self.subTest(user=user), self.assertRaises(AccessError):
                person.with_user(self.users[user]).action_sign_in_checked()
        mine = person.with_user(self.users["registrar"])
        with self.assertRaisesRegex(AccessError, "Use the button"):
            mine.write({"is_sign_in_unchecked": False})
        mine.action_sign_in_checked()
        self.assertFalse(person.is_sign_in_unchecked)

    def test_a_provider_belongs_to_a_company(self):
        other = self.env["res.company"].create({"name": "Test: other"})
        stranger = new_test_user(
            self.env,
            "id_stranger",
            "base.group_system",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        for record in (self.provider, self.provider.claim_ids, self.key):
            self.assertFalse(record.with_user(stranger).search([("id", "in", record.ids)]))
            with self.assertRaises(AccessError):
                record.with_user(stranger).check_access("read")
