import psycopg2

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ApprovalCase, stage


@tagged("post_install", "-at_install")
class TestFailsClosed(ApprovalCase):
    """An incomplete configuration blocks, with a message about the missing part."""

    def refused(self, words):
        document = self.make_document()
        with self.assertRaisesRegex(UserError, words):
            document.action_submit_for_approval()
        self.assertEqual(document.approval_state, "none")

    def test_no_procedure(self):
        self.policy.active = False
        self.refused("(?i)no (approval )?procedure")

    def test_no_stage(self):
        self.policy.stage_ids.unlink()
        self.refused("(?i)no stage")

    def test_no_stage_for_this_amount(self):
        self.policy.stage_ids.amount_from = 1000000
        self.refused("(?i)no stage")

    def test_no_officer(self):
        self.policy.stage_ids[1].officer_ids = False
        self.refused("The stage Review of the procedure Documents has no officer")

    def test_a_procedure_of_another_company_does_not_count(self):
        self.policy.company_id = self.env["res.company"].create({"name": "Elsewhere"})
        self.refused("(?i)no (approval )?procedure")

    def test_a_condition_that_is_not_a_domain_is_refused_when_written(self):
        for text in ("nonsense", "[('no_such_field', '=', 1)]", "__import__('os')", "5"):
            with self.assertRaises(ValidationError):
                self.policy.domain = text
            with self.assertRaises(ValidationError):
                self.policy.stage_ids[0].domain = text

    def test_a_condition_broken_in_the_database_blocks(self):
        self.env.cr.execute(
            "UPDATE g2p_approval_policy SET domain = 'nonsense' WHERE id = %s", [self.policy.id]
        )
        self.env.invalidate_all()
        self.refused("(?i)condition")

    def test_a_quorum_is_at_least_one(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.CheckViolation):
            self.make_policy(stage(10, "Nobody", self.first, quorum="n", required=0))

    def test_the_form_warns_of_blocking_settings(self):
        self.assertFalse(self.policy.warning)
        self.policy.stage_ids[2].officer_ids = self.first
        self.assertIn("3 different officers are needed, but only 2 are named", self.policy.warning)
        self.policy.stage_ids[0].officer_ids = False
        self.assertIn("Stage Check has no officer", self.policy.warning)
