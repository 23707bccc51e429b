import itertools
from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from odoo.addons.g2p_voucher_qr.exceptions import VoucherRefused

from .common import LivesCase


@tagged("post_install", "-at_install")
class TestHoldStops(LivesCase):
    """Entitlement and office stop holds of vouchers that are replaced or expired, too."""

    def test_an_old_copy_takes_nothing_once_the_entitlement_is_paid_or_not_approved(self):
        self.hold(600)
        self.voucher.with_user(self.issuer).action_reissue("lost")
        texts = (self.text, self.voucher.active_copy_id.payload)
        for state, code in (("rdpd2ben", "paid"), ("draft", "not_approved")):
            self.voucher.entitlement_id.state = state
            for text in texts:
                self.assertEqual(self.verify(text, self.staff)["code"], code)
                self.refused(code, self.redeem, text, 1, "late-key-01")
        self.voucher.entitlement_id.state = "trans2FSP"
        self.redeem(self.text, 600, "late-key-02")

    def test_after_the_last_day_an_unapproved_entitlement_stops_it(self):
        self.expired()
        for state, code in (("rdpd2ben", "paid"), ("pending_validation", "not_approved")):
            self.voucher.entitlement_id.state = state
            with freeze_time(self.after_the_end):
                self.refused(code, self.redeem, self.text, 1, "late-key-01")

    def test_after_the_last_day_it_ends_with_a_cancelled_entitlement(self):
        for state in ("cancelled", "rejected1"):
            with self.subTest(state), self.env.cr.savepoint() as undone:
                patched, freed = self.freed()
                with patched:
                    hold = self.expired()
                    self.voucher.entitlement_id.state = state
                self.assertEqual((hold.state, hold.is_ended_by_office), ("ended", True))
                self.assertEqual((self.balance()[1], self.voucher.state), (0, "expired"))
                self.assertEqual(freed, [(self.voucher.id, 600)])
                self.assertIn(
                    "The entitlement was set to", self.voucher.event_ids.sorted("id")[-1].reason
                )
                with freeze_time(self.after_the_end):
                    self.refused("expired", self.redeem, self.text, 1, "late-key-01")
                undone.rollback()
                self.env.invalidate_all()

    # === Revoked after the last day === #
    def test_after_the_last_day_a_revocation_ends_it(self):
        for user in (self.issuer, self.manager):
            with self.subTest(user.login), self.env.cr.savepoint() as undone:
                patched, freed = self.freed()
                with patched:
                    hold = self.expired()
                    other = self.env["g2p.voucher"].with_user(user).browse(self.voucher.id)
                    other.action_revoke("fraud")
                self.assertEqual((hold.state, hold.reason), ("ended", "fraud"))
                self.assertTrue(hold.is_ended_by_office)
                self.assertEqual((self.balance()[1], self.voucher.state), (0, "expired"))
                self.assertEqual(self.voucher.entitlement_id.state, "cancelled")
                self.assertEqual(freed, [(self.voucher.id, 600)])
                last = self.voucher.event_ids.sorted("id")[-1]
                self.assertEqual((last.state_to, last.reason), ("expired", "fraud"))
                with freeze_time(self.after_the_end):
                    self.refused("expired", self.redeem, self.text, 1, "late-key-01")
                undone.rollback()
                self.env.invalidate_all()

    def test_after_the_last_day_only_issuers_and_managers_revoke_and_only_what_is_held(self):
        hold = self.expired()
        for user in (self.auditor, self.stranger, self.staff, self.visitor):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                self.voucher.with_user(user).action_revoke("fraud")
        self.assertEqual(hold.state, "held")
        hold.with_user(self.staff).action_release()
        with self.assertRaisesRegex(UserError, "its state is “Expired”"):
            self.voucher.with_user(self.manager).action_revoke("fraud")

    def test_the_form_offers_the_revocation_while_something_is_held(self):
        arch = self.env["g2p.voucher"].with_user(self.manager).get_view(view_type="form")["arch"]
        (button,) = etree.fromstring(arch).xpath("//button[contains(@context, \"'revoke'\")]")
        shown = [
            values
            for values in itertools.product(("draft", "issued", "expired", "revoked"), (0, 5))
            if not safe_eval(
                button.get("invisible"), dict(zip(("state", "amount_held"), values, strict=True))
            )
        ]
        self.assertEqual(
            shown, [("draft", 0), ("draft", 5), ("issued", 0), ("issued", 5), ("expired", 5)]
        )

    # === The last second === #
    def test_around_its_last_second_it_is_taken_or_refused(self):
        self.hold(300, "rival-key-1", user=self.rival)
        hold = self.expired(700)
        answers = set()
        for seconds in range(40):  # each look at the clock is a second later
            with self.env.cr.savepoint() as undone:
                moment = hold.until - timedelta(seconds=seconds)
                with freeze_time(moment, auto_tick_seconds=1):
                    try:
                        self.redeem(self.text, 700, "last-key-01")
                        answers.add(hold.state)
                    except VoucherRefused as refusal:
                        answers.add(refusal.code)
                undone.rollback()
                self.env.invalidate_all()
        self.assertLessEqual({"taken", "expired"}, answers)
        self.assertLessEqual(answers, {"taken", "expired", "amount"})

    def test_without_a_hold_nothing_is_booked_after_the_last_day(self):
        hold = self.expired()
        # sudo: the step after the checks
        voucher_sudo, provider_sudo = self.voucher.sudo(), self.provider.sudo()
        hold.with_user(self.staff).action_release()
        booking = (
            voucher_sudo.active_copy_id,
            provider_sudo,
            provider_sudo.site_ids,
            100,
            "late-1",
        )
        self.refused("expired", voucher_sudo._redeem, *booking)
