from odoo.tests import new_test_user, tagged

from .attack import CHECKER, AttackCase
from .common import INTERNAL, stage

ABLE = "An officer of the stage Check can decide this case"


@tagged("post_install", "-at_install")
class TestOverride(AttackCase):
    """Two managers override only if no officer can decide, with the same requirements."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.asking, cls.confirming = cls.manager(cls), cls.manager(cls, "other")

    def stuck(self, **values):
        """A case that its only officer may not decide."""
        return self.step(self.submitted(rival_id=self.first.id, **values))

    def ask(self, step, verdict="approve", *texts, **values):
        self.call(self.asking, step, "action_override_ask", verdict, "Rivals", *texts, **values)
        return self.asked(step)

    def asked(self, step):
        return step.decision_ids.filtered(lambda d: d.action == "override_ask").sorted("id")[-1:]

    def not_asked(self, exception, words, step, user=None, **values):
        args = ["approve", "Rivals"]
        by = user or self.asking
        self.refused_with(exception, words, by, step, "action_override_ask", *args, **values)

    def confirm(self, step):
        asked = self.asked(step).id
        self.call(self.confirming, step, "action_override_confirm", "Right", asked)

    def not_confirmed(self, exception, words, step, user=None):
        args = ["Right", self.asked(step).id]
        by = user or self.confirming
        self.refused_with(exception, words, by, step, "action_override_confirm", *args)

    def test_the_requesting_manager_learns_who_must_confirm(self):
        step = self.stuck()
        wizard = self.wizard(self.asking, "override", step_id=step.id, reason="Rivals")
        answer = wizard.with_user(self.asking).action_confirm()
        self.assertIn("Ask another manager to confirm it", answer["params"]["message"])
        self.assertEqual(answer["params"]["next"]["type"], "ir.actions.act_window_close")
        self.assertEqual(self.asked(step).user_id, self.asking)

    # === Only if nobody can decide === #

    def test_not_while_an_officer_can(self):
        step = self.step(self.submitted())
        self.not_asked("UserError", ABLE, step)
        self.refused_with("UserError", ABLE, self.asking, step, "action_open_override")

    def test_not_while_a_member_of_the_group_can(self):
        self.policy.stage_ids[0].group_id = self.env.ref(CHECKER)
        new_test_user(self.env, "past checker", f"{INTERNAL},{CHECKER}")
        self.not_asked("UserError", ABLE, self.stuck())

    def test_not_while_the_escalation_group_can(self):
        new_test_user(self.env, "past checker", f"{INTERNAL},{CHECKER}")
        step = self.stuck()
        step.sudo().write({"escalation_group_id": self.env.ref(CHECKER).id})
        self.ask(step)
        step.sudo().escalated_on = "2026-01-01 00:00:00"
        self.not_confirmed("UserError", ABLE, step)

    def test_not_while_a_substitute_can(self):
        self.policy.stage_ids[0].officer_ids = self.first
        step = self.step(self.submitted())
        self.absent(self.first, self.second)
        self.first.active = False
        self.assertTrue(step.nobody)
        self.first.active = True
        self.not_asked("UserError", ABLE, step)
        self.assertFalse(step.nobody)

    def absent(self, officer, delegate):
        vals = {"user_id": officer.id, "delegate_id": delegate.id, "date_to": "2999-12-31"}
        self.call(officer, "g2p.approval.delegation", "create", {**vals, "reason": "Leave"})

    def test_not_when_an_officer_can_again_before_it_is_confirmed(self):
        step = self.stuck()
        self.ask(step)
        self.env["test.approval.document"].browse(step.request_id.res_id).rival_id = False
        self.not_confirmed("UserError", ABLE, step)

    def test_an_officer_who_may_not_read_the_case_cannot_decide_it(self):
        step = self.step(self.submitted())
        self.assertFalse(step.nobody)
        self.env["ir.rule"].create(
            {
                "name": "Not for the first",
                "model_id": self.env["ir.model"]._get_id("test.approval.document"),
                "domain_force": f"[(0, '=', 1)] if user.id == {self.first.id} else []",
            }
        )
        self.env.invalidate_all()
        self.assertTrue(step.nobody)
        self.ask(step)
        line = f"#{self.first.id}: You may not read the record of this case."
        self.assertEqual(self.asked(step).hindrances, line)

    def test_the_engine_says_why_and_the_log_keeps_numbers(self):
        gone = new_test_user(self.env, "past gone", INTERNAL, name="Gone Person")
        self.policy.stage_ids[0].officer_ids = self.first | gone
        step = self.stuck()
        gone.active = False
        asked = self.ask(step)
        lines = {
            f"#{self.first.id}: They are rivals.",
            f"#{gone.id}: The account is archived.",
        }
        self.assertEqual(set(asked.hindrances.splitlines()), lines)
        self.confirm(step)
        done = step.decision_ids.filtered(lambda d: d.action == "override")
        self.assertEqual(set(done.hindrances.splitlines()), lines)
        self.assertFalse(step.request_id._check_chain())

    def test_the_engines_reasons_are_part_of_the_chain_and_can_be_erased(self):
        step = self.stuck()
        asked = self.ask(step)
        asked._erase_texts()
        self.assertFalse(asked.hindrances)
        self.assertFalse(step.request_id._check_chain())
        self.cr.execute(
            "UPDATE g2p_approval_decision SET text_digest = 'x' WHERE id = %s", [asked.id]
        )
        self.env.invalidate_all()
        self.assertEqual(step.request_id._check_chain(), asked)

    def test_a_change_of_the_engines_reasons_breaks_the_chain(self):
        step = self.stuck()
        asked = self.ask(step)
        self.cr.execute(
            "UPDATE g2p_approval_decision SET hindrances = 'ill' WHERE id = %s", [asked.id]
        )
        self.env.invalidate_all()
        self.assertEqual(step.request_id._check_chain(), asked)

    # === The same requirements === #

    def test_the_requirements_of_the_stage_are_met(self):
        step = self.stuck(lacks="A stamp is missing.")
        self.not_asked("UserError", "A stamp is missing", step)
        document = self.env["test.approval.document"].browse(step.request_id.res_id)
        document.lacks = False
        self.ask(step)
        document.lacks = "A stamp is missing."
        self.not_confirmed("UserError", "A stamp is missing", step)

    def test_the_content_must_be_unchanged_since_the_submission(self):
        step = self.stuck()
        self.env["test.approval.document"].browse(step.request_id.res_id).sudo().purpose = "Dam"
        self.not_asked("UserError", "was changed after it was submitted", step)

    def test_a_request_from_before_a_completion_is_not_confirmed(self):
        step = self.stuck()
        self.ask(step)
        document = self.env["test.approval.document"].browse(step.request_id.res_id)
        document.with_user(self.second)._approval_amend({"purpose": "Dam"}, "Read")
        self.not_confirmed("UserError", "Another override was requested", step)

    def test_the_amount_obeys_the_stage(self):
        step = self.stuck()  # the stage may lower the amount
        words = "may lower the amount, not raise it"
        self.not_asked("UserError", words, step, amount=1001)
        for bad in (-1, 0, "900"):
            self.not_asked("UserError", "must be a positive number", step, amount=bad)
        self.not_asked("UserError", "cannot be paid", step, amount=900.001)
        self.assertEqual(self.ask(step, amount=900).amount, 900)
        self.confirm(step)
        self.assertEqual(step.state, "approved")
        self.assertEqual(step.request_id.amount_granted, 900)

    def test_a_stage_that_requires_an_amount_requires_it_here_too(self):
        self.policy.stage_ids[0].requires_amount = True
        step = self.stuck()
        self.not_asked("UserError", "Enter the amount", step)
        self.ask(step, amount=1000)
        self.confirm(step)
        self.assertEqual(step.request_id.amount_granted, 1000)

    def test_an_amount_that_is_only_requested_is_not_granted(self):
        step = self.stuck()
        self.ask(step, amount=900)
        self.assertEqual(step.request_id.amount_granted, 1000)

    def test_the_confirming_manager_sees_amount_and_reasons(self):
        step = self.stuck()
        self.ask(step, amount=900)
        action = self.call(self.confirming, step, "action_open_override")
        dialogs = self.env["g2p.approval.override"].with_user(self.confirming).sudo(False)
        dialog = dialogs.with_context(**action["context"]).create({"reason": "Right"})
        self.assertEqual(dialog.asked_amount, 900)
        self.assertEqual(dialog.hindrances, "First: They are rivals.")
        dialog.action_confirm()
        self.assertEqual(step.request_id.amount_granted, 900)

    def test_the_dialog_asks_with_its_amount(self):
        step = self.stuck()
        action = self.call(self.asking, step, "action_open_override")
        dialogs = self.env["g2p.approval.override"].with_user(self.asking).sudo(False)
        dialog = dialogs.with_context(**action["context"]).create({"reason": "Rivals"})
        self.assertEqual(dialog.amount, 1000)
        dialog.amount = 800
        dialog.action_confirm()
        self.assertEqual(self.asked(step).amount, 800)

    # === The managers === #

    def test_a_manager_who_reassigned_the_case_does_not_override(self):
        step = self.stuck()
        self.call(self.asking, step, "action_reassign", self.outsider.id, "Away", self.first.id)
        self.outsider.active = False
        words = "You reassigned your part in this case"
        self.not_asked("AccessError", words, step)
        self.call(self.confirming, step, "action_override_ask", "approve", "Gone")
        self.not_confirmed("AccessError", words, step, user=self.asking)

    def test_a_manager_who_chose_a_voting_substitute_does_not(self):
        self.policy.active = False
        self.make_policy(stage(10, "Board", self.first | self.second, quorum="all"))
        step = self.step(self.submitted(rival_id=self.second.id))
        vals = {"user_id": self.first.id, "delegate_id": self.outsider.id, "reason": "Leave"}
        vals["date_to"] = "2999-12-31"
        self.call(self.asking, "g2p.approval.delegation", "create", vals)
        self.call(self.outsider, step, "action_approve")
        self.not_asked("AccessError", "You chose the substitute", step)
        self.not_asked("AccessError", "You chose the substitute", step, amount=1)

    def test_a_manager_of_another_company_does_not(self):
        step = self.stuck()
        elsewhere = self.env["res.company"].create({"name": "Elsewhere"})
        self.asking.write({"company_ids": [(6, 0, elsewhere.ids)], "company_id": elsewhere.id})
        self.not_asked("AccessError", "Approval Step|another company", step)

    def test_the_request_continues_as_after_an_approval(self):
        step = self.stuck()
        self.ask(step)
        self.confirm(step)
        document = self.env["test.approval.document"].browse(step.request_id.res_id)
        self.assertEqual(self.step(document).name, "Review")
        self.call(self.second, self.step(document), "action_approve")
        self.call(self.third, self.step(document), "action_approve")
        self.assertEqual(document.approval_state, "approved")
        self.assertIn("approved", document.events)
