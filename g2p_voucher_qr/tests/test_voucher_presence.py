from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..exceptions import VoucherRefused
from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherPresence(VoucherCase):
    """The paper alone is worthless if a programme requires a PIN."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher_manager.presence = "pin"
        cls.voucher = cls.issue_voucher()
        cls.text = cls.voucher.active_copy_id.payload

    def new_pin(self, voucher=None):
        action = (voucher or self.voucher).with_user(self.issuer).action_new_pin()
        words = action["params"]["message"].replace(".", " ").split()
        return next(word for word in words if len(word) == 6 and word.isdigit())

    def wrong(self, pin):
        return f"{(int(pin) + 1) % 10**6:06d}"

    def prove(self, pin, user=None, text=None):
        vouchers = self.env["g2p.voucher"].with_user(user or self.staff)
        return vouchers.prove_presence(text or self.text, pin)

    def refused(self, code, *args, **kwargs):
        with self.assertRaises(VoucherRefused) as caught:
            self.redeem(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)
        return str(caught.exception)

    def test_with_the_pin_it_is_redeemed_once_per_proof(self):
        answer = self.prove(self.new_pin())
        self.assertEqual((answer["ok"], answer["code"]), (True, "ok"))
        self.assertEqual(self.redeem(self.text, 400, proof=answer["proof"])["amount"], 400)
        again = self.redeem(self.text, 400, proof=answer["proof"])
        self.assertTrue(again["replayed"], "the same request is answered as before")
        self.refused("pin", self.text, 100, "another-key-1", proof=answer["proof"])

    def test_without_a_proof_nothing_is_redeemed(self):
        self.new_pin()
        for proof in (None, "", "x", 5, ["x"], False):
            sentence = self.refused("pin", self.text, 100, proof=proof)
            self.assertIn("must type the PIN of voucher", sentence)
        self.assertFalse(self.voucher.redemption_ids)

    def test_a_voucher_without_a_pin_is_sent_to_the_office(self):
        answer = self.prove("123456")
        self.assertEqual((answer["ok"], answer["code"]), (False, "pin_missing"))
        self.assertIn("Send the person to the issuing office", answer["message"])

    def test_after_five_wrong_pins_the_right_one_does_not_help(self):
        pin = self.new_pin()
        answers = [self.prove(self.wrong(pin)) for _try in range(5)]
        self.assertEqual([answer["tries_left"] for answer in answers], [4, 3, 2, 1, 0])
        self.assertEqual(answers[0]["code"], "pin_wrong")
        self.assertEqual(answers[-1]["code"], "pin_locked")
        answer = self.prove(pin)
        self.assertEqual((answer["ok"], answer["code"]), (False, "pin_locked"))
        self.assertIn("Locked after too many wrong PINs", self.voucher.event_ids.mapped("reason"))
        self.assertTrue(self.prove(self.new_pin())["ok"], "a new PIN unlocks")

    def test_the_right_pin_forgets_the_wrong_ones(self):
        pin = self.new_pin()
        self.prove(self.wrong(pin))
        self.assertEqual(self.prove(pin)["tries_left"], 5)
        self.assertEqual(self.voucher.pin_failures, 0)

    def test_an_invalid_pin_counts_as_a_wrong_one(self):
        self.new_pin()
        for pin in ("", None, 5, [], "12345", "1234567", "x" * 5000, "１２３４５６"):
            self.voucher.sudo().pin_failures = 0
            self.assertEqual(self.prove(pin)["code"], "pin_wrong")

    def test_a_proof_is_for_one_person_ten_minutes_and_one_voucher(self):
        proof = self.prove(self.new_pin())["proof"]
        self.refused("pin", self.text, 10, "by-another-one", user=self.rival, proof=proof)
        other = self.issue_voucher()
        self.new_pin(other)
        self.refused("pin", other.active_copy_id.payload, 10, "another-voucher", proof=proof)
        with freeze_time(fields.Datetime.now() + timedelta(minutes=11)):
            self.refused("pin", self.text, 10, "much-later-1", proof=proof)

    def test_a_new_pin_ends_the_former_one(self):
        pin = self.new_pin()
        new = self.new_pin()
        while new == pin:
            new = self.new_pin()
        self.assertEqual(self.prove(pin)["code"], "pin_wrong")

    def test_the_officer_sees_that_a_pin_is_still_missing(self):
        voucher = self.issue_voucher().with_user(self.issuer)
        self.assertTrue(voucher.lacks_pin)
        voucher.action_new_pin()
        self.assertFalse(voucher.lacks_pin)
        self.voucher_manager.presence = "none"
        self.assertFalse(self.issue_voucher().lacks_pin)

    def test_only_its_issuing_officer_gives_a_pin(self):
        for user in (self.stranger, self.manager, self.auditor, self.staff, self.visitor):
            with self.assertRaises(AccessError):
                self.voucher.with_user(user).action_new_pin()
        draft = self.create_voucher()
        with self.assertRaisesRegex(UserError, "its state is “To issue”"):
            draft.with_user(self.issuer).action_new_pin()

    def test_participants_of_the_case_cannot_give_a_pin(self):
        self.voucher.partner_id.user_ids = self.issuer
        with self.assertRaisesRegex(AccessError, "took part in this case"):
            self.voucher.with_user(self.issuer).action_new_pin()

    def test_other_providers_cannot_try_a_pin(self):
        pin = self.new_pin()
        for user in (self.visitor, self.issuer, self.env.ref("base.public_user")):
            with self.assertRaises(VoucherRefused):
                self.prove(pin, user=user)
        self.provider.program_ids = self.env["g2p.program"].create({"name": "Food"})
        answer = self.prove(self.wrong(pin))
        self.assertEqual((answer["ok"], answer["code"]), (False, "wrong_provider"))
        self.assertEqual(self.voucher.pin_failures, 0)

    def test_no_pin_can_be_tried_with_an_old_copy_or_a_forged_text(self):
        pin = self.new_pin()
        self.voucher.with_user(self.issuer).action_reissue("lost")
        self.assertEqual(self.prove(pin)["code"], "copy_revoked")
        self.assertEqual(self.prove(pin, text="HELLO")["code"], "malformed")
        self.assertEqual(self.voucher.pin_failures, 0)

    def test_nobody_reads_the_pin_or_its_digest(self):
        pin = self.new_pin()
        for user in (self.issuer, self.manager, self.auditor):
            voucher = self.voucher.with_user(user)
            for name in ("pin_digest", "proof_digest"):
                with self.assertRaises(AccessError):
                    voucher.read([name])
                with self.assertRaises(AccessError):
                    voucher.search([(name, "=like", "a%")])
        self.env.flush_all()
        self.cr.execute(
            "SELECT to_jsonb(v)::text FROM g2p_voucher v WHERE id = %s", [self.voucher.id]
        )
        self.assertNotIn(pin, self.cr.fetchone()[0])
        self.assertNotIn(pin, "".join(filter(None, self.voucher.event_ids.mapped("reason"))))

    def test_programmes_without_a_pin_ask_for_none(self):
        self.voucher_manager.presence = "none"
        self.assertEqual(self.redeem(self.text, 10)["amount"], 10)
