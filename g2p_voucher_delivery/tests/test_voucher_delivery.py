import re
from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.base.tests.common import MockSmtplibCase
from odoo.addons.g2p_deferred.tests.common import by_scheduler, queued, work_off
from odoo.addons.g2p_suite_base.tests.migration import run_update
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

from ..models.g2p_voucher_delivery_send import COLLECT

NOBODY = ConnectionRefusedError("no mail server")
BACK = "The e-mail bounced: its address does not accept it."

LOGGER = "odoo.addons.g2p_voucher_delivery.models.g2p_voucher_delivery_send"
WORK = "odoo.addons.g2p_deferred.models.g2p_deferred_work"


@tagged("post_install", "-at_install")
class TestVoucherDelivery(MockSmtplibCase, VoucherCase):
    """The fate of a sent link: tracked, reported and retried."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.voucher.partner_id.email = "holder@example.org"
        cls.company.email = "office@example.org"

    def write_address(self, text):
        """Write it as without OpenG2P's registry, which checks addresses."""
        partner = self.voucher.partner_id
        with patch.object(type(partner), "_validate_fields"):
            partner.email = text

    def send(self):
        """The officer sends a link, and the server makes the first attempt."""
        self.voucher.with_user(self.issuer).action_send_email()
        self.work()
        return self.voucher.delivery_ids[:1]

    def work_on_mails(self, error=None):
        """Do the work of Odoo's queue, with a server that accepts the mail or not."""
        mails = self.voucher.delivery_ids.mail_id
        answer = {"side_effect": error} if error else {"return_value": "<ref@example.org>"}
        server = patch.object(type(self.env["ir.mail_server"]), "send_email", **answer)
        with (
            self.mock_smtplib_connection(),
            server,
            mute_logger("odoo.addons.mail.models.mail_mail"),
        ):
            mails.send()
        self.env.invalidate_all()

    def work(self):
        """Attempt what is due, and record lost mails."""
        self.env["g2p.voucher.delivery"]._cron_lost_mails()
        work_off(self.env, channel="message")

    def cron(self, minutes=0):
        """Do the scheduler's work after these minutes, with the notifications of its outcome."""
        now = fields.Datetime.now()
        with freeze_time(now + timedelta(minutes=minutes)):
            self.work()
        with freeze_time(now + timedelta(minutes=minutes + COLLECT)):
            work_off(self.env, channel="notice")

    def notices(self):
        notified = [("partner_ids", "in", self.issuer.partner_id.ids)]
        return self.env["mail.message"].search(
            [*notified, ("subject", "=", "Links were not delivered")]
        )

    def test_a_mail_is_queued_until_a_server_accepts_it(self):
        delivery = self.send()
        self.assertEqual((delivery.state, delivery.attempts), ("queued", 1))
        self.cron()
        self.assertEqual(delivery.state, "queued")
        self.work_on_mails()
        self.assertEqual((delivery.state, delivery.message), ("sent", False))
        self.assertFalse(delivery.mail_id.exists(), "its link is in no database")
        event = self.voucher.event_ids[0]
        self.assertEqual((event.reason, event.user_id), ("Link sent by e-mail", self.issuer))
        self.cron()
        self.assertFalse(self.notices())

    def test_a_mail_comes_from_the_office_and_from_no_officer(self):
        self.assertEqual(self.send().mail_id.email_from, self.company.email_formatted)

    def test_an_office_without_an_address_sends_nothing_in_an_officers_name(self):
        self.company.email = False
        self.issuer.email = "officer@example.org"
        default = type(self.env["ir.mail_server"])
        with patch.object(default, "_get_default_from_address", lambda self: None):
            delivery = self.send()
        self.assertFalse(delivery.mail_id)
        self.assertEqual(delivery.state, "queued")
        self.assertEqual(
            delivery.message,
            f"{self.company.name} has no e-mail address to send from. Ask an administrator to "
            "enter one under Settings / Users & Companies / Companies.",
        )
        with patch.object(default, "_get_default_from_address", lambda self: "odoo@example.org"):
            self.cron(20)
        self.assertEqual(delivery.mail_id.email_from, "odoo@example.org")

    def test_without_a_mail_server_it_is_reported_retried_and_given_up(self):
        delivery, start = self.send(), fields.Datetime.now()
        tokens = set()
        for number, minutes in enumerate((10, 40, 130, 400), start=1):
            tokens.add(delivery.token_hash)
            self.work_on_mails(NOBODY)
            self.assertEqual((delivery.state, delivery.attempts), ("queued", number))
            self.assertIn("no mail server", delivery.message)
            self.cron()
            self.assertEqual(delivery.attempts, number, "not before its pause is over")
            with freeze_time(start + timedelta(minutes=minutes + number)):
                self.cron()
            self.assertFalse(delivery.date_next, "handed to the queue")
        self.work_on_mails(NOBODY)
        self.assertEqual((delivery.state, delivery.attempts), ("failed", 5))
        self.assertFalse(delivery.date_next)
        self.assertEqual(len(tokens), 4, "each mail has a link of its own")

    def test_the_pauses_grow(self):
        delivery, pauses = self.send(), []
        for _attempt in range(4):
            now = fields.Datetime.now()
            delivery.sudo()._on_refused("no")
            pauses.append(round((delivery.date_next - now).total_seconds() / 60))
            delivery.sudo().attempts += 1
        self.assertEqual(pauses, [10, 30, 90, 270])
        delivery.sudo()._on_refused("no")
        self.assertEqual(delivery.state, "failed")

    def test_the_officer_is_notified_at_the_first_failure_and_at_the_end(self):
        delivery = self.send()
        self.work_on_mails(NOBODY)
        self.cron()
        self.cron()
        notice = self.notices()
        self.assertEqual(len(notice), 1)
        self.assertIn("not delivered: 1", notice.body)
        for secret in ("Amina", "holder@", self.voucher.name, "no mail server"):
            self.assertNotIn(secret, notice.body)
        delivery.sudo().attempts = 5
        delivery.sudo()._on_refused("no")
        self.cron()
        self.assertEqual(len(self.notices()), 2)

    def test_an_invalid_address_is_refused_immediately(self):
        self.write_address("not a mail")
        refused = self.assertRaisesRegex(
            UserError, "holder of voucher V.* has no valid e-mail address"
        )
        with refused, self.cr.savepoint():
            self.voucher.with_user(self.issuer).action_send_email()
        self.assertFalse(self.voucher.delivery_ids)
        both = self.voucher | self.issue_voucher()
        message = both.with_user(self.issuer).action_send_email()["params"]["message"]
        self.assertIn("Queued: 0.", message)

    def test_an_address_that_becomes_invalid_is_reported(self):
        delivery = self.send()
        self.work_on_mails(NOBODY)
        self.write_address("not a mail")
        self.cron(minutes=11)
        self.assertEqual(delivery.message, "The holder has no valid e-mail address.")
        self.assertEqual((delivery.state, delivery.attempts), ("queued", 2))

    def test_a_bounced_mail_is_not_sent(self):
        delivery = self.send()
        self.work_on_mails()
        self.assertEqual(delivery.state, "sent")
        threads = self.env["mail.thread"]
        notified = {
            "bounced_email": "holder@example.org",
            "bounced_partner": self.env["res.partner"],
            "bounced_message": self.env["mail.message"],
            **{key: "" for key in ("email_from", "to", "message_id", "body")},
        }
        for references, state in (
            (["<other@example.org>"], "sent"),
            (["<ref@example.org>"], "failed"),
        ):
            threads._routing_handle_bounce(None, {**notified, "bounced_msg_ids": references})
            self.assertEqual(delivery.state, state)
        self.assertEqual(delivery.message, BACK)
        self.cron()
        self.assertEqual(len(self.notices()), 1)

    def test_a_cancelled_or_removed_mail_is_not_sent(self):
        for lose in ("cancel", "unlink"):
            delivery = self.send()
            getattr(delivery.mail_id, lose)()
            self.env.invalidate_all()
            self.cron()
            self.assertEqual(delivery.state, "queued")
            self.assertTrue(delivery.message)
            self.assertGreater(delivery.date_next, fields.Datetime.now())

    def test_an_issuing_officer_retries(self):
        delivery = self.send()
        with self.assertRaisesRegex(UserError, "Only links that were not sent"):
            delivery.with_user(self.issuer).action_retry()
        self.work_on_mails(NOBODY)
        for user in (self.stranger, self.manager, self.auditor, self.staff):
            with self.assertRaises(AccessError):
                delivery.with_user(user).action_retry()
        delivery.with_user(self.issuer).action_retry()
        self.work()
        self.assertEqual(
            (delivery.state, delivery.attempts, delivery.message), ("queued", 1, False)
        )
        self.work_on_mails()
        self.assertEqual(delivery.state, "sent")
        with self.assertRaisesRegex(UserError, "Only links that were not sent"):
            delivery.with_user(self.issuer).action_retry()

    def test_no_link_to_a_void_copy_is_sent(self):
        delivery = self.send()
        self.work_on_mails(NOBODY)
        self.voucher.with_user(self.issuer).action_reissue("lost")
        self.cron(minutes=11)
        self.assertEqual((delivery.state, delivery.message), ("failed", "The copy is void."))

    # === Links === #
    def token(self, delivery):
        return re.search(r"/voucher/paper/([\w-]+)", delivery.sudo().mail_id.body_html)[1]

    def leads(self, token):
        return bool(self.env["g2p.voucher.delivery"]._by_token(token))

    def test_the_link_of_a_refused_mail_ends_and_is_stored_nowhere(self):
        delivery = self.send()
        token, mail = self.token(delivery), delivery.sudo().mail_id
        self.assertTrue(self.leads(token))
        self.work_on_mails(NOBODY)
        self.assertFalse(mail.exists())
        self.assertFalse(self.leads(token))
        self.assertIn("no mail server", delivery.message)

    def test_the_link_of_a_bounced_mail_ends(self):
        delivery = self.send()
        token = self.token(delivery)
        self.work_on_mails()
        self.assertTrue(self.leads(token))
        self.env["g2p.voucher.delivery"]._on_bounce(["<ref@example.org>"])
        self.assertFalse(self.leads(token), "the person who got the mail has the link")

    def test_a_link_ends_when_the_holder_has_another_address(self):
        delivery = self.send()
        token = self.token(delivery)
        self.work_on_mails()
        holder = self.voucher.partner_id
        self.write_address(" Holder@Example.org ")
        self.assertTrue(self.leads(token), "the same address")
        holder.email = "right@example.org"
        self.assertFalse(self.leads(token), "the former one was somebody else's")
        again = self.send()
        self.assertTrue(self.leads(self.token(again)))

    # === Scheduler === #
    def test_the_scheduler_is_triggered_for_the_next_attempt(self):
        with by_scheduler(type(self.env["g2p.deferred"])):
            delivery = self.send()
            self.work_on_mails(NOBODY)
        self.assertIn(
            delivery.date_next, queued(self.env, delivery, "_attempt_due").mapped("date_due")
        )
        cron = self.env.ref("g2p_deferred.cron_work_1")
        woken = self.env["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
        self.assertIn(delivery.date_next, woken.mapped("call_at"))

    def test_text_messages_that_were_queued_before_the_update_are_sent(self):
        self.voucher.partner_id.phone = "+22670000000"
        self.voucher.with_user(self.issuer).action_send_sms()
        delivery = self.voucher.delivery_ids[:1]
        self.assertTrue(delivery.date_next)
        delivery.sudo().date_next = False
        queued(self.env, delivery, "_attempt_due").unlink()
        run_update(self.env, "g2p_voucher_delivery", "post-queue")
        self.cron()
        self.assertEqual((delivery.state, delivery.attempts), ("logged", 1))

    def test_refused_mails_that_waited_before_the_update_are_retried_once(self):
        delivery = self.send()
        self.work_on_mails(NOBODY)
        queued(self.env, delivery, "_attempt_due").unlink()
        for _update in range(2):
            run_update(self.env, "g2p_voucher_delivery", "post-queue")
        self.cron()
        self.assertEqual(delivery.attempts, 1, "not before its pause is over")
        self.cron(minutes=11)
        self.assertEqual((delivery.state, delivery.attempts), ("queued", 2))

    def test_a_removed_number_is_reported(self):
        self.voucher.partner_id.phone = "+22670000000"
        self.voucher.with_user(self.issuer).action_send_sms()
        self.voucher.partner_id.phone = False
        self.cron()
        delivery = self.voucher.delivery_ids[:1]
        self.assertEqual(
            (delivery.state, delivery.message), ("queued", "The holder has no telephone number.")
        )

    def test_our_own_error_does_not_send_a_mail_twice(self):
        delivery = self.send()
        broken = patch.object(type(delivery), "_on_sent", side_effect=KeyError)
        with (
            broken,
            mute_logger(LOGGER),
        ):
            self.work_on_mails()
        self.assertFalse(delivery.sudo().mail_id, "Odoo's queue went on, and removed what was sent")

    def test_a_failed_notification_does_not_block_the_others(self):
        self.send()
        self.work_on_mails(NOBODY)
        notified = patch.object(
            type(self.env["mail.thread"]), "message_notify", side_effect=UserError("no sender")
        )
        with notified, mute_logger(WORK):
            self.cron()
        row = queued(self.env, self.voucher.delivery_ids, "_notify_officers")
        self.assertEqual((row.state, row.attempts), ("waiting", 1))
        self.assertFalse(self.notices())
        self.cron(minutes=2)
        self.assertEqual(len(self.notices()), 1)

    # === Retries === #
    def test_a_mail_in_the_queue_is_not_sent_a_second_time(self):
        delivery = self.send()
        self.work_on_mails(NOBODY)
        self.cron(minutes=11)
        self.assertEqual((delivery.state, delivery.date_next), ("queued", False))
        with self.assertRaisesRegex(UserError, "Only links that were not sent"):
            delivery.with_user(self.issuer).action_retry()

    def test_a_link_to_a_void_copy_is_not_retried(self):
        delivery = self.send()
        self.work_on_mails(NOBODY)
        self.voucher.with_user(self.issuer).action_reissue("lost")
        with self.assertRaisesRegex(UserError, "newest copy from voucher V"):
            delivery.with_user(self.issuer).action_retry()

    def test_nobody_else_can_read_its_mail(self):
        delivery = self.send()
        for name in ("mail_id", "mail_ref", "token_hash", "address_hash"):
            with self.assertRaises(AccessError):
                delivery.with_user(self.issuer).read([name])
