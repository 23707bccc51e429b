from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import new_test_user, tagged

from .test_persons import MessagesOfCases

SECRETS = ("Ada", "Nyambura", "surgery", "500", "fraud")


@tagged("post_install", "-at_install")
class TestHolds(MessagesOfCases):
    """The fund keeps held amounts reserved; the person and the provider hear of holds."""

    def setUp(self):
        super().setUp()
        self.application = self.issued()
        self.voucher = self.application.voucher_id
        self.text = self.voucher.active_copy_id.payload
        self.staff = new_test_user(self.env, "message_hold", "base.group_portal")
        self.staff.partner_id.email = "desk@example.com"
        self.serving.sudo().user_ids = [(4, self.staff.id)]
        self.boss = new_test_user(self.env, "hold_boss", "g2p_voucher_key.group_voucher_manager")
        self.desk = self.env["g2p.voucher"].with_user(self.staff)
        self.hold = self.make("500")

    def make(self, amount, key="message-hold-1"):
        answer = self.desk.hold_amount(self.text, amount, key)
        # sudo: the row, whatever the test does with it
        return self.env["g2p.voucher.hold"].sudo().browse(answer["hold_id"])

    def work(self):
        """Do and send what waits; return what was written."""
        with self.ways() as (gateway, sink):
            self.work_off()
        written = [one["text"] for one in gateway.sent]
        for _to, mail in sink.mails:
            written += [mail["Subject"], mail.get_body(("html",)).get_content()]
        return "".join(written)

    def money(self):
        """(reserved, spent) of the fund"""
        self.env.flush_all()
        self.fund.invalidate_recordset()
        return self.fund.reserved, self.fund.spent

    def redeem(self, amount):
        self.desk.redeem(self.text, amount, "message-take-1")

    def pass_last_day(self):
        """The moment after which the voucher has expired and the hold has not."""
        self.hold._write_engine({"until": self.at_end + timedelta(days=5)})
        with freeze_time(self.at_end + timedelta(days=2)):
            # sudo: the scheduler's work
            self.voucher.sudo()._expire()
        self.assertEqual(self.voucher.state, "expired")

    @property
    def at_end(self):
        return fields.Datetime.to_datetime(self.voucher.valid_until)

    # === The fund === #

    def test_the_fund_keeps_what_is_held_after_the_last_day(self):
        self.assertEqual(self.money(), (1200, 0))
        self.pass_last_day()
        self.assertEqual(self.money(), (500, 0))
        with freeze_time(self.at_end + timedelta(days=3)):
            self.redeem(400)
        self.assertEqual(self.money(), (0, 400))
        self.assertEqual(self.voucher.amount_held, 0)

    def test_the_fund_gets_back_what_ends_unused_after_the_last_day(self):
        self.pass_last_day()
        with freeze_time(self.at_end + timedelta(days=6)):
            self.hold._expire()
        self.assertEqual((self.hold.state, self.money()), ("expired", (0, 0)))

    def test_the_fund_gets_back_what_is_released_after_the_last_day(self):
        self.pass_last_day()
        with freeze_time(self.at_end + timedelta(days=3)):
            self.hold.with_user(self.staff).sudo(False).action_release()
        self.assertEqual(self.money(), (0, 0))

    def test_an_ended_hold_of_a_voucher_in_use_stays_reserved(self):
        self.hold.with_user(self.staff).sudo(False).action_release()
        self.assertEqual(self.money(), (1200, 0))
        self.redeem(1200)
        self.assertEqual(self.money(), (0, 1200))

    def test_a_revocation_gives_all_of_it_back_once(self):
        self.voucher.with_user(self.boss).sudo(False).action_revoke("fraud")
        self.assertEqual((self.hold.state, self.money()), ("ended", (0, 0)))

    def test_a_taken_hold_and_its_reversal_are_booked_once(self):
        self.pass_last_day()
        with freeze_time(self.at_end + timedelta(days=3)):
            self.redeem(500)
            line = self.voucher.redemption_ids.with_user(self.boss).sudo(False)
            line.action_reverse("Wrong person")
        self.assertEqual(self.money(), (0, 0))

    # === Withdrawal === #

    def test_who_is_being_served_does_not_withdraw(self):
        mine = self.application.with_user(self.ada).sudo(False)
        words = r"A provider holds .*500.00 of voucher \S+ to serve you\."
        self.assertRegex(mine._portal_withdrawal()["why_not"], words)
        with self.assertRaisesRegex(UserError, words), self.env.cr.savepoint():
            mine._portal_withdraw()
        self.assertEqual((self.voucher.state, self.hold.state), ("issued", "held"))
        self.hold.with_user(self.staff).sudo(False).action_release()
        mine._portal_withdraw()
        self.assertEqual((self.voucher.state, self.money()), ("revoked", (0, 0)))

    # === Messages === #

    def test_the_person_hears_of_a_hold_and_its_release(self):
        self.assertEqual(self.events(self.voucher), ["voucher_ready"], "the counter does not wait")
        written = self.work()
        self.assertEqual(self.events(self.voucher)[1:], ["voucher_held"])
        self.hold.with_user(self.staff).sudo(False).action_release()
        written += self.work()
        self.assertEqual(self.events(self.voucher)[2:], ["voucher_hold_over"])
        self.assertFalse(self.messages(self.hold))
        self.assertIn(
            f"A provider holds a part of your voucher on {self.application.name}", written
        )
        for secret in (*SECRETS, self.voucher.name):
            self.assertNotIn(secret, written)

    def test_a_redemption_is_the_only_news_of_a_taken_hold(self):
        self.redeem(500)
        self.work()
        self.assertEqual(
            self.events(self.voucher), ["voucher_ready", "voucher_held", "voucher_used"]
        )
        self.assertFalse(self.messages(self.hold))

    def test_the_provider_hears_that_the_office_ended_it(self):
        self.voucher.with_user(self.boss).sudo(False).action_revoke("fraud")
        written = self.work()
        self.assertEqual(self.events(self.hold), ["hold_ended"])
        self.assertIn(self.staff.partner_id, self.messages(self.hold).partner_id)
        self.assertNotIn("voucher_hold_over", self.events(self.voucher))
        self.assertIn(self.hold.name, written)
        self.assertIn(f"/provider/held/{self.hold.id}", written)
        for secret in (*SECRETS, self.voucher.name):
            self.assertNotIn(secret, written)

    def test_of_the_staff_the_clerks_hear_of_it(self):
        biller = new_test_user(self.env, "message_biller", "base.group_portal")
        self.serving.sudo().user_ids = [(4, biller.id)]
        self.voucher.with_user(self.boss).sudo(False).action_revoke("fraud")
        Provider = self.env.registry["g2p.service.provider"]

        def staff(provider, role=""):
            return provider.user_ids - biller if role == "clerk" else provider.user_ids

        with patch.object(Provider, "_staff", staff):
            self.work()
        told = self.messages(self.hold).partner_id
        self.assertIn(self.staff.partner_id, told)
        self.assertNotIn(biller.partner_id, told)

    def test_a_revocation_after_the_last_day_gives_back_what_was_held(self):
        self.pass_last_day()
        self.voucher.with_user(self.boss).sudo(False).action_revoke("fraud")
        self.assertEqual((self.hold.state, self.money()), ("ended", (0, 0)))
        self.work()
        self.assertEqual(self.events(self.hold), ["hold_ended"])
        # sudo: as the page reads it
        titles = [row["title"] for row in self.voucher.sudo()._timeline_for_holder()]
        self.assertEqual(titles.count("Your voucher has expired"), 1)

    def test_a_release_by_the_office_is_news_for_both(self):
        self.hold.with_user(self.boss).sudo(False).action_release("not treated there")
        self.work()
        self.assertEqual(self.events(self.hold), ["hold_ended"])
        self.assertIn("voucher_hold_over", self.events(self.voucher))

    def test_the_course_of_the_case_tells_of_it(self):
        self.hold.with_user(self.staff).sudo(False).action_release()
        self.make("300", "message-hold-2")
        # sudo: as the page reads it
        rows = self.voucher.sudo()._timeline_for_holder()
        titles = [row["title"] for row in rows]
        self.assertEqual(titles.count("A part of your voucher is held"), 2)
        self.assertEqual(titles.count("A held part was released"), 1)
        self.assertIn(self.serving.sudo().name, str(rows))  # sudo: only its name
