from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_qr.tests.common import activate

from .common import HoldCase


@tagged("post_install", "-at_install")
class TestHold(HoldCase):
    """Amounts are set aside, redeemed and released."""

    # === Holding === #
    def test_a_held_amount_is_free_for_nobody_else(self):
        hold = self.hold(600)
        self.assertEqual(self.balance(), (0, 600, 400, "issued"))
        self.assertEqual((hold.state, hold.user_id, hold.amount), ("held", self.staff, 600))
        words = "has .*400.00 left: redeem at most this amount"
        for method in (self.redeem, self.env["g2p.voucher"].with_user(self.rival).hold_amount):
            kwargs = {"user": self.rival} if method == self.redeem else {}
            sentence = self.refused("amount", method, self.text, 401, "rival-key-1", **kwargs)
            self.assertRegex(sentence, words)
        self.redeem(self.text, 400, "rival-key-2", user=self.rival)
        self.assertEqual(self.balance(), (400, 600, 0, "issued"))

    def test_both_providers_hold_their_parts(self):
        self.hold(600)
        self.hold(400, "rival-key-1", user=self.rival)
        self.assertEqual(self.balance(), (0, 1000, 0, "issued"))
        self.redeem(self.text, 600, "taken-key-1")
        self.redeem(self.text, 400, "taken-key-2", user=self.rival)
        self.assertEqual(self.balance(), (1000, 0, 0, "redeemed"))

    def test_one_hold_per_provider(self):
        self.hold(100)
        sentence = self.refused("held_here", self.hold, 100, "hold-key-002")
        self.assertRegex(sentence, "You already hold .*100.00 of voucher")
        self.assertEqual(self.balance()[1], 100)

    def test_the_same_request_is_answered_with_the_first_receipt(self):
        vouchers = self.env["g2p.voucher"].with_user(self.staff)
        first = vouchers.hold_amount(self.text, 100, "hold-key-001")
        again = vouchers.hold_amount(self.text, 100, "hold-key-001")
        self.assertEqual((first.pop("replayed"), again.pop("replayed")), (False, True))
        self.assertEqual(first, again)
        self.assertEqual(self.balance()[1], 100)
        self.refused("idempotency_conflict", self.hold, 200)
        other = self.issue_voucher().active_copy_id.payload
        self.refused("idempotency_conflict", self.hold, 100, text=other)

    def test_what_is_no_amount_or_no_key_is_refused(self):
        for amount in (
            0,
            -5,
            "x",
            None,
            True,
            float("nan"),
            float("inf"),
            1.001,
            [],
            "1e30",
            "1\0",
        ):
            self.refused("amount", self.hold, amount)
        for key in (None, "", "short", 5, "x" * 200, "with\x00nothing", "two\nlines of it"):
            self.refused("bad_request", self.hold, 10, key)
        self.refused("amount", self.hold, 1000.01)
        self.assertFalse(self.voucher.hold_ids)

    def test_holding_is_checked_like_redeeming(self):
        self.refused("not_a_provider", self.hold, 10, user=self.visitor)
        self.refused("not_a_provider", self.hold, 10, user=self.manager)
        self.refused("malformed", self.hold, 10, text="HELLO")
        self.refused("site", self.hold, 10, site_id=self.other_provider.site_ids.id)
        own = self.issue_voucher(partner_id=self.staff.partner_id.id)
        self.refused("own_voucher", self.hold, 10, text=own.active_copy_id.payload)
        self.provider.with_user(self.manager).action_suspend()
        self.refused("provider_suspended", self.hold, 10)
        activate(self.provider.with_user(self.manager), self.second)
        self.provider.program_ids = self.env["g2p.program"].create({"name": "Food"})
        self.refused("wrong_provider", self.hold, 10)

    def test_a_programme_may_offer_no_holds(self):
        self.voucher_manager.hold_hours = 0
        self.assertIn("cannot be held, only redeemed", self.refused("no_holds", self.hold, 10))
        self.assertEqual(self.verify(self.text, self.staff)["details"]["hold_hours"], 0)

    def test_the_programme_says_how_long(self):
        self.voucher_manager.hold_hours = 5
        hold = self.hold(10)
        self.assertEqual((hold.until - hold.date).total_seconds(), 5 * 3600)
        for hours in (-1, 721):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.voucher_manager.hold_hours = hours
                self.env.flush_all()

    # === Redeeming === #
    def test_redeeming_takes_the_hold_and_frees_the_rest(self):
        hold = self.hold(600)
        answer = self.redeem(self.text, 500, "taken-key-1")
        self.assertEqual(answer["amount_available"], 500)
        self.assertEqual(self.balance(), (500, 0, 500, "issued"))
        self.assertEqual((hold.state, hold.ended_by_id), ("taken", self.staff))
        self.assertEqual(hold.redemption_id.name, answer["redemption"])
        self.assertFalse(hold.is_ended_by_office)

    def test_more_than_held_is_redeemed_as_far_as_it_is_free(self):
        self.hold(300)
        self.hold(500, "rival-key-1", user=self.rival)
        self.refused("amount", self.redeem, self.text, 501, "taken-key-1")
        answer = self.redeem(self.text, 500, "taken-key-2")
        self.assertEqual(answer["amount_available"], 0, "the rest is held by the other")
        self.assertEqual(self.balance(), (500, 500, 0, "issued"))

    def test_without_the_paper_its_provider_redeems_at_most_what_is_held(self):
        hold = self.hold(600)
        mine = hold.with_user(self.staff)
        sentence = self.refused("amount", mine._redeem_held, 600.01, "held-key-01")
        self.assertRegex(sentence, r"^You hold .*600.00 of voucher \S+: redeem at most this")
        answer = mine._redeem_held(500, "held-key-02")
        self.assertEqual((answer["amount"], answer["amount_available"]), (500, 500))
        self.assertEqual((hold.state, self.balance()), ("taken", (500, 0, 500, "issued")))
        self.assertEqual(hold.redemption_id.user_id, self.staff)
        self.assertTrue(mine._redeem_held(500, "held-key-02")["replayed"])
        self.refused("idempotency_conflict", mine._redeem_held, 100, "held-key-02")
        with self.assertRaisesRegex(UserError, "has already ended: its state is “Redeemed”"):
            mine._redeem_held(100, "held-key-03")

    def test_without_the_paper_it_is_checked_like_redeeming(self):
        hold = self.hold(600)
        mine = hold.with_user(self.staff)
        for user in (self.rival, self.visitor):
            with self.assertRaises(AccessError):
                hold.with_user(user)._redeem_held(5, "held-key-01")
        self.refused("not_a_provider", hold.with_user(self.manager)._redeem_held, 5, "held-key-01")
        self.refused("bad_request", mine._redeem_held, 5, "short")
        for amount in (0, -5, "x", None, 1.001):
            self.refused("amount", mine._redeem_held, amount, "held-key-01")
        theirs = self.other_provider.site_ids.id
        self.refused("site", mine._redeem_held, 5, "held-key-01", site_id=theirs)
        with self.after(hours=73):
            words = self.refused("hold_over", mine._redeem_held, 5, "held-key-01")
        self.assertIn(f"The time of hold {hold.name} is over.", words)
        self.provider.with_user(self.manager).action_suspend()
        self.refused("provider_suspended", mine._redeem_held, 5, "held-key-01")
        self.assertEqual(self.balance(), (0, 600, 400, "issued"))

    def test_a_repeated_redemption_takes_no_second_hold(self):
        self.hold(300)
        self.redeem(self.text, 300, "taken-key-1")
        second = self.hold(200, "hold-key-002")
        self.assertTrue(self.redeem(self.text, 300, "taken-key-1")["replayed"])
        self.assertEqual((second.state, self.balance()[:2]), ("held", (300, 200)))

    def test_a_reversal_returns_to_the_voucher_and_not_to_the_hold(self):
        hold = self.hold(1000)
        self.redeem(self.text, 1000, "taken-key-1")
        self.voucher.redemption_ids.with_user(self.manager).action_reverse("wrong person")
        self.assertEqual(self.balance(), (0, 0, 1000, "issued"))
        self.assertEqual(hold.state, "taken")

    # === Presence === #
    def prove(self, user=None):
        message = self.voucher.with_user(self.issuer).action_new_pin()["params"]["message"]
        words = message.replace(".", " ").split()
        pin = next(word for word in words if len(word) == 6 and word.isdigit())
        vouchers = self.env["g2p.voucher"].with_user(user or self.staff)
        return vouchers.prove_presence(self.text, pin)["proof"]

    def test_the_person_proves_their_presence_once_for_what_is_held(self):
        self.voucher_manager.presence = "pin"
        self.refused("pin", self.hold, 600)
        self.refused("pin", self.hold, 600, proof=self.prove(self.rival))
        self.hold(600, proof=self.prove())
        self.refused("pin", self.redeem, self.text, 601, "taken-key-1")
        self.refused("pin", self.redeem, self.text, 100, "rival-key-1", user=self.rival)
        self.assertEqual(self.redeem(self.text, 600, "taken-key-2")["amount"], 600)
        self.refused("pin", self.redeem, self.text, 1, "taken-key-3")

    # === Releasing === #
    def test_staff_of_the_provider_release_it(self):
        hold = self.hold(600)
        hold.with_user(self.staff).action_release()
        self.assertEqual(self.balance(), (0, 0, 1000, "issued"))
        self.assertEqual((hold.state, hold.ended_by_id), ("released", self.staff))
        self.assertFalse(hold.is_ended_by_office)
        with self.assertRaisesRegex(UserError, "has already ended: its state is “Released”"):
            hold.with_user(self.staff).action_release()
        self.assertEqual(self.balance()[1], 0)
        self.hold(600, "hold-key-002")

    def test_a_manager_releases_it_with_a_reason(self):
        hold = self.hold(600)
        with self.assertRaisesRegex(UserError, "Enter a reason"):
            hold.with_user(self.manager).action_release("  ")
        dialogs = self.env["g2p.voucher.reason"].with_user(self.manager)
        dialog = dialogs.create({"action": "release", "hold_id": hold.id, "reason": "not treated"})
        self.assertIn("sees that the office released it", dialog.consequence)
        dialog.action_confirm()
        self.assertEqual((hold.state, hold.reason), ("released", "not treated"))
        self.assertTrue(hold.is_ended_by_office)
        self.assertEqual(self.balance(), (0, 0, 1000, "issued"))

    def test_a_manager_tied_to_the_provider_or_the_person_releases_nothing(self):
        hold = self.hold(600)
        self.voucher.partner_id.user_ids = self.manager
        with self.assertRaisesRegex(AccessError, "Another manager must release this hold"):
            hold.with_user(self.manager).action_release("for me")
        self.assertEqual(hold.state, "held")

    # === Verifying === #
    def test_each_provider_sees_what_it_can_redeem(self):
        hold = self.hold(600)
        mine = self.verify(self.text, self.staff)["details"]
        self.assertEqual((mine["amount_available"], mine["held_elsewhere"]), (1000, 0))
        self.assertEqual((mine["hold"]["hold_id"], mine["hold_hours"]), (hold.id, 0))
        other = self.verify(self.text, self.rival)["details"]
        self.assertEqual((other["amount_available"], other["held_elsewhere"]), (400, 600))
        self.assertEqual((other["hold"], other["hold_hours"]), (False, 72))
        self.assertNotIn(self.provider.name, str(other))

    def test_what_is_held_completely_is_usable_only_where_it_is_held(self):
        self.hold(1000)
        self.assertTrue(self.verify(self.text, self.staff)["usable"])
        answer = self.verify(self.text, self.rival)
        self.assertEqual(
            (answer["genuine"], answer["usable"], answer["code"]), (True, False, "held")
        )
        self.assertNotIn(self.provider.name, str(answer))
        self.refused("held", self.redeem, self.text, 1, "rival-key-1", user=self.rival)

    def test_others_learn_nothing_of_a_hold(self):
        public = self.env.ref("base.public_user")
        users = (public, self.visitor, self.auditor)
        before = [self.verify(self.text, user) for user in users]
        self.hold(1000)
        self.assertEqual([self.verify(self.text, user) for user in users], before)
        self.other_provider.program_ids = self.env["g2p.program"].create({"name": "Food"})
        self.assertEqual(self.verify(self.text, self.rival)["code"], "wrong_provider")

    # === The database === #
    def test_the_database_keeps_redeemed_and_held_within_the_amount(self):
        self.redeem(self.text, 400, "rival-key-1", user=self.rival)
        for held in (600.01, -0.01):
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(IntegrityError),
                self.env.cr.savepoint(),
            ):
                self.env.flush_all()
                self.env.cr.execute(
                    "UPDATE g2p_voucher SET amount_held = %s WHERE id = %s", [held, self.voucher.id]
                )

    def test_the_hooks_are_called_once_each(self):
        holds = type(self.env["g2p.voucher.hold"])
        with (
            patch.object(holds, "_on_held", autospec=True) as held,
            patch.object(holds, "_on_ended", autospec=True) as ended,
        ):
            self.hold(600)
            self.assertEqual((held.call_count, ended.call_count), (1, 0))
            self.redeem(self.text, 600, "taken-key-1")
        self.assertEqual((held.call_count, ended.call_count), (1, 1))

    def test_a_redemption_without_a_hold_asks_no_more_than_before(self):
        self.redeem(self.text, 1, "to-warm-up")
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(20):
            self.redeem(self.text, 999, "all-the-rest")
            self.env.flush_all()

    def test_holding_asks_the_database_few_times(self):
        self.hold(1).with_user(self.staff).action_release()
        self.env.flush_all()
        self.env.invalidate_all()
        with self.assertQueryCount(24):
            self.hold(999, "all-the-rest")
            self.env.flush_all()
