from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import AssistanceCase


@tagged("post_install", "-at_install")
class TestDeciding(AssistanceCase):
    def test_the_first_stage_identifies_and_assesses_before_it_approves(self):
        application = self.submitted()
        with self.assertRaisesRegex(UserError, "Identify the person in the registry first"):
            self.step(application, self.one).action_approve()
        application.with_user(self.one)._identify()
        with self.assertRaisesRegex(UserError, "Write your assessment first"):
            self.step(application, self.one).action_approve()
        self.assess(application)
        self.step(application, self.one).action_approve(1000)
        self.assertEqual(application.sudo().approval_waiting_for, "Review")

    def test_the_dialog_writes_the_assessment_and_decides_at_once(self):
        application = self.submitted()
        application.with_user(self.one)._identify()
        context = application.with_user(self.one).action_open_decide()["context"]
        dialogs = self.env["g2p.approval.decide"].with_user(self.one).with_context(**context)
        dialogs.create(
            {"need_score": "5", "assessment_remarks": "No income.", "amount": 900}
        ).action_confirm()
        [assessment] = application.sudo().assessment_ids
        self.assertEqual((assessment.need_score, assessment.officer_id), ("5", self.one))
        request = self.env["g2p.approval.request"]._of(application)
        self.assertEqual(request._granted_amount(), 900)

    def test_the_officer_must_choose_the_need_score(self):
        application = self.submitted()
        application.with_user(self.one)._identify()
        context = application.with_user(self.one).action_open_decide()["context"]
        dialogs = self.env["g2p.approval.decide"].with_user(self.one).with_context(**context)
        dialog = dialogs.create({"assessment_remarks": "No income.", "amount": 900})
        with self.assertRaisesRegex(
            UserError, f"assessment of {application.display_name} has no need score. Choose one"
        ):
            dialog.action_confirm()
        self.assertFalse(application.sudo().assessment_ids)
        self.assertEqual(application.sudo().approval_state, "pending")
        dialog.need_score = "2"
        dialog.action_confirm()
        self.assertEqual(application.sudo().assessment_ids.need_score, "2")

    def test_only_the_officer_of_the_stage_can_assess_and_identify(self):
        application = self.submitted()
        step = self.step(application, self.one)
        for user in (self.two, self.ada, self.auditor):
            with self.assertRaises(AccessError):
                application.with_user(user)._identify()
            with self.assertRaises(AccessError):
                self.env["g2p.assistance.assessment"].with_user(user)._save_for(
                    application.with_user(user), step, {"need_score": "1", "remarks": "No"}
                )

    def test_an_assessment_can_neither_be_forged_nor_changed_later(self):
        application = self.submitted()
        self.assess(application)
        assessment = application.sudo().assessment_ids
        for user in (self.one, self.two, self.env.ref("base.user_admin")):
            with self.assertRaises(AccessError):
                assessment.with_user(user).write({"need_score": "1"})
            with self.assertRaises(AccessError):
                assessment.with_user(user).unlink()
        self.step(application, self.one).action_approve()
        with self.assertRaisesRegex(UserError, "its assessment cannot be changed"):
            assessment.sudo().write({"need_score": "1"})

    def test_the_person_reads_why_it_was_rejected_and_not_the_internal_note(self):
        application = self.submitted()
        self.step(application, self.one).action_reject(
            self.reason.code, "Insured; told by the hospital", "Your insurance pays for this."
        )
        mine = application.with_user(self.ada)
        self.assertEqual(mine.state, "rejected")
        self.assertEqual(mine.rejection_public_text, "Your insurance pays for this.")
        with self.assertRaises(AccessError):
            mine.approval_decision_ids.read(["reason"])

    def test_an_officer_cannot_decide_their_own_application(self):
        application = self.submitted(user=self.one)
        self.assertFalse(self.step(application, self.one))
        self.assertIn("somebody else must decide", application.with_user(self.one).approval_why_not)

    def test_an_officer_with_the_persons_telephone_cannot_decide(self):
        self.one.partner_id.phone = "0799000123"
        application = self.submitted()
        self.assess(application)
        # a registrar has confirmed the number that the person wrote
        application.sudo().registrant_id.phone_number_ids.is_stated = False
        self.env.invalidate_all()
        self.assertEqual(
            application.with_user(self.one).sudo(False).approval_why_not,
            "You share a telephone number with somebody in this case. Another officer must decide "
            "it.",
        )

    def test_a_document_replaced_between_decisions_stops_the_next_one(self):
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_approve()
        document = application.sudo().document_ids
        self.env.cr.execute(
            "UPDATE g2p_document SET sha256 = %s WHERE id = %s", ["0" * 64, document.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "was changed after it was submitted"):
            self.step(application, self.two).action_approve()

    def test_the_queue_is_ordered_by_urgency_then_time(self):
        first, second = self.submitted(), self.submitted(user=self.eve)
        second.sudo().write({"urgency": "emergency"})
        queue = self.env["g2p.assistance.application"].with_user(self.one)
        found = queue.search([("approval_can_decide", "=", True)])
        self.assertEqual(found.ids, [second.id, first.id])
