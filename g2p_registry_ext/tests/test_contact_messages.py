from odoo.tests import new_test_user, tagged

from .common import RegistryExtCase


@tagged("post_install", "-at_install")
class TestContactMessages(RegistryExtCase):
    """Odoo posts a note on a contact that gets a portal account; readers of the contact read it.

    docs/security.md, "Risks that remain with the host", says so, and what a deployer can do.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.person = cls._registrant("Test", "Portal", email="person@example.org")
        new_test_user(cls.env, "ext_person", "base.group_portal", partner_id=cls.person.id)

    def read_by(self, user):
        """Messages on the person's contact that the user can read."""
        self.env.flush_all()
        self.env.invalidate_all()
        messages = self.env["mail.message"].with_user(user)
        found = messages.search([("model", "=", "res.partner"), ("res_id", "=", self.person.id)])
        return [str(message.body) for message in found]

    def test_an_employee_reads_that_there_is_an_account(self):
        texts = " ".join(self.read_by(self.officer))
        self.assertIn("Portal Access Granted", texts)

    def test_the_note_names_no_more_than_the_contact(self):
        """Odoo's note contains only data of the contact, which an employee can read anyway."""
        for text in self.read_by(self.officer):
            self.assertNotIn("ext_person", text)

    def test_an_employee_of_another_company_reads_none(self):
        other = self.env["res.company"].create({"name": "Test: company B"})
        stranger = new_test_user(
            self.env,
            "ext_other",
            "base.group_user",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        self.assertEqual(self.read_by(stranger), [])

    def test_a_rule_of_the_deployer_on_contacts_closes_their_messages(self):
        contacts = self.env["ir.model"]._get_id("res.partner")
        for group, domain in (
            ("base.group_user", "[('is_registrant', '=', False)]"),
            ("g2p_registry_base.group_g2p_registrar", "[(1, '=', 1)]"),
        ):
            self.env["ir.rule"].create(
                {
                    "name": "Registrants: the registry's roles alone",
                    "model_id": contacts,
                    "domain_force": domain,
                    "groups": [(4, self.ref(group))],
                }
            )
        self.assertEqual(self.read_by(self.officer), [])
        self.assertTrue(self.read_by(self.registrar))
