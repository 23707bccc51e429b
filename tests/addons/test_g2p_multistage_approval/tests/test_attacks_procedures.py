from contextlib import suppress
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .attack import MANAGER
from .common import INTERNAL, ApprovalCase, stage

BUDGET = "Budget"


@tagged("post_install", "-at_install")
class TestAttacksProcedures(ApprovalCase):
    """More ways to avoid thresholds, seats and procedures than those first found."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy.active = False
        for name in ("budget", "treasurer", "other"):
            setattr(cls, name, new_test_user(cls.env, f"atk {name}", INTERNAL, name=name.title()))
        groups = f"{INTERNAL},{MANAGER}"
        cls.boss = new_test_user(cls.env, "atk boss", groups, name="Boss")
        cls.chief = new_test_user(cls.env, "atk chief", groups, name="Chief")
        cls.policy = cls.make_policy(
            stage(10, "Check", cls.first, amount_policy="any", max_raise_percent=900),
            stage(20, BUDGET, cls.budget, amount_from=1000),
            stage(30, "Sign", cls.third, amount_policy="any", max_raise_percent=900),
        )

    def states(self, document):
        return {step.name: step.state for step in self.request(document)._current_steps()}

    def named(self, document, name):
        return self.request(document)._current_steps().filtered(lambda s: s.name == name)

    def absent(self, by, officer, delegate, **values):
        vals = {
            "user_id": officer.id,
            "delegate_id": delegate.id,
            "date_to": fields.Date.add(fields.Date.today(), days=9),
            "reason": "Leave",
            **values,
        }
        return self.env["g2p.approval.delegation"].with_user(by).create(vals)

    # === Amounts === #

    def test_raised_lowered_and_raised_by_a_quorum(self):
        self.policy.stage_ids[0].write(
            {"officer_ids": [(4, self.second.id)], "quorum": "n", "required": 2}
        )
        document = self.submitted(amount=900)
        self.approve(document, self.first, amount=4500)
        self.assertEqual(self.states(document)[BUDGET], "waiting")
        self.named(document, "Check").with_user(self.second).action_approve(900)
        self.assertEqual(self.states(document)[BUDGET], "skipped")
        self.approve(document, self.third, amount=4500)
        self.assertEqual(self.states(document)[BUDGET], "open")
        self.assertEqual(document.approval_state, "pending")

    def test_lowering_the_amount_does_not_avoid_a_board_of_two(self):
        self.policy.stage_ids[1].write(
            {
                "officer_ids": [(4, self.treasurer.id)],
                "quorum": "n",
                "required": 2,
                "amount_policy": "lower",
            }
        )
        document = self.submitted(amount=4500)
        self.approve(document, self.first)
        self.named(document, BUDGET).with_user(self.budget).action_approve(999)
        self.assertEqual(self.states(document)[BUDGET], "skipped")
        self.approve(document, self.third, amount=4500)
        self.assertEqual(self.states(document)[BUDGET], "open")
        self.assertEqual(document.approval_state, "pending")

    def test_an_amended_amount_that_conditions_do_not_use(self):
        model = type(self.env["test.approval.document"])
        with patch.object(model, "_approval_condition_fields", ("purpose",)):
            document = self.submitted(amount=100)
            document._approval_amend({"amount": 4500}, "It is more")
            self.assertEqual(self.states(document)[BUDGET], "waiting")

    def test_a_case_approved_by_two_managers_is_not_amended(self):
        self.policy.stage_ids[0].write({"officer_ids": [(6, 0, self.second.ids)]})
        document = self.submitted(amount=4500, rival_id=self.second.id)
        step = self.step(document)
        step.with_user(self.boss).action_override_ask("approve", "Rivals")
        asked = step.decision_ids.filtered(lambda d: d.action == "override_ask")
        step.with_user(self.chief).action_override_confirm("Right", asked.id)
        self.assertEqual(self.step(document).name, BUDGET)
        with self.assertRaisesRegex(UserError, "has already been decided on"):
            document._approval_amend({"purpose": "Yacht", "amount": 900}, "Completed")

    def test_a_procedure_that_was_archived_meanwhile_and_a_raise(self):
        document = self.submitted(amount=900)
        self.policy.active = False
        with self.assertRaisesRegex(UserError, "No approval procedure is set up"):
            self.approve(document, self.first, amount=4500)

    def test_a_procedure_that_was_deleted_meanwhile_and_a_raise(self):
        document = self.submitted(amount=900)
        self.policy.unlink()
        with (
            self.assertRaisesRegex(UserError, "No approval procedure is set up"),
            self.cr.savepoint(),
        ):
            self.approve(document, self.first, amount=4500)
        self.env.invalidate_all()
        self.approve(document, self.first)
        self.assertEqual(self.step(document).name, "Sign")

    def test_a_threshold_that_was_raised_meanwhile(self):
        document = self.submitted(amount=900)
        self.policy.stage_ids[1].amount_from = 100000
        self.approve(document, self.first, amount=4500)
        self.assertEqual(self.step(document).name, BUDGET)

    def test_parallel_stages_raise_and_lower(self):
        self.policy.stage_ids[2].sequence = 10
        document = self.submitted(amount=900)
        self.named(document, "Sign").with_user(self.third).action_approve(4500)
        self.assertEqual(self.states(document)[BUDGET], "waiting")
        self.named(document, "Check").with_user(self.first).action_approve(4500)
        self.assertEqual(self.states(document)[BUDGET], "open")
        self.assertEqual(document.approval_state, "pending")

    def test_a_procedure_of_large_amounts_and_back(self):
        big = self.make_policy(
            stage(5, "Big", self.outsider, amount_policy="any", max_raise_percent=900),
            sequence=1,
            domain="[('amount', '>', 999)]",
        )
        document = self.submitted(amount=900)
        self.approve(document, self.first, amount=4500)
        self.assertEqual(self.request(document).policy_id, big)
        self.approve(document, self.outsider, amount=900)
        self.assertEqual(self.request(document).policy_id, self.policy)
        self.assertEqual(document.approval_state, "pending")
        self.approve(document, self.first, amount=999)
        self.approve(document, self.third)
        self.assertEqual(document.approval_state, "approved")

    def test_a_second_round_is_chosen_for_its_own_amount(self):
        document = self.submitted(amount=100)
        self.step(document).with_user(self.first).action_reject(self.reason.code, "No")
        document.write({"amount": 4500})
        document.action_submit_for_approval()
        self.assertEqual(self.states(document)[BUDGET], "waiting")

    def test_a_refused_resubmission_does_not_come_by_another_procedure(self):
        self.policy.allow_resubmit = False
        other = self.make_policy(
            stage(5, "Other", self.outsider), sequence=1, domain="[('purpose', '=', 'Other')]"
        )
        document = self.submitted(amount=100)
        self.step(document).with_user(self.first).action_reject(self.reason.code, "No")
        document.write({"purpose": "Other"})
        document.action_submit_for_approval()
        self.assertEqual(self.request(document).policy_id, other)
        document._approval_cancel("Again")
        document.write({"purpose": "Bridge"})
        with self.assertRaisesRegex(UserError, "was rejected and cannot be submitted again"):
            document.action_submit_for_approval()

    def test_an_override_with_another_amount_does_not_avoid_a_threshold(self):
        self.policy.stage_ids[0].write({"officer_ids": [(6, 0, self.second.ids)]})
        document = self.submitted(amount=900, rival_id=self.second.id)
        step = self.step(document)
        step.with_user(self.boss).action_override_ask("approve", "Rivals", amount=4500)
        asked = step.decision_ids.filtered(lambda d: d.action == "override_ask")
        step.with_user(self.chief).action_override_confirm("Right", asked.id)
        self.assertEqual(self.step(document).name, BUDGET)

    def test_a_changed_fact_counts_in_bulk_too(self):
        self.policy.stage_ids.write({"allow_bulk": True})
        self.policy.stage_ids[1].write({"amount_from": 0, "domain": "[('remark', '=', 'x')]"})
        document = self.submitted(amount=900)
        document.write({"remark": "x"})
        outcome = self.step(document).with_user(self.first).action_approve_many()
        self.assertTrue(outcome[0]["ok"], outcome)
        self.assertEqual(self.step(document).name, BUDGET)

    # === Conditions === #

    def test_malformed_conditions_are_refused_with_a_message(self):
        manager = self.policy.with_user(self.boss)
        for text in (
            "[" * 400 + "]" * 400,
            "[('amount', '=', " + "-" * 1000 + "1)]",
            "[('amount', '=', 1j)]",
            "[('amount', '=', ...)]",
            "[('purpose', '=', b'x')]",
            "[('purpose', 'in', {'a': 1})]",
            "[('purpose', 'in', {'a', 'b'})]",
            "[(('purpose',), '=', 'x')]",
            "[('purpose', '=', 'x', 'y')]",
            "['&']",
            "['!']",
            "[('amount', 'in', [float('nan')])]",
            "[('amount', '=', 1e999)]",
            "[('purpose', '=', '\\ud800')]",
            "[('is_urgent', '=', 1)]",
            "[('company_id', '=', 'My Company')]",
            "[('company_id', 'in', [False])]",
            "[('currency_id.name', 'like', 'U')]",
            "[('remark', '=ilike', 'x')]",
            "[('amount', 'any', [('id', '=', 1)])]",
            "1",
            "'x'",
            "{}",
            "None",
        ):
            with self.assertRaises(ValidationError, msg=text[:60]), self.cr.savepoint():
                manager.domain = text
        for text in ("[(1.0, '=', 1.0)]", "[('purpose', 'in', ())]", "()"):
            manager.domain = text
            with self.cr.savepoint() as savepoint:
                with suppress(UserError):  # with a message
                    self.submitted(amount=100)
                savepoint.rollback()

    def test_a_pattern_does_not_keep_the_server_busy(self):
        """Each % multiplies the time of a text comparison."""
        manager = self.policy.with_user(self.boss)
        for pattern in ("%a" * 12 + "%b", "a%b", "%"):
            for operator in ("ilike", "not ilike"):
                for record in (manager, manager.stage_ids[0]):
                    refused = self.assertRaisesRegex(
                        ValidationError, "is not a value of that field"
                    )
                    with refused, self.cr.savepoint():
                        record.domain = f"[('remark', '{operator}', '{pattern}')]"
        manager.domain = "[('remark', 'ilike', 'a_b'), ('remark', '=', '100%')]"

    def test_a_pattern_written_in_the_database_is_not_evaluated_either(self):
        self.env.flush_all()
        pattern = "%a" * 12 + "%b"
        domain = f"[('remark', 'ilike', '{pattern}')]"
        self.cr.execute(
            "UPDATE g2p_approval_policy SET domain = %s WHERE id = %s", [domain, self.policy.id]
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "is invalid, so no case is decided by it"):
            self.submitted(remark="a" * 40)

    def test_an_officer_does_not_read_why_others_cannot(self):
        step = self.step(self.submitted(rival_id=self.first.id))
        wizards = self.env["g2p.approval.override"].with_user(self.budget)
        with self.assertRaises(AccessError):
            wizards.onchange({"step_id": step.id}, ["step_id"], {"hindrances": {}})

    # === Seats === #

    def test_a_substitute_of_two_officers_votes_once(self):
        self.policy.stage_ids[0].write(
            {"officer_ids": [(6, 0, (self.first | self.second).ids)], "quorum": "all"}
        )
        self.absent(self.first, self.first, self.other)
        self.absent(self.second, self.second, self.other)
        document = self.submitted(amount=900)
        self.approve(document, self.other)
        with self.assertRaises(AccessError):
            self.step(document).with_user(self.other).action_approve()
        self.assertEqual(self.step(document).name, "Check")

    def test_a_substitute_does_not_reassign_the_seat(self):
        self.absent(self.first, self.first, self.other)
        step = self.step(self.submitted(amount=900))
        for old in (None, self.first.id):
            with self.assertRaises(AccessError):
                step.with_user(self.other).action_reassign(self.outsider.id, "Away", old)

    def test_an_officer_who_reassigned_a_waiting_step_does_not_vote_before(self):
        self.policy.stage_ids[0].officer_ids = self.boss
        document = self.submitted(amount=4500)
        waiting = self.named(document, "Sign")
        waiting.with_user(self.boss).action_reassign(self.other.id, "Away", self.third.id)
        with self.assertRaises(AccessError):
            self.step(document).with_user(self.boss).action_approve()

    def test_skipped_and_paused_steps_are_not_reassigned(self):
        document = self.submitted(amount=100)
        skipped = self.named(document, BUDGET)
        with self.assertRaises(UserError):
            skipped.with_user(self.boss).action_reassign(self.other.id, "Away", self.budget.id)
        step = self.step(document)
        step.with_user(self.first).action_return("What?")
        with self.assertRaises(UserError):
            step.with_user(self.boss).action_reassign(self.other.id, "Away", self.first.id)

    def test_an_officer_who_voted_in_a_former_pass_votes_and_chooses_nobody(self):
        self.policy.stage_ids[0].officer_ids = self.boss
        document = self.submitted(amount=4500)
        self.approve(document, self.boss)
        self.step(document).with_user(self.budget).action_return("What?")
        document.write({"purpose": "Other"})
        document._approval_resubmit()
        waiting = self.named(document, "Sign")
        waiting.with_user(self.boss).action_reassign(self.other.id, "Away", self.third.id)
        with self.assertRaises(AccessError):
            self.step(document).with_user(self.boss).action_approve()

    def test_an_officer_who_chose_a_substitute_in_a_former_pass(self):
        self.policy.stage_ids[2].officer_ids = self.boss
        self.absent(self.boss, self.first, self.other)
        document = self.submitted(amount=900)
        self.approve(document, self.other)
        with self.assertRaises(AccessError):
            self.step(document).with_user(self.boss).action_approve()
        # a fact moves the case to another procedure and back: a new pass
        request = self.request(document)
        request._begin_pass(self.policy, request._record(), 900)
        request._advance()
        self.approve(document, self.other)
        with self.assertRaises(AccessError):
            self.step(document).with_user(self.boss).action_approve()

    def test_named_and_in_the_group_is_one_seat(self):
        group = self.env["res.groups"].create({"name": "Atk board"})
        self.join(self.first, group)
        self.policy.stage_ids[0].write({"group_id": group.id, "quorum": "n", "required": 2})
        with self.assertRaisesRegex(UserError, "fewer officers than must approve"):
            self.submitted(amount=100)
        self.join(self.second, group)
        document = self.submitted(amount=100)
        self.approve(document, self.first)
        with self.assertRaisesRegex(UserError, "has already decided"):
            self.step(document).with_user(self.first).action_reassign(self.other.id, "Away")
        with self.assertRaisesRegex(UserError, "has already decided"):
            self.step(document).with_user(self.boss).action_reassign(
                self.other.id, "Away", self.first.id
            )
        self.absent(self.first, self.first, self.other)
        with self.assertRaises(AccessError):
            self.step(document).with_user(self.other).action_approve()

    def test_a_seat_is_not_reassigned_to_the_substitute_of_a_voter(self):
        """One officer's vote, and the seat of another whose substitute that officer chose."""
        self.policy.stage_ids[0].write(
            {"officer_ids": [(6, 0, (self.first | self.second).ids)], "quorum": "all"}
        )
        document = self.submitted(amount=100)
        self.approve(document, self.first)
        self.absent(self.first, self.first, self.other)
        self.step(document).with_user(self.second).action_reassign(self.other.id, "Away")
        self.approve(document, self.other)
        self.assertEqual(self.step(document).name, "Sign")

    def test_managers_who_choose_all_officers_do_not_override_them(self):
        """They reassign every seat to somebody who cannot decide, then override."""
        document = self.submitted(amount=100)
        step = self.step(document)
        step.with_user(self.boss).action_reassign(self.other.id, "Away", self.first.id)
        self.other.active = False
        with self.assertRaisesRegex(AccessError, "You reassigned your part in this case"):
            step.with_user(self.boss).action_override_ask("approve", "Nobody is there")

    def test_managers_who_enter_absences_do_not_override(self):
        self.absent(self.boss, self.first, self.outsider)
        step = self.step(self.submitted(amount=100))
        with self.assertRaisesRegex(UserError, "can decide this case"):
            step.with_user(self.boss).action_override_ask("approve", "Nobody is there")
