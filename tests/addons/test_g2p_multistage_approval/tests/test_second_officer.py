from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import INTERNAL, ApprovalCase

MANAGERS = "g2p_multistage_approval.group_approval_manager"


@tagged("post_install", "-at_install")
class TestSecondOfficer(ApprovalCase):
    """Signs that others can set exclude no officer from a case, but need a second officer."""

    def stated(self, **values):
        return self.submitted(stated_id=self.first.id, **values)

    def with_two(self, **values):
        self.policy.stage_ids[0].write({"officer_ids": [(4, self.outsider.id)], **values})
        return self.stated()

    def approvals(self, document):
        rows = self.request(document).decision_ids.filtered(lambda d: d.action == "approve")
        return [(row.user_id, row.needs_second) for row in rows.sorted("id")]

    def test_the_officer_decides_and_another_one_too(self):
        document = self.with_two()
        self.approve(document, self.first)
        self.assertEqual(self.step(document).name, "Check")
        with self.assertRaisesRegex(AccessError, "You have already decided in this case"):
            self.approve(document, self.first)
        self.approve(document, self.outsider)
        self.assertEqual(self.step(document).name, "Review")
        self.assertEqual(self.approvals(document), [(self.first, True), (self.outsider, False)])
        self.assertFalse(self.request(document)._check_chain())

    def test_an_officer_whom_it_does_not_concern_decides_alone(self):
        document = self.with_two()
        self.approve(document, self.outsider)
        self.assertEqual(self.step(document).name, "Review")

    def test_one_of_a_quorum_is_the_second_officer(self):
        document = self.with_two(quorum="all")
        self.approve(document, self.first)
        self.approve(document, self.outsider)
        self.assertEqual(self.step(document).name, "Review")

    def test_it_is_shown_to_the_officer_and_to_the_second_one(self):
        document = self.with_two()
        mine = document.with_user(self.first).sudo(False)
        words = "Somebody states that it concerns you."
        self.assertEqual(mine.approval_second_officer, words)
        dialogs = self.env["g2p.approval.decide"].with_user(self.first)
        dialog = dialogs.with_context(**mine.action_open_decide()["context"]).create({})
        self.assertEqual(dialog.second_officer, words)
        self.assertFalse(document.with_user(self.outsider).sudo(False).approval_second_officer)
        self.approve(document, self.first)
        self.assertEqual(
            document.with_user(self.outsider).sudo(False).approval_second_officer,
            "First approved this stage, but the case may concern them. You decide as the second "
            "officer.",
        )

    def test_without_a_second_officer_a_manager_names_one(self):
        document = self.stated()
        step = self.step(document)
        self.approve(document, self.first)
        self.assertTrue(step.nobody)
        with self.assertRaisesRegex(UserError, "This officer has already decided"):
            step.with_user(self.first).action_reassign(self.outsider.id, "My choice")
        manager = new_test_user(self.env, "approval second manager", MANAGERS)
        step.with_user(manager).action_reassign(self.outsider.id, "A second look", self.first.id)
        self.assertEqual(step.officer_ids, self.first | self.outsider)
        self.approve(document, self.outsider)
        self.assertEqual(self.step(document).name, "Review")

    def test_an_officer_who_reassigns_before_deciding_is_excluded(self):
        document = self.with_two()
        self.approve(document, self.first)
        step = self.step(document)
        step.with_user(self.outsider).action_reassign(self.fresh().id, "Away")
        self.assertNotIn(self.outsider, step.officer_ids)
        with self.assertRaisesRegex(AccessError, "not an officer of the stage Check"):
            self.approve(document, self.outsider)

    def fresh(self):
        return new_test_user(self.env, "approval fresh", INTERNAL, name="Fresh")

    def test_a_substitute_does_not_remove_the_need(self):
        document = self.stated()
        self.env["g2p.approval.delegation"].with_user(self.first).create(
            {
                "user_id": self.first.id,
                "delegate_id": self.outsider.id,
                "date_to": "2999-12-31",
                "reason": "Away",
            }
        )
        self.approve(document, self.outsider)
        self.assertEqual(self.step(document).name, "Check")

    def test_it_is_reported_in_bulk(self):
        document = self.with_two(allow_bulk=True)
        [outcome] = self.step(document).with_user(self.first).action_approve_many()
        self.assertTrue(outcome["ok"])
        self.assertEqual(outcome["message"], "Approved; a second officer must approve it too")
        self.assertEqual(self.step(document).name, "Check")

    def test_a_completion_by_an_interested_officer_needs_a_second_one(self):
        self.policy.stage_ids[0].write({"officer_ids": [(4, self.outsider.id)]})
        document = self.submitted()
        document.with_user(self.first)._approval_amend({"purpose": "Dam"}, "Read", True)
        self.approve(document, self.first)
        self.assertEqual(self.step(document).name, "Check")

    def test_the_flag_is_part_of_the_chain(self):
        document = self.stated()
        self.approve(document, self.first)
        row = self.request(document).decision_ids.filtered("needs_second")
        self.cr.execute(
            "UPDATE g2p_approval_decision SET needs_second = FALSE WHERE id = %s", [row.id]
        )
        self.env.invalidate_all()
        self.assertEqual(self.request(document)._check_chain(), row)

    def test_the_second_officer_is_notified(self):
        document = self.with_two()
        self.approve(document, self.first)
        self.assertIn(self.outsider, self.to_dos(document).user_id)
        self.assertNotIn(self.first, self.to_dos(document).user_id)
