from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ApprovalCase


@tagged("post_install", "-at_install")
class TestAudit(ApprovalCase):
    """Changes of officers and procedures stay readable for the auditor."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        groups = "g2p_multistage_approval.group_approval_"
        cls.manager = new_test_user(cls.env, "audit manager", f"{groups}manager", name="Manager")
        cls.auditor = new_test_user(cls.env, "audit auditor", f"{groups}auditor", name="Auditor")

    def setUp(self):
        super().setUp()
        self.last = self.env["g2p.audit.change"].search([], limit=1).id

    def rows(self, action="write"):
        changes = self.env["g2p.audit.change"].with_user(self.auditor)
        found = changes.search([("id", ">", self.last), ("action", "=", action)], order="id")
        return [
            (row.res_model, row.res_id, row.field_name, row.old_value, row.new_value)
            for row in found
        ]

    def test_another_officer_of_a_stage_is_recorded(self):
        stage = self.policy.stage_ids[0]
        command = {"officer_ids": [(6, 0, self.outsider.ids)], "amount_policy": "any"}
        self.policy.with_user(self.manager).write({"stage_ids": [(1, stage.id, command)]})
        name = "g2p.approval.stage"
        self.assertEqual(
            self.rows(),
            [
                (name, stage.id, "amount_policy", "lower", "any"),
                (name, stage.id, "officer_ids", f"First (#{self.first.id})", False),
                (name, stage.id, "officer_ids", False, f"Outsider (#{self.outsider.id})"),
            ],
        )
        last = self.env["g2p.audit.change"].search([], limit=1)
        self.assertEqual(last.company_id, self.policy.company_id)  # read by its auditors only

    def test_a_procedure_and_its_four_eyes_are_recorded(self):
        self.policy.with_user(self.manager).write({"distinct_officers": False})
        self.assertEqual(
            self.rows(),
            [("g2p.approval.policy", self.policy.id, "distinct_officers", "yes", False)],
        )

    def test_a_deleted_procedure_leaves_its_stages_in_the_list(self):
        policy = self.make_policy([0, 0, {"name": "Only", "officer_ids": [(6, 0, self.first.ids)]}])
        stage = policy.stage_ids
        self.last = self.env["g2p.audit.change"].search([], limit=1).id
        policy.with_user(self.manager).unlink()
        rows = self.rows("unlink")
        officer = f"First (#{self.first.id})"
        self.assertIn(("g2p.approval.stage", stage.id, "officer_ids", officer, False), rows)
        self.assertIn(("g2p.approval.policy", policy.id, "name", "Documents", False), rows)

    def test_a_refused_deletion_of_a_procedure_records_nothing(self):
        with self.assertRaisesRegex(AccessError, "not allowed to delete"):
            self.policy.with_user(self.first).sudo(False).unlink()
        self.assertTrue(self.policy.stage_ids.exists())
        self.assertEqual(self.rows("unlink"), [])

    def test_an_absence_is_recorded(self):
        self.env["g2p.approval.delegation"].with_user(self.first).create(
            {
                "user_id": self.first.id,
                "delegate_id": self.outsider.id,
                "date_to": "2099-01-01",
                "reason": "Private reason",
            }
        )
        rows = [row[2:] for row in self.rows("create")]
        self.assertIn(("delegate_id", False, f"Outsider (#{self.outsider.id})"), rows)
        self.assertNotIn("Private reason", str(rows))

    def test_deciding_is_no_change_of_a_setting(self):
        document = self.submitted()
        self.approve_all(document)
        self.assertEqual(self.rows() + self.rows("create"), [])
