from unittest.mock import patch

from odoo.tests import new_test_user, tagged

from .test_persons import MessagesOfCases


@tagged("post_install", "-at_install")
class TestVouchers(MessagesOfCases):
    """Vouchers after their issue: taken back, replaced."""

    def test_a_use_taken_back_after_the_last_day(self):
        voucher = self.issued().voucher_id
        staff = new_test_user(self.env, "voucher_staff", "base.group_portal")
        self.serving.sudo().user_ids = [(4, staff.id)]
        desk, amount = self.env["g2p.voucher"].with_user(staff), str(voucher.amount)
        desk.redeem(voucher.active_copy_id.payload, amount, "message-key-0003")
        self.assertEqual(voucher.state, "redeemed")
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_entitlement SET state = 'expired' WHERE id = %s",
            [voucher.entitlement_id.id],
        )
        self.env.invalidate_all()
        boss = new_test_user(self.env, "voucher_boss", "g2p_voucher_key.group_voucher_manager")
        voucher.redemption_ids.with_user(boss).sudo(False).action_reverse("Wrong person")
        self.assertEqual(voucher.state, "expired")
        self.assertIn("voucher_expired", self.events(voucher))

    def test_many_replaced_vouchers_are_announced_together(self):
        vouchers = self.issued().voucher_id | self.issued().voucher_id
        self.assertEqual(len(vouchers), 2)
        model, asked = type(self.env["g2p.message"]), []
        queue = model._queue

        def count(messages, records, code, *args, **kwargs):
            asked.append((code, len(records)))
            return queue(messages, records, code, *args, **kwargs)

        template = type(self.env["g2p.voucher.template"])
        pdf = patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n")
        with pdf, patch.object(model, "_queue", count):
            vouchers.with_user(self.issuer).sudo(False)._reissue_checked("Lost")
        self.assertEqual(asked, [("voucher_replaced", 2)])
        for voucher in vouchers:
            self.assertIn("voucher_replaced", self.events(voucher))
