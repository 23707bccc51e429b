from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import ApprovalCase, stage

BUDGET = "Budget"


@tagged("post_install", "-at_install")
class TestChoosing(ApprovalCase):
    """Procedure and stages fit the present case after every change."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        cls.budget = new_test_user(cls.env, "approval budget", "base.group_user", name="Budgeter")
        cls.policy = cls.make_policy(
            stage(10, "Check", cls.first, amount_policy="any", max_raise_percent=900),
            stage(20, BUDGET, cls.budget, amount_from=1000),
            stage(30, "Sign", cls.third, amount_policy="any", max_raise_percent=900),
        )

    def states(self, document):
        steps = self.request(document)._current_steps()
        return {step.name: step.state for step in steps}

    def answered(self, document, officer, **values):
        """The officer asks, and the author answers with changed content."""
        self.step(document).with_user(officer).action_return("How much?")
        document.write(values)
        document._approval_resubmit()

    # === The attack: a question is answered with another amount === #

    def test_an_answer_with_another_amount_activates_the_budget_stage(self):
        document = self.submitted(amount=100)
        self.assertEqual(self.states(document)[BUDGET], "skipped")
        self.answered(document, self.first, amount=4500)
        self.approve(document, self.first)
        self.approve(document, self.budget)
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "approved")
        self.assertEqual(self.request(document)._granted_amount(), 4500)

    def test_an_answer_with_a_smaller_amount_skips_the_budget_stage(self):
        document = self.submitted(amount=4500)
        self.answered(document, self.first, amount=100)
        step = self.request(document)._current_steps().filtered(lambda s: s.name == BUDGET)
        self.assertEqual((step.state, step.skip_reason), ("skipped", "Only from $\u00a01,000.00"))
        self.approve(document, self.first)
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "approved")

    def test_an_answer_is_decided_by_the_present_procedure(self):
        document = self.submitted(amount=100)
        self.step(document).with_user(self.first).action_return("How much?")
        self.policy.stage_ids[0].officer_ids = self.second
        self.make_policy(
            stage(5, "Big", self.outsider), sequence=1, domain="[('amount', '>', 999)]"
        )
        document.write({"amount": 200})
        document._approval_resubmit()
        self.assertEqual(self.step(document).officer_ids, self.second)
        self.answered(document, self.second, amount=4500)
        self.assertEqual(self.step(document).name, "Big")
        self.assertEqual(set(self.states(document)), {"Big"})

    def test_an_answer_without_a_procedure_is_refused(self):
        self.policy.domain = "[('amount', '<', 1000)]"
        document = self.submitted(amount=100)
        self.step(document).with_user(self.first).action_return("How much?")
        document.write({"amount": 4500})
        with self.assertRaisesRegex(UserError, "No approval procedure is set up for Paper"):
            document._approval_resubmit()

    def test_an_answer_without_an_amount_is_refused(self):
        document = self.submitted(amount=100)
        self.step(document).with_user(self.first).action_return("How much?")
        document.write({"amount": 0})
        with self.assertRaisesRegex(UserError, "Paper has no amount, so it cannot be submitted"):
            document._approval_resubmit()

    def test_an_answer_in_another_currency_needs_a_new_submission(self):
        other = self.env["res.currency"].with_context(active_test=False)
        document = self.submitted(amount=100)
        self.step(document).with_user(self.first).action_return("How much?")
        document.write({"currency_id": other.search([("name", "=", "JPY")]).id})
        with self.assertRaisesRegex(UserError, "was submitted in another company or currency"):
            document._approval_resubmit()

    # === The attack: a permitted raise passes a later or an earlier threshold === #

    def test_a_raise_activates_a_later_stage(self):
        document = self.submitted(amount=900)
        self.approve(document, self.first, amount=4500)
        self.assertEqual(self.step(document).name, BUDGET)
        with self.assertRaisesRegex(AccessError, "not open for a decision"):
            steps = self.request(document).step_ids
            steps.filtered(lambda s: s.name == "Sign").with_user(self.third).action_approve()

    def test_a_raise_activates_an_earlier_stage(self):
        document = self.submitted(amount=900)
        self.approve(document, self.first)
        self.assertEqual(self.step(document).name, "Sign")
        self.approve(document, self.third, amount=4500)
        self.assertEqual(document.approval_state, "pending")
        self.assertEqual(self.step(document).name, BUDGET)
        self.approve(document, self.budget)
        self.assertEqual(document.approval_state, "approved")
        self.assertEqual(
            self.states(document), dict.fromkeys(("Check", BUDGET, "Sign"), "approved")
        )

    def test_the_first_of_several_votes_activates_it(self):
        self.policy.stage_ids[2].write(
            {"officer_ids": [(4, self.outsider.id)], "quorum": "n", "required": 2}
        )
        document = self.submitted(amount=900)
        self.approve(document, self.first)
        self.approve(document, self.third, amount=4500)
        self.assertEqual(self.states(document)[BUDGET], "open")
        steps = self.step(document)
        self.assertEqual(steps.mapped("name"), [BUDGET, "Sign"])
        steps[0].with_user(self.budget).action_approve()
        steps[1].with_user(self.outsider).action_approve(900)
        self.assertEqual(document.approval_state, "approved")

    def test_a_lowered_amount_skips_the_stage_with_a_reason(self):
        document = self.submitted(amount=4500)
        self.approve(document, self.first, amount=900)
        step = self.request(document).step_ids.filtered(lambda s: s.name == BUDGET)
        self.assertEqual((step.state, step.skip_reason), ("skipped", "Only from $\u00a01,000.00"))
        self.assertEqual(self.step(document).name, "Sign")
        shown = document.with_user(self.first).approval_left_out
        self.assertEqual(shown, "Budget (Only from $\u00a01,000.00)")

    def test_approved_stages_stay_approved(self):
        document = self.submitted(amount=4500)
        self.approve(document, self.first)
        self.approve(document, self.budget)
        self.approve(document, self.third, amount=900)
        self.assertEqual(document.approval_state, "approved")
        self.assertEqual(self.states(document)[BUDGET], "approved")

    def test_a_stage_that_applies_now_without_an_officer_blocks(self):
        self.policy.stage_ids[1].officer_ids = False
        document = self.submitted(amount=900)
        sentence = "The stage Budget of the procedure Documents has no officer"
        with self.assertRaisesRegex(UserError, sentence), self.cr.savepoint():
            self.approve(document, self.first, amount=4500)
        self.assertEqual(self.states(document)["Check"], "open")
        self.policy.stage_ids[1].officer_ids = self.budget
        self.approve(document, self.first, amount=4500)
        self.assertEqual(self.step(document).officer_ids, self.budget)

    def test_a_group_without_members_blocks(self):
        group = self.env["res.groups"].create({"name": "Budget"})
        self.join(self.budget, group)
        self.policy.stage_ids[1].write({"officer_ids": [(5,)], "group_id": group.id})
        document = self.submitted(amount=900)
        self.budget.active = False
        refused = self.assertRaisesRegex(UserError, "stage Budget .* has no officer")
        with refused, self.cr.savepoint():
            step = self.step(document).with_user(self.first).with_context(active_test=False)
            step.action_approve(4500)
        self.budget.active = True
        self.approve(document, self.first, amount=4500)
        self.assertEqual(self.step(document).name, BUDGET)

    def test_an_override_activates_it_too(self):
        group = "base.group_user,g2p_multistage_approval.group_approval_manager"
        one, two = (new_test_user(self.env, f"choosing {n}", group) for n in "ab")
        self.policy.stage_ids[1].write({"amount_from": 0, "domain": "[('remark', '=', 'odd')]"})
        document = self.submitted(rival_id=self.third.id)  # nobody else has to sign
        self.approve(document, self.first)
        document.write({"remark": "odd"})
        step = self.step(document)
        step.with_user(one).sudo(False).action_override_ask("approve", "Nobody is there")
        asked = step.decision_ids.filtered(lambda d: d.action == "override_ask")
        step.with_user(two).sudo(False).action_override_confirm("It is right", asked.id)
        self.assertEqual(document.approval_state, "pending")
        self.assertEqual(self.step(document).name, BUDGET)

    # === Facts outside the content change too === #

    def test_facts_that_are_not_material_count_at_the_next_decision(self):
        self.policy.stage_ids[1].write({"amount_from": 0, "domain": "[('remark', '=', 'odd')]"})
        document = self.submitted()
        step = self.request(document).step_ids.filtered(lambda s: s.name == BUDGET)
        sentence = "Its condition does not hold for this record"
        self.assertEqual((step.state, step.skip_reason), ("skipped", sentence))
        document.write({"remark": "odd"})
        self.approve(document, self.first)
        self.assertEqual(self.step(document).name, BUDGET)
        self.assertFalse(step.skip_reason)
        document.write({"remark": "even"})
        self.approve(document, self.budget)
        self.assertEqual(step.state, "approved")

    def test_facts_of_another_procedure_restart_with_it(self):
        self.policy.write({"domain": "[('is_urgent', '=', True)]", "distinct_officers": False})
        document = self.submitted(is_urgent=True, amount=100)
        slow = self.make_policy(stage(10, "Slow", self.second), stage(20, "Last", self.budget))
        self.approve(document, self.first)
        document.write({"is_urgent": False})
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "pending")
        request = self.request(document)
        self.assertEqual((request.policy_id, request.distinct_officers), (slow, True))
        self.assertEqual(self.states(document), {"Slow": "open", "Last": "waiting"})
        self.assertEqual(set(self.step(document).mapped("urgency")), {0})
        log = request.decision_ids.sorted("id")[-1]
        self.assertEqual((log.action, log.reason), ("choose", "The case now belongs to Documents."))
        self.approve(document, self.second)
        self.approve(document, self.budget)
        self.assertEqual(document.approval_state, "approved")
        self.assertFalse(request._check_chain())

    def test_facts_without_a_procedure_refuse_the_decision(self):
        self.policy.domain = "[('is_urgent', '=', True)]"
        document = self.submitted(is_urgent=True, amount=100)
        document.write({"is_urgent": False})
        with self.assertRaisesRegex(UserError, "No approval procedure is set up for Paper"):
            self.approve(document, self.first)

    def test_an_amendment_by_an_officer_is_evaluated_again(self):
        document = self.submitted(amount=900)
        document.with_user(self.first)._approval_amend({"amount": 4500}, "As on the paper")
        request = self.request(document)
        self.assertEqual(request.amount_requested, 4500)
        self.assertEqual(self.states(document)[BUDGET], "waiting")
        document.with_user(self.first)._approval_amend({"amount": 200}, "As on the paper")
        self.assertEqual(self.states(document)[BUDGET], "skipped")

    def test_stages_are_not_chosen_again_without_a_change(self):
        document = self.submitted(amount=900)
        self.policy.stage_ids[1].amount_from = 1
        self.policy.domain = "[('is_urgent', '=', True)]"
        document.write({"name": "No fact"})
        self.approve(document, self.first)
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "approved")

    # === Conditions on the amount use the amount being decided === #

    def test_a_raise_activates_the_stage_with_a_condition_on_the_amount(self):
        self.policy.stage_ids[1].write({"amount_from": 0, "domain": "[('amount', '>=', 1000)]"})
        document = self.submitted(amount=900)
        self.assertEqual(self.states(document)[BUDGET], "skipped")
        self.approve(document, self.first)
        self.approve(document, self.third, amount=4500)
        self.assertEqual(self.step(document).name, BUDGET)
        self.assertEqual(document.amount, 900)

    def test_a_raise_switches_to_the_procedure_for_such_amounts(self):
        self.policy.domain = "[('amount', '<', 1000)]"
        self.policy.stage_ids[1].amount_from = 0
        big = self.make_policy(stage(10, "Big", self.second), name="Big")
        document = self.submitted(amount=900)
        self.approve(document, self.first, amount=4500)
        request = self.request(document)
        self.assertEqual(request.policy_id, big)
        self.assertEqual(self.states(document), {"Big": "open"})
        self.assertEqual(request._granted_amount(), 4500)
        with self.assertRaisesRegex(UserError, "may not change the amount"):
            self.approve(document, self.second, amount=900)
        self.approve(document, self.second)
        self.assertEqual(document.approval_state, "approved")
        self.assertEqual(document._approval_check()._granted_amount(), 4500)

    def test_a_raise_without_a_procedure_is_refused(self):
        self.policy.domain = "[('amount', '<', 1000)]"
        document = self.submitted(amount=900)
        with self.assertRaisesRegex(UserError, "No approval procedure is set up for Paper"):
            self.approve(document, self.first, amount=4500)

    def test_a_context_of_the_caller_does_not_set_the_amount(self):
        self.policy.domain = "[('amount', '<', 1000)]"
        document = self.make_document(amount=4500)
        with self.assertRaisesRegex(UserError, "No approval procedure is set up for Paper"):
            document.with_context(approval_amount=1).action_submit_for_approval()

    # === Access to a case whose stage does not apply === #

    def test_officers_of_a_stage_that_does_not_apply_read_nothing_of_the_case(self):
        document = self.submitted(amount=100)
        steps = self.env["g2p.approval.step"].with_user(self.budget)
        requests = self.env["g2p.approval.request"].with_user(self.budget)
        this = [("request_id", "=", self.request(document).id)]
        self.assertFalse(steps.search(this))
        self.assertFalse(requests.search([("id", "=", self.request(document).id)]))
        self.approve(document, self.first, amount=1000)
        self.assertEqual(steps.search(this).mapped("name"), [BUDGET])

    def test_nothing_is_approved_when_no_stage_applies_anymore(self):
        self.policy.active = False
        self.make_policy(stage(10, "Urgent", self.first, domain="[('is_urgent', '=', True)]"))
        document = self.submitted(is_urgent=True)
        document.write({"is_urgent": False})
        request = self.request(document)
        request._choose_again()
        self.assertEqual(set(request.step_ids.mapped("state")), {"skipped"})
        with self.assertRaisesRegex(UserError, "has no stage left to decide it"):
            request._advance()

    # === Procedures that do not fit the record === #

    def assert_refused(self, words):
        document = self.make_document(policy_id=self.own.id)
        with self.assertRaisesRegex(UserError, words):
            document.action_submit_for_approval()
        self.assertEqual(document.approval_state, "none")

    def test_a_procedure_chosen_by_the_record_is_checked_like_any_other(self):
        self.own = self.make_policy(stage(10, "Own", self.second), name="Own")
        document = self.make_document(policy_id=self.own.id)
        document.action_submit_for_approval()
        self.assertEqual(self.step(document).name, "Own")
        sentence = "Paper cannot be decided by the procedure Own: %s. The programme manager must"
        self.own.active = False
        self.assert_refused(sentence % "it is archived")
        self.own.write({"active": True, "domain": "[('amount', '<', 5)]"})
        self.assert_refused(sentence % "its condition does not hold for this record")
        self.own.write(
            {"domain": "[]", "company_id": self.env["res.company"].create({"name": "B"})}
        )
        self.assert_refused(sentence % "it belongs to another company")

    def test_a_procedure_for_other_records_does_not_decide(self):
        self.own = self.make_policy(stage(10, "Own", self.second), name="Own")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_approval_policy SET model = 'res.partner' WHERE id = %s", [self.own.id]
        )
        self.env.invalidate_all()
        self.assert_refused("it is for other records")
