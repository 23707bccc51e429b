from odoo.exceptions import UserError
from odoo.tests import tagged

from ..models import constants
from .common import ProgramsCase


@tagged("post_install", "-at_install")
class TestPayment(ProgramsCase):
    def _paid_cycle(self):
        cycle = self._approved_cycle()
        cycle.prepare_payment()
        return cycle

    def _payments(self, cycle):
        return self.env["g2p.payment"].search([("cycle_id", "=", cycle.id)])

    def test_each_approved_entitlement_is_paid_once(self):
        cycle = self._paid_cycle()
        cycle.prepare_payment()
        payments = self._payments(cycle)
        self.assertEqual(payments.entitlement_id, cycle.entitlement_ids)
        self.assertEqual(payments.mapped("amount_issued"), [100, 100])
        self.assertEqual(set(payments.mapped("state")), {"issued"})

    def test_unapproved_entitlements_are_not_paid(self):
        cycle = self._approved_cycle()
        cycle.entitlement_ids[0].state = "cancelled"
        cycle.prepare_payment()
        self.assertEqual(self._payments(cycle).entitlement_id, cycle.entitlement_ids[1])

    def test_entitlements_without_a_tag_are_not_paid(self):
        manager = self.program.get_manager(constants.MANAGER_PAYMENT)
        manager.batch_tag_ids = False
        self.assertFalse(self._payments(self._paid_cycle()))
        first = self._approved_cycle().entitlement_ids[0]
        domain = f"[('id', '=', {first.id})]"
        manager.batch_tag_ids = self.env["g2p.payment.batch.tag"].create({"domain": domain})
        first.cycle_id.prepare_payment()
        self.assertEqual(self._payments(first.cycle_id).entitlement_id, first)

    def test_payments_of_a_batch_are_sent_together(self):
        self.program.get_manager(constants.MANAGER_PAYMENT).create_batch = True
        cycle = self._paid_cycle()
        batch = cycle.payment_batch_ids
        self.assertEqual(batch.payment_ids, self._payments(cycle))
        self.assertEqual(batch.payment_ids.batch_id, batch)
        cycle.send_payment()
        self.assertTrue(batch.batch_has_started)
        self.assertEqual(set(batch.payment_ids.mapped("state")), {"sent"})

    def test_a_payment_lowers_the_balance(self):
        payment = self._payments(self._paid_cycle())[0]
        self.assertEqual(payment.entitlement_id.payment_status, "notpaid")
        payment.write(
            {"status": "paid", "amount_paid": 60, "payment_datetime": "2026-03-01 10:00:00"}
        )
        entitlement = payment.entitlement_id
        self.assertEqual((entitlement.balance, entitlement.payment_status), (40, "paid"))
        self.assertEqual(str(entitlement.payment_date), "2026-03-01")

    def test_a_payment_that_was_sent_is_not_deleted(self):
        payments = self._payments(self._paid_cycle())
        payments[0].state = "sent"
        with self.refused(UserError, "A sent payment cannot be deleted."):
            payments.unlink()
