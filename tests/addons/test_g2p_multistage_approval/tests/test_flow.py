from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCase, stage


@tagged("post_install", "-at_install")
class TestFlow(ApprovalCase):
    def test_three_officers_approve_one_after_the_other(self):
        document = self.submitted()
        self.assertEqual(document.approval_waiting_for, "Check")
        self.approve_all(document)
        self.assertEqual(document.approval_state, "approved")
        self.assertEqual(document.events, "submitted approved ")
        request = document._approval_check()
        self.assertEqual(request._granted_amount(), 1000)
        log = request.decision_ids.sorted("id")
        self.assertEqual(log.mapped("action"), ["submit", "approve", "approve", "approve"])
        self.assertEqual(log.user_id, self.author | self.first | self.second | self.third)

    def test_equal_sequences_are_decided_side_by_side(self):
        self.policy.stage_ids[1].sequence = 10
        document = self.submitted()
        self.assertEqual(document.approval_waiting_for, "Check, Review")
        steps = self.step(document)
        steps[1].with_user(self.second).action_approve()
        self.assertEqual(document.approval_state, "pending")
        steps[0].with_user(self.first).action_approve()
        self.assertEqual(document.approval_waiting_for, "Sign")

    def test_two_of_three_are_enough_where_two_are_required(self):
        self.policy.unlink()
        three = self.first | self.second | self.third
        self.make_policy(stage(10, "Board", three, quorum="n", required=2))
        document = self.submitted()
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "pending")
        self.approve(document, self.first)
        self.assertEqual(document.approval_state, "approved")

    def test_all_must_approve_where_all_are_required(self):
        self.policy.unlink()
        self.make_policy(stage(10, "Board", self.first | self.second, quorum="all"))
        document = self.submitted()
        self.approve(document, self.second)
        self.assertEqual(document.approval_state, "pending")
        self.approve(document, self.first)
        self.assertEqual(document.approval_state, "approved")

    def test_a_stage_runs_only_from_its_amount(self):
        self.policy.stage_ids[2].amount_from = 5000
        document = self.submitted(amount=4999.99)
        self.approve(document, self.first)
        self.approve(document, self.second)
        self.assertEqual(document.approval_state, "approved")
        self.assertEqual(len(self.request(self.submitted(amount=5000)).step_ids), 3)

    def test_an_officer_may_be_named_on_the_record(self):
        self.policy.stage_ids[0].write({"officer_ids": [(5,)], "officer_path": "rival_id"})
        document = self.submitted(rival_id=self.outsider.id)
        self.assertEqual(self.step(document).officer_ids, self.outsider)

    def test_a_rejection_ends_the_round_and_keeps_its_words(self):
        document = self.submitted()
        step = self.step(document).with_user(self.first)
        step.action_reject(self.reason.code, "Forged stamp", "The paper is not genuine.")
        self.assertEqual(document.approval_state, "rejected")
        self.assertEqual(document.events, "submitted rejected ")
        states = self.request(document).step_ids.mapped("state")
        self.assertEqual(states, ["rejected", "cancelled", "cancelled"])
        decision = self.request(document).decision_ids.filtered(lambda d: d.action == "reject")
        self.assertEqual(decision.public_text, "The paper is not genuine.")

    def test_a_rejection_needs_a_reason_and_a_text(self):
        step = self.step(self.submitted()).with_user(self.first)
        for code, note in (("", "text"), (self.reason.code, " "), ("none such", "text")):
            with self.assertRaisesRegex(UserError, "needs a reason code and a text"):
                step.action_reject(code, note)

    def test_a_return_pauses_and_an_unchanged_answer_continues(self):
        document = self.submitted()
        self.approve(document, self.first)
        self.step(document).with_user(self.second).action_return("Which bridge?")
        self.assertEqual(document.approval_state, "returned")
        self.assertFalse(self.step(document))
        document.write({"remark": "The old one"})
        document._approval_resubmit()
        self.assertEqual(self.step(document).name, "Review")
        self.approve(document, self.second)
        self.approve(document, self.third)
        self.assertEqual(document.events, "submitted returned submitted approved ")

    def test_a_changed_answer_starts_at_the_first_stage_again(self):
        document = self.submitted()
        self.approve(document, self.first, amount=900)
        self.step(document).with_user(self.second).action_return("Too dear")
        document.write({"amount": 800})
        document._approval_resubmit()
        self.assertEqual(self.step(document).name, "Check")
        self.approve_all(document)
        self.assertEqual(document._approval_check()._granted_amount(), 800)

    def test_a_return_needs_a_question(self):
        with self.assertRaisesRegex(UserError, "Say what information is needed"):
            self.step(self.submitted()).with_user(self.first).action_return(" ")

    def test_after_a_rejection_a_new_round_begins_if_the_procedure_allows_it(self):
        document = self.submitted()
        self.step(document).with_user(self.first).action_reject(self.reason.code, "No")
        document.action_submit_for_approval()
        self.assertEqual(self.request(document).round, 2)
        self.step(document).with_user(self.first).action_reject(self.reason.code, "No")
        self.policy.allow_resubmit = False
        with self.assertRaisesRegex(UserError, "was rejected and cannot be submitted again"):
            document.action_submit_for_approval()

    def test_a_withdrawal_closes_the_steps(self):
        document = self.submitted()
        document._approval_cancel("Not needed any more")
        self.assertEqual(document.approval_state, "cancelled")
        self.assertEqual(set(self.request(document).step_ids.mapped("state")), {"cancelled"})
        with self.assertRaisesRegex(UserError, "is not being decided"):
            document._approval_cancel("Again")

    def test_the_inbox_shows_the_steps_the_officer_can_decide(self):
        document = self.submitted()
        documents = self.env["test.approval.document"]
        mine = [("approval_can_decide", "=", True)]
        self.assertEqual(documents.with_user(self.first).search(mine), document)
        self.assertFalse(documents.with_user(self.second).search(mine))
        self.assertFalse(documents.with_user(self.author).search(mine))
        self.approve(document, self.first)
        self.assertFalse(documents.with_user(self.first).search(mine))
        self.assertEqual(documents.with_user(self.second).search(mine), document)

    def test_the_to_do_names_neither_the_amount_nor_the_purpose(self):
        document = self.submitted(amount=4711)
        activity = self.to_dos(document)
        self.assertEqual(activity.user_id, self.first)
        words = f"{activity.summary} {activity.note}"
        self.assertNotIn("4711", words)
        self.assertNotIn("Bridge", words)
        self.approve(document, self.first)
        self.assertEqual(self.to_dos(document).user_id, self.second)

    def mails_of_a_run(self):
        """The mails of a run of the hourly job, an hour from now."""
        before = self.env["mail.mail"].search([])
        with freeze_time(fields.Datetime.add(fields.Datetime.now(), hours=1)):
            self.env["g2p.approval.step"]._cron_mail_inbox()
        return self.env["mail.mail"].search([]) - before

    def test_one_mail_tells_an_officer_the_number_of_new_cases(self):
        self.env["g2p.approval.step"]._cron_mail_inbox()
        (self.first | self.second).notification_type = "email"
        self.env.company.email = "office@example.org"
        self.submitted(name="Bridge paper", amount=4711)
        self.submitted()
        mail = self.mails_of_a_run()
        self.assertIn(self.first.email, mail.email_to)
        self.assertEqual(mail.email_from, self.env.company.email_formatted)
        self.assertIn("Cases that wait for your decision: 2", mail.body_html)
        for secret in ("Bridge", "4711", "Author"):
            self.assertNotIn(secret, f"{mail.subject} {mail.body_html}")

    def test_an_officer_without_new_cases_or_without_mail_gets_none(self):
        self.env["g2p.approval.step"]._cron_mail_inbox()
        self.first.notification_type = "inbox"
        self.submitted()
        self.assertFalse(self.mails_of_a_run())

    def test_only_users_who_can_act_are_notified(self):
        self.policy.stage_ids[0].officer_ids |= self.outsider
        document = self.submitted(rival_id=self.first.id)
        self.assertEqual(self.to_dos(document).user_id, self.outsider)
        self.assertFalse(self.step(document).nobody)
        self.policy.stage_ids[0].officer_ids = self.first
        alone = self.submitted(rival_id=self.first.id)
        self.assertFalse(self.to_dos(alone))
        self.assertTrue(self.step(alone).nobody)
