from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import ApprovalCase

MANAGERS = "g2p_multistage_approval.group_approval_manager"


@tagged("post_install", "-at_install")
class TestSimulate(ApprovalCase):
    """A manager simulates a procedure before it is used."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(cls.env, "approval manager", MANAGERS, name="Manager")

    def tried(self, **values):
        return (
            self.env["g2p.approval.simulate"]
            .with_user(self.manager)
            .create({"policy_id": self.policy.id, **values})
        )

    def test_an_amount_shows_the_stages_that_would_run(self):
        self.policy.stage_ids[2].amount_from = 5000
        lines = self.tried(amount=1000).line_ids
        self.assertEqual(lines.mapped("runs"), [True, True, False])
        self.assertEqual(lines[2].why, "Only from $\u00a05,000.00")
        self.assertEqual(self.tried(amount=5000).line_ids.mapped("runs"), [True, True, True])

    def test_a_record_shows_who_could_decide_and_why_others_could_not(self):
        self.policy.stage_ids[0].officer_ids |= self.second
        document = self.make_document(rival_id=self.first.id)
        tried = self.tried(res_id=document.id)
        self.assertEqual(tried.line_ids[0].can, "Second")
        self.assertEqual(tried.line_ids[0].cannot, "First: They are rivals.")
        self.assertEqual(tried.verdict, "3 stages apply, and each has an officer.")

    def test_a_stage_that_would_wait_forever_is_reported(self):
        document = self.make_document(rival_id=self.first.id)
        self.assertIn("would wait forever", self.tried(res_id=document.id).verdict)

    def test_a_record_of_another_procedure_is_reported(self):
        self.make_policy(*[], name="Earlier", sequence=1)
        document = self.make_document()
        verdict = self.tried(res_id=document.id).verdict
        self.assertIn("decided by procedure Earlier instead", verdict)

    def test_a_simulation_submits_nothing(self):
        document = self.make_document()
        self.assertTrue(self.tried(res_id=document.id).verdict)
        self.assertEqual(document.approval_state, "none")
        self.assertFalse(self.request(document))

    def test_a_dialog_without_a_procedure_is_empty(self):
        dialogs = self.env["g2p.approval.simulate"].with_user(self.manager)
        shown = dialogs.onchange({}, [], {"verdict": {}, "line_ids": {}})["value"]
        self.assertFalse(shown.get("verdict"))

    def test_a_text_is_no_record(self):
        with self.assertRaisesRegex(ValidationError, "“Record” cannot hold this value"):
            self.tried(res_id="first")

    def test_officers_do_not_simulate_procedures(self):
        with self.assertRaises(AccessError):
            self.env["g2p.approval.simulate"].with_user(self.first).create(
                {"policy_id": self.policy.id}
            )

    def test_a_path_that_leads_nowhere_is_refused_when_written(self):
        for path in ("nothing", "company_id", "name", "rival_id.nothing"):
            with self.assertRaisesRegex(ValidationError, "does not lead to users"):
                self.policy.stage_ids[0].officer_path = path
        self.policy.stage_ids[0].officer_path = "rival_id"

    def test_more_approvals_than_officers_block(self):
        self.policy.stage_ids[0].write({"quorum": "n", "required": 2})
        document = self.make_document()
        with self.assertRaisesRegex(UserError, "has fewer officers than must approve"):
            document.action_submit_for_approval()
