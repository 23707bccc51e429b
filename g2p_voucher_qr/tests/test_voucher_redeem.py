from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools.misc import format_datetime

from ..exceptions import VoucherRefused
from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherRedeem(VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.text = cls.voucher.active_copy_id.payload

    def refused(self, code, *args, **kwargs):
        with self.assertRaises(VoucherRefused) as caught:
            self.redeem(*args, **kwargs)
        self.assertEqual(caught.exception.code, code)
        return str(caught.exception)

    def test_redeeming_all_closes_the_voucher(self):
        voucher_class = type(self.env["g2p.voucher"])
        with (
            patch.object(voucher_class, "_on_redeemed", autospec=True) as redeemed,
            patch.object(voucher_class, "_on_closed", autospec=True) as closed,
        ):
            answer = self.redeem(self.text, 1000)
        self.assertEqual((redeemed.call_count, closed.call_count), (1, 1))
        self.assertEqual(closed.call_args.args[-1], "redeemed")
        self.assertEqual(answer["amount"], 1000)
        self.assertEqual(answer["amount_available"], 0)
        self.assertFalse(answer["replayed"])
        self.assertEqual(self.voucher.state, "redeemed")
        self.assertEqual(self.voucher.entitlement_id.state, "rdpd2ben")
        line = self.voucher.redemption_ids
        self.assertEqual((line.name, line.user_id), (answer["redemption"], self.staff))
        self.assertEqual(line.provider_id, self.provider)

    def test_a_redemption_asks_the_database_few_times(self):
        self.redeem(self.text, 1, "to-warm-up")
        self.env.flush_all()
        self.env.invalidate_all()
        # one of them reads ties between people: the user, and the people in the case; one notes
        # what is sent to the search index, where g2p_opensearch is installed; two (on 17.0 three)
        # defer the message about it, where g2p_assistance_message is
        with self.assertQueryCount(20):
            self.redeem(self.text, 999, "all-the-rest")
            self.env.flush_all()

    def test_staff_cannot_redeem_their_own_voucher(self):
        voucher = self.issue_voucher(partner_id=self.staff.partner_id.id)
        text = voucher.active_copy_id.payload
        sentence = self.refused("own_voucher", text, 1000)
        self.assertEqual(sentence, "This voucher is your own: a colleague must redeem it.")
        self.assertEqual((voucher.state, voucher.amount_redeemed), ("issued", 0))
        colleague = new_test_user(self.env, "vq_colleague", groups="base.group_portal")
        self.provider.user_ids |= colleague
        self.redeem(text, 1000, user=colleague)
        self.assertEqual(voucher.state, "redeemed")

    def test_a_second_try_names_the_first_date(self):
        self.redeem(self.text, 1000)
        first = self.voucher.redemption_ids
        sentence = self.refused("redeemed", self.text, 1000, "another-key-1")
        when = format_datetime(self.env(user=self.staff), first.date, dt_format="d MMM y, HH:mm")
        self.assertIn(f"first on {when} UTC at", sentence)
        self.assertIn(self.provider.name, sentence)
        answer = self.verify(self.text, self.staff)
        self.assertEqual((answer["code"], answer["genuine"]), ("redeemed", True))
        self.assertEqual(len(answer["details"]["redemptions"]), 1)

    def test_the_same_request_is_answered_with_the_first_receipt(self):
        first = self.redeem(self.text, 1000)
        again = self.redeem(self.text, 1000)
        self.assertTrue(again.pop("replayed"))
        self.assertFalse(first.pop("replayed"))
        self.assertEqual(first, again)
        self.assertEqual(len(self.voucher.redemption_ids), 1)

    def test_a_key_used_for_something_else_is_refused(self):
        self.redeem(self.text, 100)
        self.refused("idempotency_conflict", self.text, 200)
        other = self.issue_voucher().active_copy_id.payload
        self.refused("idempotency_conflict", other, 100)

    def test_in_parts_up_to_the_amount(self):
        self.redeem(self.text, 400.5, "part-0001")
        self.assertEqual(self.voucher.state, "issued")
        sentence = self.refused("amount", self.text, 600, "part-0002")
        self.assertIn("599.5", sentence)
        answer = self.redeem(self.text, "599.50", "part-0003", user=self.rival)
        self.assertEqual(answer["amount_available"], 0)
        self.assertEqual(self.voucher.state, "redeemed")

    def test_invalid_amounts_are_refused(self):
        for amount in (0, -5, "x", None, True, float("nan"), float("inf"), 1.001, [], "1e30"):
            self.refused("amount", self.text, amount)

    def test_a_request_without_a_key_is_refused(self):
        for key in (None, "", "short", 5, "x" * 200):
            self.refused("bad_request", self.text, 10, key)

    def test_the_typed_code_redeems(self):
        answer = self.redeem(self.voucher.active_copy_id.code, 10)
        self.assertEqual(answer["amount_available"], 990)

    def test_only_own_sites(self):
        self.refused("site", self.text, 10, site_id=self.other_provider.site_ids.id)
        answer = self.redeem(self.text, 10, site_id=self.provider.site_ids.id)
        self.assertEqual(answer["site"], "Main ward")

    def test_other_users_redeem_nothing(self):
        public = self.env.ref("base.public_user")
        for user in (self.visitor, self.issuer, self.manager, public):
            self.refused("not_a_provider", self.text, 10, user=user)

    def test_a_suspended_provider_redeems_nothing(self):
        self.provider.with_user(self.manager).action_suspend()
        self.refused("provider_suspended", self.text, 10)

    def test_a_provider_of_another_programme_redeems_nothing(self):
        self.provider.program_ids = self.env["g2p.program"].create({"name": "Food"})
        self.refused("wrong_provider", self.text, 10)

    def test_revoked_replaced_expired_and_early(self):
        before = fields.Date.subtract(self.voucher.valid_from, days=2)
        after = fields.Date.add(self.voucher.valid_until, days=2)
        with freeze_time(before):
            self.refused("not_yet_valid", self.text, 10)
        with freeze_time(after):
            self.refused("expired", self.text, 10)
        self.voucher.with_user(self.issuer).action_reissue("lost")
        self.refused("copy_revoked", self.text, 10)
        text = self.voucher.active_copy_id.payload
        self.voucher.with_user(self.issuer).action_revoke("wrong")
        self.refused("revoked", text, 10)
        self.assertFalse(self.voucher.redemption_ids)

    def test_a_forged_text_redeems_nothing(self):
        self.refused("malformed", self.text[:-3], 10)
        self.refused("malformed", "HELLO", 10)
        self.key._set_state("revoked")
        self.refused("key_revoked", self.text, 10)

    def test_the_ledger_is_never_changed(self):
        self.redeem(self.text, 10)
        line = self.voucher.redemption_ids
        for user in (self.env.user, self.manager, self.staff):
            with self.assertRaises(AccessError):
                line.with_user(user).write({"amount": 1})
            with self.assertRaises(AccessError):
                line.with_user(user).unlink()
        event = self.voucher.event_ids[:1]
        with self.assertRaises(AccessError):
            event.write({"reason": "x"})
        with self.assertRaises(AccessError):
            event.unlink()

    def test_the_database_keeps_the_balance(self):
        from psycopg2 import IntegrityError

        from odoo.tools import mute_logger

        with (
            mute_logger("odoo.sql_db"),
            self.assertRaises(IntegrityError),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "UPDATE g2p_voucher SET amount_redeemed = 1001 WHERE id = %s",
                [self.voucher.id],
            )
