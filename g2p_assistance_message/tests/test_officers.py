from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .test_persons import MessagesOfCases


@tagged("post_install", "-at_install")
class TestOfficers(MessagesOfCases):
    """One digest a day of what has waited since yesterday; new cases are the hourly mail's."""

    def digest(self, days):
        later = freeze_time(fields.Datetime.now() + timedelta(days=days))
        # where a test has no mail server
        with later, mute_logger("odoo.addons.g2p_message.models.g2p_message_send"):
            self.env["res.users"]._cron_message_digest()
            self.work_off()

    def test_a_case_that_waits_since_yesterday_is_in_the_digest(self):
        self.one.notification_type = "email"
        self.one.partner_id.email = "one@example.com"
        self.submitted()
        self.env.flush_all()
        self.digest(0)
        self.assertFalse(self.messages(self.one), "the hourly mail is about it")
        with self.ways() as (_gateway, sink):
            self.digest(1)
            self.digest(1)
        self.assertEqual(len(self.messages(self.one)), 1)
        mails = [mail for to, mail in sink.mails if to == ["one@example.com"]]
        (mail,) = mails
        self.assertEqual(mail["Subject"], "Cases wait for your decision")
        self.assertIn("1", mail.get_body(("html",)).get_content())

    def test_a_mail_that_is_retried_does_not_speak_of_no_cases(self):
        case = self.submitted()
        # sudo: as the scheduler does
        self.one.sudo()._message_digest()
        digest = self.messages(self.one, channel="email").sudo()
        self.assertEqual(digest.state, "waiting")
        case.with_user(self.ada)._portal_withdraw()
        with self.ways() as (_gateway, sink):
            digest._send_due()
        self.assertFalse(sink.mails)
        self.assertEqual(digest.state, "skipped")

    def test_many_digests_cost_one_count(self):
        self.submitted()
        people = [
            new_test_user(self.env, f"digest_officer_{number}", "base.group_user")
            for number in range(6)
        ]
        costs = []
        for some in (people[:2], people):
            self.env.flush_all()
            self.env.invalidate_all()
            # sudo: as the sender
            users_sudo = self.env["res.users"].sudo().browse([user.id for user in some])
            before = self.env.cr.sql_log_count
            for user in users_sudo:
                self.assertFalse(user._message_is_due("officer_digest", ""))
                user._message_values("officer_digest")
            costs.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(costs[1], costs[0])

    def test_nobody_waited_for_gets_no_mail(self):
        self.two.notification_type = "email"
        self.submitted()  # it waits for another officer
        self.digest(1)
        self.assertFalse(self.messages(self.two))

    def test_who_chose_notifications_in_odoo_gets_no_mail(self):
        self.one.notification_type = "inbox"
        self.submitted()
        self.digest(1)
        self.assertFalse(self.messages(self.one))
