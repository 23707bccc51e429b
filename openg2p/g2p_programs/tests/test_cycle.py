from datetime import timedelta

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models import constants
from .common import ProgramsCase


@tagged("post_install", "-at_install")
class TestCycle(ProgramsCase):
    # === Cycles === #

    def test_a_new_cycle_holds_the_enrolled_members(self):
        self._join(self._registrant("Test Draft"))
        cycle = self._cycle()
        self.assertEqual(cycle.cycle_membership_ids.partner_id, self.members)
        self.assertEqual(cycle.get_beneficiaries(["enrolled"], count=True), 2)

    def test_cycles_follow_each_other_without_a_gap(self):
        first, second = self._cycle(), self._cycle()
        self.assertEqual((first.sequence, second.sequence), (1, 2))
        self.assertEqual(second.start_date, first.end_date + timedelta(days=1))
        self.assertEqual(first.end_date, fields.Date.add(first.start_date, months=1, days=-1))

    def test_a_cycle_does_not_end_before_it_starts(self):
        cycle = self._cycle()
        with self.refused(ValidationError, "A cycle cannot end before it starts."):
            cycle.end_date = cycle.start_date - timedelta(days=1)

    def test_a_cycle_with_entitlements_is_not_deleted(self):
        cycle = self._cycle()
        cycle.prepare_entitlement()
        with self.refused(UserError, "Only a draft cycle without entitlements can be deleted."):
            cycle.unlink()

    def test_members_leave_only_a_draft(self):
        cycle = self._cycle()
        cycle.prepare_entitlement()
        cycle.to_approve()
        with self.refused(UserError, "Members can leave a cycle only while it is a draft."):
            cycle.sudo().cycle_membership_ids.unlink()

    # === From draft to approved === #

    def test_each_member_gets_one_entitlement(self):
        cycle = self._cycle()
        cycle.prepare_entitlement()
        cycle.prepare_entitlement()
        self.assertEqual(cycle.entitlement_ids.partner_id, self.members)
        self.assertEqual(cycle.entitlement_ids.mapped("initial_amount"), [100, 100])
        self.assertEqual(cycle.total_amount, 200)

    def test_a_household_gets_an_amount_for_each_person(self):
        program = self._program("Test: households", target_type="group", amount_per_cycle=10)
        manager = program.get_manager(constants.MANAGER_ENTITLEMENT)
        manager.write({"amount_per_individual_in_group": 5, "max_individual_in_group": 1})
        group = self._registrant("Test household", is_group=True)
        lines = [(0, 0, {"individual": person.id}) for person in self.members]
        group.group_membership_ids = lines
        self._join(group, program, state="enrolled")
        program.create_new_cycle()
        program.cycle_ids.prepare_entitlement()
        self.assertEqual(program.cycle_ids.entitlement_ids.initial_amount, 15)

    def test_a_cycle_goes_through_its_states_in_order(self):
        cycle = self._cycle()
        with self.refused(UserError, "Submit the cycle for approval first."):
            cycle.approve()
        cycle.prepare_entitlement()
        cycle.to_approve()
        self.assertEqual(set(cycle.entitlement_ids.mapped("state")), {"pending_validation"})
        with self.refused(UserError, "Only a draft cycle can be submitted for approval."):
            cycle.to_approve()
        with self.refused(UserError, "Entitlements are prepared while the cycle is a draft."):
            cycle.prepare_entitlement()
        cycle.approve()
        self.assertEqual((cycle.state, cycle.approved_by), ("approved", self.manager))

    def test_only_the_approvers_named_approve(self):
        cycle = self._cycle()
        cycle.to_approve()
        answer = cycle.with_user(self.approver).approve()
        self.assertIn("approver group", answer["params"]["message"])
        self.assertEqual(cycle.state, "to_approve")

    def test_entitlements_are_approved_with_the_cycle_when_it_says_so(self):
        self.program.get_manager(constants.MANAGER_CYCLE).auto_approve_entitlements = True
        cycle = self._cycle()
        cycle.prepare_entitlement()
        cycle.to_approve()
        cycle.approve()
        self.assertEqual(set(cycle.entitlement_ids.mapped("state")), {"approved"})

    def test_a_cycle_is_distributed_ended_or_cancelled(self):
        cycle = self._cycle()
        for action, state in (
            (cycle.mark_distributed, "distributed"),
            (cycle.mark_ended, "ended"),
            (cycle.mark_cancelled, "cancelled"),
        ):
            action()
            self.assertEqual(cycle.state, state)

    def test_a_programme_without_entitlement_manager_says_so(self):
        cycle = self._cycle()
        self.program.get_manager(constants.MANAGER_ENTITLEMENT).unlink()
        with self.refused(UserError, "Test: cash aid has no entitlement manager."):
            cycle.to_approve()

    # === Entitlements === #

    def test_an_approved_entitlement_has_a_number_that_stays(self):
        entitlement = self._approved_cycle().entitlement_ids[0]
        number = entitlement.ern
        self.assertEqual(len(number), 12)
        self.assertEqual(entitlement.date_approved, fields.Date.today())
        entitlement.state = "trans2FSP"
        self.assertEqual(entitlement.ern, number)

    def test_ended_cycles_expire(self):
        entitlement, other = self._approved_cycle().entitlement_ids.sudo()
        yesterday = fields.Date.today() - timedelta(days=1)
        entitlement.write({"valid_from": False, "valid_until": yesterday})
        self.env["g2p.entitlement"]._gc_mark_expired_entitlement()
        self.assertEqual((entitlement.state, other.state), ("expired", "approved"))

    def test_an_entitlement_is_not_approved_twice(self):
        entitlements = self._approved_cycle().entitlement_ids
        answer = entitlements.approve_entitlement()
        self.assertIn("2 entitlements could not be approved.", answer["params"]["message"])

    def test_only_draft_entitlements_are_deleted(self):
        entitlements = self._approved_cycle().entitlement_ids
        with self.refused(UserError, "Only draft entitlements can be deleted."):
            entitlements.unlink()
