from odoo.tests import new_test_user, tagged

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestAudit(AssistanceCase):
    """Money and rules of a programme: each change stays readable for the auditor."""

    def setUp(self):
        super().setUp()
        group = "g2p_immediate_assistance.group_assistance_manager"
        self.chief = new_test_user(self.env, "case chief", group, name="Chief")
        self.last = self.env["g2p.audit.change"].search([], limit=1).id

    def rows(self, model):
        changes = self.env["g2p.audit.change"].with_user(self.auditor)
        found = changes.search([("id", ">", self.last), ("res_model", "=", model)], order="id")
        return [(row.user_id.name, row.field_name, row.old_value, row.new_value) for row in found]

    def test_a_fund_that_is_raised_is_recorded(self):
        self.fund.with_user(self.chief).write({"amount": 250000.5})
        self.assertEqual(
            self.rows("g2p.assistance.fund"), [("Chief", "amount", "10000", "250000.5")]
        )

    def test_a_fund_that_is_archived_is_recorded(self):
        fund = self.fund.with_user(self.chief)
        fund.action_archive()
        fund.action_unarchive()
        self.assertEqual(
            self.rows("g2p.assistance.fund"),
            [("Chief", "active", "yes", False), ("Chief", "active", False, "yes")],
        )

    def test_a_text_that_is_changed_in_the_dialog_of_translations_is_recorded(self):
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

    def test_money_that_a_fund_reserves_is_no_setting(self):
        self.issued()
        self.assertEqual(self.fund.reserved, 1200)
        self.assertEqual(self.rows("g2p.assistance.fund"), [])

    def test_a_ceiling_and_a_procedure_of_a_type_are_recorded(self):
        self.type.with_user(self.chief).write({"ceiling": 99999, "policy_id": False})
        self.assertEqual(
            self.rows("g2p.assistance.type"),
            [
                ("Chief", "ceiling", "5000", "99999"),
                ("Chief", "policy_id", f"Test applications (#{self.policy.id})", False),
            ],
        )

    def test_a_document_that_is_not_asked_for_any_more_is_recorded(self):
        self.type.with_user(self.chief).write({"document_ids": [(5, 0, 0)]})
        self.assertIn(
            "document_type_id", [row[1] for row in self.rows("g2p.assistance.type.document")]
        )

    def test_identifying_a_patient_stands_in_the_log_of_the_case(self):
        application = self.approved()
        self.assertEqual(self.rows("g2p.portal.access"), [])
        log = application.approval_decision_ids.filtered(lambda d: d.action == "amend")
        self.assertEqual(log.user_id, self.one)
