from unittest.mock import patch

from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_persons import MessagesOfCases

WORK = "odoo.addons.g2p_deferred.models.g2p_deferred_work"


@tagged("post_install", "-at_install")
class TestCounter(MessagesOfCases):
    """Redemptions and wrong PINs stand, though no message about them can be written."""

    def setUp(self):
        super().setUp()
        managers = self.env["g2p.program.entitlement.manager.voucher.qr"]
        # sudo: a setting
        managers.sudo().search([("program_id", "=", self.program.id)]).presence = "pin"
        self.voucher = self.issued().voucher_id
        self.staff = new_test_user(self.env, "message_counter", "base.group_portal")
        self.serving.sudo().user_ids = [(4, self.staff.id)]
        self.desk = self.env["g2p.voucher"].with_user(self.staff)
        self.text = self.voucher.active_copy_id.payload

    def broken(self):
        """Have every message fail, in a `with`."""

        def fail(*_args, **_kwargs):
            raise ValueError("no message can be written")

        return patch.object(type(self.env["g2p.message"]), "_queue", fail)

    def new_pin(self):
        action = self.voucher.with_user(self.issuer).sudo(False).action_new_pin()
        words = action["params"]["message"].replace(".", " ").split()
        return next(word for word in words if len(word) == 6 and word.isdigit())

    def work_off(self):
        with self.ways():
            return super().work_off()

    def prove(self, pin):
        return self.desk.prove_presence(self.text, pin)

    def test_a_redemption_and_its_reversal_stand(self):
        boss = new_test_user(self.env, "message_boss", "g2p_voucher_key.group_voucher_manager")
        with self.broken(), mute_logger(WORK):
            proof = self.prove(self.new_pin())["proof"]
            self.desk.redeem(self.text, "100", "counter-key-0001", proof=proof)
            line = self.voucher.redemption_ids.with_user(boss).sudo(False)
            line.action_reverse("Wrong person")
            self.work_off()
        self.assertEqual(self.voucher.amount_redeemed, 0)
        self.assertEqual(len(self.voucher.redemption_ids), 2)
        self.assertFalse(self.messages(self.voucher, event="voucher_used"))
        self.env.cr.execute("UPDATE g2p_deferred SET date_due = date_due - interval '1 day'")
        self.work_off()
        for event in ("voucher_used", "voucher_returned"):
            self.assertEqual(len(self.messages(self.voucher, event=event, channel="sms")), 1)

    def test_a_wrong_pin_is_counted(self):
        wrong = f"{(int(self.new_pin()) + 1) % 10**6:06d}"
        with self.broken(), mute_logger(WORK):
            codes = [self.prove(wrong)["code"] for _time in range(5)]
            self.work_off()
        self.assertEqual(codes[-1], "pin_locked")
        self.assertEqual(self.prove(wrong)["code"], "pin_locked")
        self.env.cr.execute("UPDATE g2p_deferred SET date_due = date_due - interval '1 day'")
        self.work_off()
        self.work_off()
        locked = self.messages(self.voucher, event="voucher_locked", channel="sms")
        self.assertEqual(len(locked), 1)

    def test_a_new_pin_that_is_locked_is_another_message(self):
        for _pin in range(2):
            wrong = f"{(int(self.new_pin()) + 1) % 10**6:06d}"
            for _time in range(7):
                self.prove(wrong)
            self.work_off()
        locked = self.messages(self.voucher, event="voucher_locked", channel="sms")
        self.assertEqual(len(locked), 2)
