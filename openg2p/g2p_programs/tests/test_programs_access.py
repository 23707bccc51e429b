from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .common import ProgramsCase

MODELS = (
    "g2p.program",
    "g2p.program_membership",
    "g2p.cycle",
    "g2p.cycle.membership",
    "g2p.entitlement",
    "g2p.payment",
    "g2p.payment.batch",
    "g2p.program.entitlement.manager",
    "g2p.program.entitlement.manager.default",
    "g2p.program_membership.manager.default",
    "g2p.program.create.wizard",
)


@tagged("post_install", "-at_install")
class TestProgramsAccess(ProgramsCase):
    """Access to programmes, entitlements and payments."""

    def _refuses(self, records):
        """An AccessError that names the model of the records."""
        return self.refused(AccessError, rf"\({records._name}\)".replace(".", r"\."))

    def test_portal_and_plain_users_see_nothing(self):
        for user in (self.plain, self.portal):
            for model in MODELS:
                records = self.env[model].with_user(user)
                with self.subTest(user=user.login, model=model), self._refuses(records):
                    records.search([])

    def test_no_plain_user_may_write_a_programme(self):
        for user in (self.plain, self.portal, self.registrar, self.validator, self.finance):
            program = self.program.with_user(user)
            with self.subTest(user=user.login), self._refuses(program):
                program.name = "taken"
        self.assertEqual(self.program.name, "Test: cash aid")

    def test_the_methods_of_buttons_are_refused_over_rpc(self):
        cycle = self._approved_cycle()
        for user in (self.plain, self.portal, self.registrar):
            for method in ("validate_entitlement", "prepare_payment", "mark_cancelled"):
                mine = cycle.with_user(user)
                with self.subTest(user=user.login, method=method), self.assertRaises(AccessError):
                    getattr(mine, method)()
        self.assertEqual(cycle.state, "approved")
        self.assertFalse(self.env["g2p.payment"].search([("cycle_id", "=", cycle.id)]))

    def test_a_validator_reads_entitlements_and_does_not_write_them(self):
        entitlement = self._approved_cycle().entitlement_ids[0].with_user(self.validator)
        self.assertEqual(entitlement.initial_amount, 100)
        with self._refuses(entitlement):
            entitlement.initial_amount = 1000
        with self._refuses(entitlement):
            entitlement.copy({"code": "again"})

    def test_a_validator_approves_no_entitlement(self):
        cycle = self._cycle()
        cycle.prepare_entitlement()
        entitlements = cycle.entitlement_ids.with_user(self.validator)
        with self._refuses(entitlements):
            entitlements.approve_entitlement()
        self.assertEqual(set(entitlements.mapped("state")), {"draft"})

    def test_a_registrar_reads_payments_and_makes_none(self):
        cycle = self._approved_cycle()
        cycle.prepare_payment()
        payments = self.env["g2p.payment"].with_user(self.registrar)
        found = payments.search([("cycle_id", "=", cycle.id)])
        self.assertEqual(len(found), 2)
        with self._refuses(payments):
            payments.create({"entitlement_id": cycle.entitlement_ids[0].id, "amount_issued": 1})

    def test_only_the_administrator_deletes_a_programme(self):
        program = self._program("Test: to delete")
        with self._refuses(program):
            program.with_user(self.manager).unlink()
        program.with_user(self.admin).unlink()
        self.assertFalse(program.exists())

    def test_another_companys_programme_is_out_of_reach(self):
        other = self.env["res.company"].create({"name": "Test: other office"})
        stranger = new_test_user(
            self.env,
            "prg_stranger",
            groups="base.group_user,g2p_programs.g2p_program_manager",
            company_id=other.id,
            company_ids=[(6, 0, other.ids)],
        )
        mine = self.program.with_user(stranger).with_company(other)
        self.assertFalse(mine.search([("id", "=", self.program.id)]))
        with self.assertRaises(AccessError):
            mine.read(["create_date"])

    def test_a_registrar_and_a_finance_validator_have_no_right_on_cycles(self):
        cycle = self._cycle()
        for user in (self.registrar, self.finance):
            with self.subTest(user=user.login), self._refuses(cycle):
                cycle.with_user(user).read(["name"])

    def test_a_group_of_the_programmes_makes_nobody_an_employee(self):
        for name in ("validator", "manager", "cycle_approver"):
            group = self.env.ref(f"g2p_programs.g2p_program_{name}")
            self.assertNotIn(self.env.ref("base.group_user"), group.all_implied_ids)
