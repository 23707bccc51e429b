from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RegistryCase

PERSONAL = ("g2p.reg.id", "g2p.phone.number", "g2p.reg.rel", "g2p.registrant.tags")


@tagged("post_install", "-at_install")
class TestRegistryAccess(RegistryCase):
    """Access to persons and their data in the registry."""

    def _refused(self, model, user):
        words = rf"\({model}\)".replace(".", r"\.")
        return self.refused(AccessError, words), self.env[model].with_user(user)

    def test_others_than_the_registry_see_nothing_of_persons(self):
        for user in (self.plain, self.portal):
            for model in PERSONAL:
                refused, records = self._refused(model, user)
                with self.subTest(user=user.login, model=model), refused:
                    records.search([])

    def test_portal_users_do_not_even_see_the_lists_to_choose_from(self):
        for model in ("g2p.id.type", "g2p.relationship", "g2p.district"):
            refused, records = self._refused(model, self.portal)
            with self.subTest(model=model), refused:
                records.search([])

    def test_a_plain_user_cannot_add_an_id_to_a_registrant(self):
        lines = [(0, 0, {"id_type": self.id_type.id, "value": "123456"})]
        for user in (self.plain, self.portal):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.person.with_user(user).write({"reg_ids": lines})
        self.assertFalse(self.person.reg_ids)

    def test_a_plain_user_cannot_bring_a_registrant_back(self):
        self.person.disabled = "2020-01-01"
        with self.refused(AccessError, r"\(res\.partner\)"):
            self.person.with_user(self.plain).enable_registrant()
        self.assertTrue(self.person.disabled)

    def test_a_registrar_registers_and_deletes_nothing(self):
        vals = {
            "name": "Test New",
            "is_registrant": True,
            "reg_ids": [(0, 0, {"id_type": self.id_type.id, "value": "123456"})],
            "phone_number_ids": [(0, 0, {"phone_no": "+919876543210"})],
        }
        new = self.env["res.partner"].with_user(self.registrar).create(vals)
        self.assertEqual(new.reg_ids.value, "123456")
        for records in (new.reg_ids, new.phone_number_ids):
            with self.refused(AccessError, records._name.replace(".", r"\.")):
                records.unlink()

    def test_kinds_of_ids_are_the_administrators_matter(self):
        for user in (self.registrar, self.plain):
            with self.subTest(user=user.login), self.refused(AccessError, "g2p.id.type"):
                self.id_type.with_user(user).id_validation = ".*"
        self.id_type.with_user(self.admin).id_validation = "[0-9]{8}"
        self.assertEqual(self.id_type.id_validation, "[0-9]{8}")
