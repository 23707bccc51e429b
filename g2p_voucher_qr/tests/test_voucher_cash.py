from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from odoo.addons.g2p_voucher_template.tests.common import PLANNER

from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherCash(VoucherCase):
    """Entitlements paid by voucher are never paid in cash."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.payer = new_test_user(cls.env, "vq_payer", groups=PLANNER)
        cls.pay_all()

    @classmethod
    def pay_all(cls):
        """OpenG2P pays the entitlements that a batch tag of the payment manager selects, or
        none."""
        tag = cls.env["g2p.payment.batch.tag"].create({"name": "All"})
        managers = cls.env["g2p.program.payment.manager.default"]
        for wrapper in cls.program.payment_managers:
            managers |= wrapper.manager_ref_id
        managers.batch_tag_ids = tag

    def test_preparing_payments_of_the_cycle_is_refused(self):
        self.create_entitlement()
        for cycle in (self.cycle, self.cycle.with_user(self.payer)):
            with self.assertRaisesRegex(UserError, "paid by voucher"):
                cycle.prepare_payment()
        self.assertFalse(self.env["g2p.payment"].search([("cycle_id", "=", self.cycle.id)]))

    def test_no_payment_is_made_directly(self):
        entitlement = self.issue_voucher().entitlement_id
        for user in (self.env.user, self.payer):
            payments = self.env["g2p.payment"].with_user(user)
            with self.assertRaisesRegex(UserError, "paid by voucher"):
                payments.create(self.payment_vals(entitlement))

    def test_no_default_bypasses_it(self):
        entitlement = self.issue_voucher().entitlement_id
        vals = self.payment_vals(entitlement)
        target = vals.pop("entitlement_id")
        payments = self.env["g2p.payment"].with_user(self.payer)
        with self.assertRaisesRegex(UserError, "paid by voucher"):
            payments.with_context(default_entitlement_id=target).create(vals)
        self.env["ir.default"].with_user(self.payer).set(
            "g2p.payment", "entitlement_id", target, user_id=True
        )
        with self.assertRaisesRegex(UserError, "paid by voucher"):
            payments.create(vals)

    def test_a_programme_that_lost_its_manager_pays_no_voucher_in_cash(self):
        entitlement = self.create_voucher().entitlement_id
        self.program.write({"entitlement_managers": [(5,)]})
        with self.assertRaisesRegex(UserError, "paid by voucher"):
            self.cycle.prepare_payment()
        free = self.create_entitlement()
        payment = self.env["g2p.payment"].create(self.payment_vals(free))
        with self.assertRaisesRegex(UserError, "paid by voucher"):
            payment.write({"entitlement_id": entitlement.id})

    def test_entitlements_paid_in_cash_get_no_voucher(self):
        voucher = self.create_voucher()
        other = self.create_entitlement()
        managers = self.program.entitlement_managers
        self.program.write({"entitlement_managers": [(5,)]})
        payment = self.env["g2p.payment"].create(self.payment_vals(other))
        self.program.write({"entitlement_managers": [(6, 0, managers.ids)]})
        self.env.cr.execute(
            "UPDATE g2p_payment SET entitlement_id = %s WHERE id = %s",
            [voucher.entitlement_id.id, payment.id],
        )
        self.env.invalidate_all()
        with self.assertRaisesRegex(UserError, "cash payment exists"):
            voucher.with_user(self.issuer).action_issue()

    def test_the_programme_runs_from_cycle_to_voucher(self):
        partner = self.env["res.partner"].create({"name": "Bo", "is_registrant": True})
        member = self.env["g2p.cycle.membership"].create(
            {"partner_id": partner.id, "cycle_id": self.cycle.id, "state": "enrolled"}
        )
        manager = self.voucher_manager
        with self.assertRaises(UserError):
            manager.prepare_entitlements(self.cycle, member)
        manager.amount_per_cycle = 250
        entitlement = manager.prepare_entitlements(self.cycle, member)
        self.assertIsNone(manager.prepare_entitlements(self.cycle, member))
        manager.set_pending_validation_entitlements(self.cycle)
        self.assertTrue(manager.show_approve_entitlements(entitlement))
        manager.validate_entitlements(self.cycle)
        self.assertEqual(entitlement.state, "approved")
        self.assertEqual(entitlement.voucher_ids.mapped("amount"), [250])
        errors, message = manager.approve_entitlements(entitlement)
        self.assertEqual(errors, 1)
        self.assertIn("not waiting", message)
        manager.cancel_entitlements(self.cycle)
        self.assertEqual(entitlement.voucher_ids.state, "cancelled")
        self.assertEqual(entitlement.state, "cancelled")

    def test_opening_forms_gives_actions(self):
        entitlement = self.create_entitlement()
        manager = self.voucher_manager
        self.assertEqual(manager.open_entitlement_form(entitlement)["res_id"], entitlement.id)
        domain = manager.open_entitlements_form(self.cycle)["domain"]
        self.assertEqual(domain, [("cycle_id", "=", self.cycle.id)])
