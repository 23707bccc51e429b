from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ANSWERS, AssistanceCase


@tagged("post_install", "-at_install")
class TestRegistry(AssistanceCase):
    """The registry changes by an officer's identification, not by the answers alone."""

    def test_submitting_creates_no_registrant(self):
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

    def test_the_officers_own_defaults_do_not_apply(self):
        keep = self.env["ir.default"].with_user(self.one).set
        root = [[0, 0, {"name": "Root", "login": "root of nobody"}]]
        keep("res.partner", "user_ids", root, user_id=True)
        person = self.submitted().with_user(self.one)._identify()
        self.assertFalse(person.sudo().user_ids)
        self.assertFalse(self.env["res.users"].search([("login", "=", "root of nobody")]))

    def test_a_known_person_is_offered_and_linked(self):
        known = self.submitted().with_user(self.one)._identify()
        again = self.submitted(user=self.eve)
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        wizard = wizard.create({"application_id": again.id})
        self.assertEqual((wizard.choice, wizard.candidate_ids), ("existing", known))
        self.assertIn("ID", wizard.hints)
        wizard.partner_id = known
        wizard.action_confirm()
        self.assertEqual(again.sudo().registrant_id, known)

    def test_a_dissimilar_person_cannot_be_linked(self):
        stranger = self.env["res.partner"].create({"name": "STRANGER", "is_registrant": True})
        application = self.submitted()
        with self.assertRaisesRegex(UserError, "has no ID, phone or name"):
            application.with_user(self.one)._identify(stranger)
        self.assertFalse(application.sudo().registrant_id)

    def test_a_person_can_be_identified_once(self):
        application = self.submitted().with_user(self.one)
        application._identify()
        with self.assertRaisesRegex(UserError, "is already identified"):
            application._identify()

    # === Answers that the registry would reject === #

    def legacy(self, **values):
        """A case submitted before the question for the kind of ID existed."""
        case = self.submitted().sudo()
        self.env.flush_all()
        names = ", ".join(f"{name} = %s" for name in values)
        self.env.cr.execute(
            f"UPDATE g2p_assistance_application SET {names} WHERE id = %s",  # noqa: S608
            [*values.values(), case.id],
        )
        self.env.invalidate_all()
        request = case._approval_request_sudo()
        request._update_content(
            case, case._approval_amount(), case._approval_digest(request.material_fields)
        )
        return case.with_user(self.one).sudo(False)

    def identify(self, case):
        wizard = self.env["g2p.assistance.identify"].with_user(self.one)
        wizard = wizard.create({"application_id": case.id})
        wizard.action_confirm()
        return wizard, case.sudo().registrant_id

    def test_a_case_without_a_kind_of_id_can_be_identified(self):
        wizard, person = self.identify(self.legacy(id_type_id=None))
        self.assertTrue(wizard.without_id)
        self.assertEqual(person.name, "NYAMBURA, ADA")
        self.assertFalse(person.reg_ids)

    def test_a_case_with_a_number_of_another_format_can_be_identified(self):
        case = self.legacy(phone=None)
        self.id_type.id_validation = "[0-9]{8}"
        wizard, person = self.identify(case)
        self.assertTrue(wizard.without_id)
        self.assertFalse(person.reg_ids)
        self.assertFalse(person.phone_number_ids)
        self.assertEqual(case.sudo().id_number, "TEST-778-123")

    def test_a_case_with_a_valid_id_shows_no_warning(self):
        wizard, person = self.identify(self.submitted().with_user(self.one))
        self.assertFalse(wizard.without_id)
        self.assertEqual(person.reg_ids.value, "TEST-778-123")

    def test_a_number_of_another_format_is_rejected_with_a_message(self):
        application = self.draft()
        self.id_type.id_validation = "[0-9]{8}"
        answers = {**ANSWERS["person"], **self.choices("person")}
        sentence = (
            "This is not a valid number for Test identity card. Enter it as it is printed on the "
            "document."
        )
        self.assertEqual(application._portal_save("person", answers), {"id_number": sentence})
        answers["id_number"] = "12345678"
        self.assertEqual(application._portal_save("person", answers), {})
