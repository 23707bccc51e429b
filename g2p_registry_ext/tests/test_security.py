from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import RegistryExtCase


@tagged("post_install", "-at_install")
class TestSecurity(RegistryExtCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.access = cls.env["g2p.portal.access"]._grant(cls.owner, cls.asha)
        cls.consent = (
            cls.env["g2p.consent"]
            .with_user(cls.owner)
            ._record_consent(cls.asha, "Assistance", "I agree.", "v1", partner_id=cls.asha.id)
        )

    def _seen(self, record, user):
        return record.sudo(False).with_user(user).search([("id", "=", record.id)])

    def test_a_portal_user_sees_own_rows_only(self):
        for record in (self.access, self.consent):
            self.assertEqual(self._seen(record, self.owner).ids, record.ids)
            self.assertFalse(self._seen(record, self.stranger))
            with self.assertRaises(AccessError):
                record.sudo(False).with_user(self.stranger).read(["create_date"])

    def test_a_portal_user_writes_nothing(self):
        own = self.access.sudo(False).with_user(self.owner)
        with self.assertRaises(AccessError):
            own.write({"verified_until": False})
        with self.assertRaises(AccessError):
            own.unlink()
        with self.assertRaises(AccessError):
            own.create({"user_id": self.owner.id, "registrant_id": self.bela.id})

    def test_an_ordinary_officer_sees_neither_access_nor_consents(self):
        for record in (self.access, self.consent):
            with self.assertRaises(AccessError):
                self._seen(record, self.officer)

    def test_read_access_alone_from_another_addon_shows_no_row(self):
        for record in (self.access, self.consent):
            self.env["ir.model.access"].create(
                {
                    "name": "test: every internal user",
                    "model_id": self.env["ir.model"]._get_id(record._name),
                    "group_id": self.env.ref("base.group_user").id,
                    "perm_read": True,
                }
            )
            self.assertFalse(self._seen(record, self.officer))

    def test_the_registry_sees_access_and_consents_of_registrants(self):
        nameless = self._consent()
        for user in (self.registrar, self.admin):
            self.assertTrue(self._seen(self.access, user))
            self.assertTrue(self._seen(self.consent, user))
            self.assertFalse(self._seen(nameless, user))

    def test_a_registrar_reads_access_but_does_not_give_it(self):
        with self.assertRaises(AccessError):
            self.access.sudo(False).with_user(self.registrar).write({"active": False})

    def test_id_numbers_are_shown_in_full_to_identity_readers_only(self):
        reg_id = self._id(self.asha, "AB-1234-5678")
        reader = self._user(
            "ext_reader",
            "g2p_registry_base.group_g2p_registrar,g2p_registry_ext.group_registry_identity_reader",
        )
        self.assertEqual(reg_id.with_user(reader).value_shown, "AB-1234-5678")
        self.assertEqual(reg_id.with_user(self.registrar).value_shown, "••••5678")
        self.assertEqual(reg_id.with_user(reader).value_masked, "••••5678")
        self.assertEqual(self.asha.with_user(reader).shown_ids, "Test national ID AB-1234-5678")
        self.assertEqual(self.asha.with_user(self.registrar).shown_ids, "Test national ID ••••5678")

    def test_a_registrar_sees_masked_ids(self):
        self._id(self.asha, "AB-1234-5678")
        asha = self.asha.with_user(self.registrar)
        self.assertEqual(asha.masked_ids, "Test national ID ••••5678")

    def test_an_employee_without_a_role_reads_no_id_of_a_registrant(self):
        self._id(self.asha, "AB-1234-5678")
        asha = self.asha.with_user(self.officer)
        self.assertTrue(asha.read(["name"]), "that employees read contacts is Odoo's own rule")
        for name in ("masked_ids", "shown_ids"):
            # the second is 17.0's message for a field with groups
            said = rf'access the field.* "{name}"|- {name} \(allowed for groups '
            with self.assertRaisesRegex(AccessError, said):
                asha.read([name])
            with self.assertRaisesRegex(AccessError, said):
                asha.mapped(name)  # 17.0 lets it be called from outside
            self.assertNotIn(name, asha.fields_get())
        with self.assertRaises(AccessError):
            asha.reg_ids.mapped("value")
        with self.assertRaises(AccessError):
            asha.read(["consent_ids"])

    def test_the_form_of_an_individual_shows_the_page_to_the_registry(self):
        form = self.env.ref("g2p_registry_individual.view_individuals_form")
        arch = self.env["res.partner"].with_user(self.registrar).get_view(form.id)["arch"]
        self.assertIn('name="consents_access"', arch)
        arch = self.env["res.partner"].with_user(self.officer).get_view(form.id)["arch"]
        self.assertNotIn("portal_access_ids", arch)
