from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .test_persons import MessagesOfCases


@tagged("post_install", "-at_install")
class TestReminders(MessagesOfCases):
    """Open questions and ending vouchers: one reminder each, in its time."""

    def later(self, days):
        return freeze_time(fields.Datetime.now() + timedelta(days=days))

    def deferred(self, record, method):
        """The ids for which a scheduled action queues work."""
        found = []
        queue = patch.object(
            type(record), "_defer", lambda records, *_args, **_values: found.extend(records.ids)
        )
        with queue:
            getattr(record, method)()
        return found

    def test_an_open_question_is_asked_again_once(self):
        application = self.returned()
        application._remind()
        self.assertNotIn("question_reminder", self.events(application))
        with self.later(4), self.ways():
            application._cron_remind()
            self.work_off()
            application._remind()
        reminders = self.messages(application, event="question_reminder", channel="sms")
        self.assertEqual(len(reminders), 1)

    def test_each_question_is_queued_for_one_reminder(self):
        application = self.returned()
        self.assertNotIn(application.id, self.deferred(application, "_cron_remind"))
        with self.later(4):
            self.assertIn(application.id, self.deferred(application, "_cron_remind"))
            application._remind()
            self.assertNotIn(application.id, self.deferred(application, "_cron_remind"))
        with self.later(5):
            application.with_user(self.ada)._portal_submit()
            self.step(application, self.one).action_return("And the second page, please.")
        with self.later(9):
            self.assertIn(application.id, self.deferred(application, "_cron_remind"))

    def test_old_questions_are_left_alone(self):
        application = self.returned()
        with self.later(20):  # as on the first day after an upgrade
            self.assertNotIn(application.id, self.deferred(application, "_cron_remind"))

    def test_an_unused_voucher_is_announced_before_its_end(self):
        voucher = self.issued().voucher_id
        end = fields.Datetime.to_datetime(voucher.valid_until)
        voucher._cron_message_expiring()
        self.assertNotIn("voucher_expires", self.events(voucher))
        with freeze_time(end - timedelta(days=3)), self.ways():
            voucher._cron_message_expiring()
            self.work_off()
            voucher._message_expiring()
        expires = self.messages(voucher, event="voucher_expires", channel="sms")
        self.assertEqual(len(expires), 1)

    def test_a_voucher_that_was_announced_is_queued_no_more(self):
        voucher = self.issued().voucher_id
        end = fields.Datetime.to_datetime(voucher.valid_until)
        for days, wanted in ((3, True), (2, False), (1, False)):
            with freeze_time(end - timedelta(days=days)), self.subTest(days=days):
                found = self.deferred(voucher, "_cron_message_expiring")
                self.assertEqual(voucher.id in found, wanted)
                voucher.sudo()._message_expiring()

    def test_a_short_voucher_is_not_announced_on_the_day_of_its_issue(self):
        voucher = self.issued().voucher_id
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE g2p_voucher SET valid_until = valid_from + 4 WHERE id = %s", [voucher.id]
        )
        self.env.invalidate_all()
        voucher._message_expiring()
        self.assertNotIn("voucher_expires", self.events(voucher))
        with self.later(2):
            voucher._message_expiring()
        self.assertIn("voucher_expires", self.events(voucher))

    def test_they_run_in_the_morning(self):
        for name in ("remind", "expiring", "digest"):
            action = self.env.ref(f"g2p_assistance_message.cron_{name}")
            self.assertEqual((action.nextcall.hour, action.nextcall.minute), (5, 0), name)
