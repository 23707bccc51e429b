from odoo.tests import new_test_user, tagged

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestAudit(AssistanceCase):
    """Money and rules of a programme: the auditor can read each change."""

    def setUp(self):
        super().setUp()
        group = "g2p_immediate_assistance.group_assistance_manager"
        self.chief = new_test_user(self.env, "case chief", group, name="Chief")
        self.last = self.env["g2p.audit.change"].search([], limit=1).id

    def rows(self, model):
        changes = self.env["g2p.audit.change"].with_user(self.auditor)
        found = changes.search([("id", ">", self.last), ("res_model", "=", model)], order="id")
        return [(row.user_id.name, row.field_name, row.old_value, row.new_value) for row in found]

    def test_increasing_a_fund_is_recorded(self):
        self.fund.with_user(self.chief).write({"amount": 250000.5})
        self.assertEqual(
            self.rows("g2p.assistance.fund"), [("Chief", "amount", "10000", "250000.5")]
        )

    def test_archiving_a_fund_is_recorded(self):
        fund = self.fund.with_user(self.chief)
        fund.action_archive()
        fund.action_unarchive()
        self.assertEqual(
            self.rows("g2p.assistance.fund"),
            [("Chief", "active", "yes", False), ("Chief", "active", False, "yes")],
        )

    def test_changing_a_text_in_the_translation_dialog_is_recorded(self):
        settings = self.env["g2p.assistance.settings"].search(
            [("program_id", "=", self.program.id)]
        )
        before = settings.consent_text
        mine = settings.with_user(self.chief)
        mine.update_field_translations("consent_text", {"en_US": "I agree to all."})
        self.assertEqual(settings.consent_text, "I agree to all.")
        self.type.with_user(self.chief).update_field_translations(
            "description", {"en_US": "What people read is no setting"}
        )
        self.assertEqual(
            self.rows("g2p.assistance.settings"),
            [("Chief", "consent_text", f"en_US: {before}", "en_US: I agree to all.")],
        )
        self.assertEqual(self.rows("g2p.assistance.type"), [])

    def test_reservations_of_a_fund_are_not_recorded(self):
        self.issued()
        self.assertEqual(self.fund.reserved, 1200)
        self.assertEqual(self.rows("g2p.assistance.fund"), [])

    def test_changing_a_types_ceiling_or_procedure_is_recorded(self):
        self.type.with_user(self.chief).write({"ceiling": 99999, "policy_id": False})
        self.assertEqual(
            self.rows("g2p.assistance.type"),
            [
                ("Chief", "ceiling", "5000", "99999"),
                ("Chief", "policy_id", f"Test applications (#{self.policy.id})", False),
            ],
        )

    def test_removing_a_required_document_is_recorded(self):
        self.type.with_user(self.chief).write({"document_ids": [(5, 0, 0)]})
        self.assertIn(
            "document_type_id", [row[1] for row in self.rows("g2p.assistance.type.document")]
        )

    def test_identifying_a_patient_is_logged_in_the_case(self):
        application = self.approved()
        self.assertEqual(self.rows("g2p.portal.access"), [])
        log = application.approval_decision_ids.filtered(lambda d: d.action == "amend")
        self.assertEqual(log.user_id, self.one)
