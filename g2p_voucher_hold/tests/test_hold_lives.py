from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import LivesCase


@tagged("post_install", "-at_install")
class TestHoldLives(LivesCase):
    """Holds end by themselves, outlive voucher and copy, and end with a revocation."""

    # === Its own end === #
    def test_it_ends_by_itself(self):
        hold = self.hold(600)
        with self.after(hours=239):
            self.env["g2p.voucher.hold"]._cron_expire()
            self.end_holds()
            self.assertEqual(hold.state, "held")
        with self.after(hours=241):
            self.end_holds()
        self.assertEqual((hold.state, hold.is_ended_by_office), ("expired", False))
        self.assertEqual(self.balance(), (0, 0, 1000, "issued"))

    def test_the_scheduler_defers_what_is_over(self):
        over = self.hold(600)
        self.hold(100, "rival-key-1", user=self.rival)
        with self.after(hours=241):
            holds = type(over)
            with patch.object(holds, "_defer", autospec=True) as defer:
                over.with_user(self.env.user)._cron_expire()
        self.assertEqual(len(defer.call_args.args[0]), 2)
        self.assertEqual(defer.call_args.args[1], "_expire")

    def test_what_is_over_waits_for_no_scheduler(self):
        hold = self.hold(1000)
        with self.after(hours=241):
            details = self.verify(self.text, self.rival)["details"]
            self.assertEqual((details["amount_available"], details["held_elsewhere"]), (1000, 0))
            self.redeem(self.text, 1000, "rival-key-1", user=self.rival)
        self.assertEqual(hold.state, "expired")
        self.assertEqual(self.balance(), (1000, 0, 0, "redeemed"))

    def test_its_provider_holds_again_after_its_end(self):
        hold = self.hold(300)
        with self.after(hours=241):
            again = self.hold(400, "hold-key-002")
        self.assertEqual((hold.state, again.state, self.balance()[1]), ("expired", "held", 400))

    def test_its_provider_has_no_more_right_after_its_end(self):
        hold = self.hold(300)
        with self.after(hours=241):
            self.redeem(self.text, 300, "late-key-01")
        self.assertEqual((hold.state, hold.redemption_id.id), ("expired", False))

    # === The voucher's last day === #
    def test_it_is_redeemed_after_the_voucher_expired(self):
        patched, freed = self.freed()
        with patched:
            hold = self.expired()
            self.assertEqual(self.balance(), (0, 600, 400, "expired"))
            with freeze_time(self.after_the_end):
                self.assertTrue(self.verify(self.text, self.staff)["usable"])
                self.refused("amount", self.redeem, self.text, 601, "late-key-01")
                answer = self.redeem(self.text, 500, "late-key-02")
        self.assertEqual((hold.state, answer["amount_available"]), ("taken", 0))
        self.assertEqual(self.balance()[:2], (500, 0))
        self.assertEqual(self.voucher.state, "expired")
        self.assertEqual(freed, [(self.voucher.id, 100)])

    def test_a_day_after_the_end_it_is_redeemed_before_the_scheduler_came(self):
        with freeze_time(self.last_days):
            self.hold(600)
        with freeze_time(self.after_the_end):
            self.refused("expired", self.redeem, self.text, 1, "rival-key-1", user=self.rival)
            self.refused("amount", self.redeem, self.text, 601, "late-key-01")
            self.redeem(self.text, 500, "late-key-02")
            self.assertEqual(self.balance(), (500, 0, 500, "issued"))
            patched, freed = self.freed()
            with patched:
                self.voucher._expire()
        self.assertEqual((self.voucher.state, freed), ("expired", []))

    def test_redeemed_completely_after_its_last_day_it_is_redeemed(self):
        self.expired(1000)
        with freeze_time(self.after_the_end):
            self.redeem(self.text, 1000, "late-key-01")
        self.assertEqual(self.balance(), (1000, 0, 0, "redeemed"))
        self.assertEqual(self.voucher.entitlement_id.state, "rdpd2ben")

    def test_nobody_else_redeems_or_holds_after_the_last_day(self):
        hold = self.expired()
        with freeze_time(self.after_the_end):
            self.refused("expired", self.redeem, self.text, 1, "rival-key-1", user=self.rival)
            self.refused("expired", self.hold, 1, "rival-key-2", user=self.rival)
            self.assertEqual(self.verify(self.text, self.rival)["code"], "expired")
            hold.with_user(self.staff).action_release()
            self.refused("expired", self.redeem, self.text, 1, "late-key-01")
            self.refused("expired", self.hold, 1, "late-key-02")

    def test_what_ends_after_the_last_day_is_freed_once(self):
        patched, freed = self.freed()
        with patched:
            hold = self.expired()
            with freeze_time(self.much_later):
                self.refused("expired", self.redeem, self.text, 1, "late-key-01")
                freed.clear()  # what a refused request does is undone
                self.end_holds()
                self.end_holds()
        self.assertEqual((hold.state, freed), ("expired", [(self.voucher.id, 600)]))
        self.assertEqual(self.balance()[1], 0)

    # === A new copy === #
    def test_it_outlives_its_copy(self):
        self.hold(600)
        self.voucher.with_user(self.issuer).action_reissue("lost")
        self.assertTrue(self.verify(self.text, self.staff)["usable"])
        self.assertEqual(self.verify(self.text, self.rival)["code"], "copy_revoked")
        self.refused("copy_revoked", self.redeem, self.text, 1, "rival-key-1", user=self.rival)
        self.refused("amount", self.redeem, self.text, 601, "late-key-01")
        self.redeem(self.text, 600, "late-key-02")
        self.refused("copy_revoked", self.redeem, self.text, 1, "late-key-03")
        self.assertEqual(self.balance(), (600, 0, 400, "issued"))

    def test_the_new_copy_takes_it_too(self):
        hold = self.hold(600)
        self.voucher.with_user(self.issuer).action_reissue("lost")
        self.redeem(self.voucher.active_copy_id.payload, 700, "late-key-01")
        self.assertEqual((hold.state, self.balance()), ("taken", (700, 0, 300, "issued")))

    def test_a_copy_from_before_the_hold_takes_nothing(self):
        self.voucher.with_user(self.issuer).action_reissue("lost")
        self.hold(600, text=self.voucher.active_copy_id.payload)
        self.refused("copy_revoked", self.redeem, self.text, 100, "stolen-key-1")

    def test_its_code_is_enough_after_the_key_was_revoked(self):
        self.hold(600)
        code = self.voucher.active_copy_id.code
        self.key._set_state("revoked")
        self.refused("key_revoked", self.redeem, code, 100, "rival-key-1", user=self.rival)
        self.assertEqual(self.redeem(code, 600, "late-key-01")["amount"], 600)

    # === Revocation === #
    def test_a_revocation_ends_it_at_once(self):
        hold = self.hold(600)
        other = self.hold(100, "rival-key-1", user=self.rival)
        closed = type(self.voucher)
        with patch.object(closed, "_on_freed", autospec=True) as freed:
            self.voucher.with_user(self.manager).action_revoke("fraud")
        self.assertEqual(self.balance(), (0, 0, 1000, "revoked"))
        self.assertEqual((hold.state, other.state), ("ended", "ended"))
        self.assertTrue(hold.is_ended_by_office)
        self.assertFalse(freed.called, "the voucher itself frees all of it")
        self.refused("revoked", self.redeem, self.text, 1, "late-key-01")
        with self.assertRaisesRegex(UserError, "its state is “Ended with the voucher”"):
            hold.with_user(self.staff).action_release()

    def test_openg2p_ends_it_with_the_entitlement(self):
        hold = self.hold(600)
        self.voucher.entitlement_id.state = "cancelled"
        self.assertEqual((self.voucher.state, hold.state), ("revoked", "ended"))
        self.assertEqual(self.balance()[1], 0)

    def test_an_entitlement_that_expires_leaves_it(self):
        hold = self.hold(600)
        self.voucher.entitlement_id.state = "expired"
        self.assertEqual((self.voucher.state, hold.state), ("expired", "held"))
        self.redeem(self.text, 600, "late-key-01")
        self.assertEqual(hold.state, "taken")

    # === Other reasons apply to holds too === #
    def test_a_closed_record_or_an_ended_programme_stops_it(self):
        self.hold(600)
        self.voucher.partner_id.disabled = fields.Datetime.now()
        self.refused("holder_closed", self.redeem, self.text, 1, "late-key-01")
        self.voucher.partner_id.disabled = False
        self.voucher_manager.on_end = "at_once"
        self.program.state = "ended"
        self.refused("program_ended", self.redeem, self.text, 1, "late-key-02")

    def test_they_apply_after_the_last_day_too(self):
        self.expired()
        self.voucher.partner_id.disabled = fields.Datetime.now()
        with freeze_time(self.after_the_end):
            self.refused("holder_closed", self.redeem, self.text, 1, "late-key-01")

    # === What keeps it === #
    def test_its_holder_cannot_give_the_voucher_back_meanwhile(self):
        self.assertFalse(self.voucher._why_not_given_back())
        hold = self.hold(600)
        self.assertRegex(
            self.voucher._why_not_given_back(),
            r"A provider holds .*600.00 of voucher \S+ to serve you\..* try again after \d+ \w+ ",
        )
        hold.with_user(self.staff).action_release()
        self.assertFalse(self.voucher._why_not_given_back())

    def test_provider_programme_and_addon_stay_while_something_is_held(self):
        hold = self.hold(600)
        words = "Amounts held by providers: 1. Release them, or wait until they end."
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.provider.active = False
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.program.active = False
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            self.voucher.partner_id.active = False
        modules = self.env["ir.module.module"]
        self.assertEqual(modules._why_not_uninstalled({"g2p_voucher_hold"}), words)
        for leaving in ({"g2p_sms"}, {"g2p_voucher_hold", "g2p_voucher_qr"}):
            self.assertFalse(modules._why_not_uninstalled(leaving))
        hold.with_user(self.staff).action_release()
        self.assertFalse(modules._why_not_uninstalled({"g2p_voucher_hold"}))
