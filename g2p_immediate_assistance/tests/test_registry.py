from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestRegistry(AssistanceCase):
    """An officer's acceptance writes the registry, not the person's words."""

    def test_submitting_writes_no_registrant(self):
        before = self.env["res.partner"].search_count([("is_registrant", "=", True)])
        self.submitted()
        after = self.env["res.partner"].search_count([("is_registrant", "=", True)])
        self.assertEqual(before, after)

    def test_the_officer_registers_a_new_person(self):
        application = self.submitted()
        person = application.with_user(self.one)._identify()
        self.assertEqual(person.name, "NYAMBURA, ADA")
        self.assertEqual(person.reg_ids.value, "TEST-778-123")
        self.assertEqual(application.sudo().registrant_id, person)
        self.assertEqual(application.sudo().consent_id.partner_id, person)
        access = self.env["g2p.portal.access"]._registrants_of(self.ada)
        self.assertEqual(access, person)

    def test_no_default_that_an_officer_keeps_comes_along(self):
        keep = self.env["ir.default"].with_user(self.one).set
        root = [[0, 0, {"name": "Root", "login": "root of nobody"}]]
        keep("res.partner", "user_ids", root, user_id=True)
        person = self.submitted().with_user(self.one)._identify()
        self.assertFalse(person.sudo().user_ids)
        self.assertFalse(self.env["res.users"].search([("login", "=", "root of nobody")]))

    def test_a_person_known_already_is_offered_and_linked(self):
        known = self.submitted().with_user(self.one)._identify()
        again = self.submitted(user=self.eve)
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        wizard = wizard.create({"application_id": again.id})
        self.assertEqual((wizard.choice, wizard.candidate_ids), ("existing", known))
        self.assertIn("ID", wizard.hints)
        wizard.partner_id = known
        wizard.action_confirm()
        self.assertEqual(again.sudo().registrant_id, known)

    def test_a_stranger_is_not_linked(self):
        stranger = self.env["res.partner"].create({"name": "STRANGER", "is_registrant": True})
        application = self.submitted()
        with self.assertRaisesRegex(UserError, "shares no ID, phone or name"):
            application.with_user(self.one)._identify(stranger)
        self.assertFalse(application.sudo().registrant_id)

    def test_a_person_is_identified_once(self):
        application = self.submitted().with_user(self.one)
        application._identify()
        with self.assertRaisesRegex(UserError, "is identified already"):
            application._identify()
