from unittest.mock import patch

from psycopg2.errors import UniqueViolation

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import constants
from .common import ProgramsCase

DEFAULTS = {
    constants.MANAGER_PROGRAM: "g2p.program.manager.default",
    constants.MANAGER_CYCLE: "g2p.cycle.manager.default",
    constants.MANAGER_ENTITLEMENT: "g2p.program.entitlement.manager.default",
    constants.MANAGER_PAYMENT: "g2p.program.payment.manager.default",
}


@tagged("post_install", "-at_install")
class TestProgram(ProgramsCase):
    def _kinds(self, program):
        managers = {kind: program.get_manager(kind) for kind in DEFAULTS}
        return {kind: manager._name for kind, manager in managers.items() if manager}

    # === Managers === #

    def test_the_wizard_makes_a_programme_with_all_its_managers(self):
        self.assertEqual(self._kinds(self.program), DEFAULTS)
        eligibility = self.program.get_managers(constants.MANAGER_ELIGIBILITY)
        self.assertEqual([m._name for m in eligibility], ["g2p.program_membership.manager.default"])

    def test_a_programme_made_without_the_wizard_can_already_pay(self):
        program = self.env["g2p.program"].create({"name": "Test: bare"})
        wanted = {constants.MANAGER_PROGRAM, constants.MANAGER_PAYMENT}
        self.assertEqual(set(self._kinds(program)), wanted)
        self.assertIsNone(program.get_manager(constants.MANAGER_CYCLE))
        self.assertEqual(program.get_managers(constants.MANAGER_ELIGIBILITY), [])

    def test_the_wizard_asks_for_an_amount(self):
        with self.refused(UserError, "An amount per cycle or per person is needed."):
            self._program("Test: nothing to give", amount_per_cycle=0)

    def test_a_programme_has_one_entitlement_manager(self):
        manager = self.program.get_manager(constants.MANAGER_ENTITLEMENT)
        second = self.env["g2p.program.entitlement.manager"].create(
            {
                "program_id": self.program.id,
                "manager_ref_id": f"{manager._name},{manager.id}",
            }
        )
        with self.refused(UserError, "Test: cash aid can have only one manager of this kind."):
            self.program.entitlement_managers = [(4, second.id)]

    def test_a_deleted_manager_takes_its_place_in_the_programme_along(self):
        self.program.get_manager(constants.MANAGER_ENTITLEMENT).unlink()
        self.assertFalse(self.program.entitlement_managers)
        self.assertIsNone(self.program.get_manager(constants.MANAGER_ENTITLEMENT))

    def test_a_copy_has_managers_of_its_own(self):
        copy = self.program.copy()
        self.assertFalse(copy.payment_managers & self.program.payment_managers)
        self.assertEqual(copy.get_manager(constants.MANAGER_PAYMENT).program_id, copy)

    # === Members === #

    def test_the_eligible_are_enrolled_and_the_others_are_not(self):
        person, group = self._join(self.person), self._join(self._registrant("G", is_group=True))
        person.with_user(self.manager).enroll_eligible_registrants()
        group.with_user(self.manager).enroll_eligible_registrants()
        self.assertEqual((person.state, group.state), ("enrolled", "not_eligible"))
        self.assertTrue(person.enrollment_date)
        self.assertEqual(self.program.beneficiaries_count, 2)
        self.assertEqual(self.program.eligible_beneficiaries_count, 1)

    def test_the_programme_enrols_by_its_domain(self):
        manager = self.program.get_managers(constants.MANAGER_ELIGIBILITY)[0]
        manager.eligibility_domain = "[('name', '=', 'Test Person')]"
        person, other = self._join(self.person), self._join(self._registrant("Test Second"))
        self.program.with_user(self.manager).enroll_eligible_registrants()
        self.assertEqual((person.state, other.state), ("enrolled", "not_eligible"))

    def test_all_who_are_eligible_can_be_imported_once(self):
        manager = self.program.get_managers(constants.MANAGER_ELIGIBILITY)[0]
        manager.eligibility_domain = f"[('id', 'in', {self.members.ids})]"
        self.assertEqual(manager.with_user(self.manager).import_eligible_registrants(), 2)
        self.assertEqual(self.program.program_membership_ids.partner_id, self.members)
        self.assertEqual(manager.import_eligible_registrants(), 0)

    def test_a_domain_cannot_act_as_somebody_else(self):
        manager = self.program.get_managers(constants.MANAGER_ELIGIBILITY)[0]
        member = self._join(self.person).with_user(self.manager)
        manager.with_user(
            self.manager
        ).eligibility_domain = "user.sudo().write({'name': 'taken'}) and []"
        with self.refused(ValueError, "name 'user' is not defined"):
            member.enroll_eligible_registrants()
        self.assertNotEqual(self.manager.name, "taken")

    def test_becoming_a_member_writes_nothing_on_the_registrant(self):
        self.person.write({"company_id": False})
        self.env.flush_all()
        with patch.object(type(self.person), "write", side_effect=AssertionError("written")):
            member = self._join(self.person)
        self.assertEqual(member.partner_id, self.person)
        self.assertFalse(self.person.company_id)

    def test_a_registrant_is_a_member_once(self):
        self._join(self.person)
        with mute_logger("odoo.sql_db"), self.refused(UniqueViolation, "program_membership_unique"):
            self._join(self.person)

    def test_a_member_with_the_id_of_an_earlier_one_is_a_duplicate(self):
        ids = [(0, 0, {"id_type": self.id_type.id, "value": "123456"})]
        self.members.write({"reg_ids": ids})
        first, second = (self._join(partner) for partner in self.members)
        self.program.with_user(self.manager).deduplicate_beneficiaries()
        self.assertEqual((first.state, second.state), ("draft", "duplicated"))

    # === Life === #

    def test_an_ended_programme_can_be_active_again(self):
        program = self.program.with_user(self.manager)
        program.end_program()
        self.assertEqual(program.state, "ended")
        self.assertTrue(program.date_ended)
        program.reactivate_program()
        self.assertEqual((program.state, program.date_ended), ("active", False))

    def test_a_programme_with_members_is_not_deleted(self):
        self._join(self.person)
        with self.refused(UserError, "members or cycles cannot be deleted"):
            self.program.unlink()

    def test_a_programme_without_members_opens_no_cycle(self):
        with self.refused(UserError, "Test: cash aid has no members yet."):
            self.program.create_new_cycle()

    def test_an_entitlement_has_the_currency_of_its_company(self):
        yen = (
            self.env["res.currency"].with_context(active_test=False).search([("name", "=", "JPY")])
        )
        elsewhere = self.env["res.company"].create({"name": "Elsewhere", "currency_id": yen.id})
        vals = {
            "cycle_id": self._cycle().id,
            "partner_id": self.person.id,
            "initial_amount": 2100.5,
        }
        entitlements = self.env["g2p.entitlement"].with_company(elsewhere)
        made = entitlements.create({**vals, "company_id": self.env.company.id})
        self.env.invalidate_all(flush=True)
        self.assertEqual(made.currency_id, self.env.company.currency_id)
        self.assertEqual(made.initial_amount, 2100.5)
        self.assertEqual(entitlements.create(vals).currency_id, yen)
