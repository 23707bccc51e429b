from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_voucher_template.tests.common import PLANNER

from ..const import MANAGER_MODEL
from .common import VoucherCase, wizard_vals


@tagged("post_install", "-at_install")
class TestProgrammeWizard(VoucherCase):
    """A programme gets the QR voucher manager from the start, or instead of another one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head = new_test_user(cls.env, "vq_head", groups=PLANNER)

    def wizard(self, **values):
        wizards = self.env["g2p.program.create.wizard"].with_user(self.head)
        return wizards.create(wizard_vals(self.env, name="Wizard aid", **values))

    def made(self):
        return self.env["g2p.program"].search([("name", "=", "Wizard aid")])

    def test_the_wizard_makes_a_programme_with_the_qr_voucher_manager(self):
        self.wizard(entitlement_kind="voucher_qr").create_program()
        manager = self.made()._voucher_manager()
        self.assertEqual(manager.company_id, self.company)
        self.assertEqual(len(self.made().entitlement_managers), 1)
        self.assertTrue(manager.is_in_use)

    def test_the_default_manager_is_made_as_before(self):
        self.wizard(amount_per_cycle=10).create_program()
        self.assertFalse(self.made()._voucher_manager())
        self.assertEqual(len(self.made().entitlement_managers), 1)

    def other_manager(self, user=None):
        """A QR voucher manager beside the default one of a programme."""
        self.wizard(amount_per_cycle=10).create_program()
        vals = {"name": "Vouchers", "program_id": self.made().id}
        return self.env[MANAGER_MODEL].with_user(user or self.head).create(vals)

    def test_it_takes_the_place_of_the_default_manager(self):
        manager = self.other_manager()
        program = self.made()
        wrappers = program.entitlement_managers
        with self.assertRaises(UserError), self.env.cr.savepoint():
            reference = f"{MANAGER_MODEL},{manager.id}"
            vals = {"program_id": program.id, "manager_ref_id": reference}
            program.write({"entitlement_managers": [(0, 0, vals)]})
        self.env.invalidate_all()
        message = manager.action_use()["params"]["message"]
        self.assertEqual(message, "Wizard aid issues vouchers from now on.")
        self.assertEqual(program._voucher_manager().id, manager.id)
        self.assertEqual(program.entitlement_managers, wrappers)

    def test_it_reports_entitlements_that_can_no_longer_be_paid_in_cash(self):
        self.program.entitlement_managers = False
        self.create_entitlement()
        message = self.voucher_manager.with_user(self.head).action_use()["params"]["message"]
        self.assertEqual(
            message,
            f"{self.program.name} issues vouchers from now on. Its approved entitlements "
            "without a voucher (1) can no longer be paid in cash: choose “Prepare vouchers for "
            "approved entitlements”.",
        )

    def test_users_who_may_not_change_the_programme_cannot_choose_it(self):
        manager = self.other_manager()
        for user in (self.manager, self.issuer, self.auditor, self.staff):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                manager.with_user(user).action_use()
        self.assertFalse(self.made()._voucher_manager())

    def test_it_has_one_name_wherever_it_is_chosen(self):
        wrapper = self.env["g2p.program.entitlement.manager"]
        kinds = dict(wrapper._fields["manager_ref_id"]._description_selection(self.env))
        offered = self.env["g2p.program.create.wizard"]._fields["entitlement_kind"]
        names = {
            kinds[MANAGER_MODEL],
            dict(offered._description_selection(self.env))["voucher_qr"],
            self.env["ir.model"]._get(MANAGER_MODEL).name,
            self.env.ref("g2p_voucher_qr.g2p_entitlement_manager_voucher_qr_menu").name[:-1],
        }
        self.assertEqual(names, {"QR voucher manager"})
