from datetime import timedelta
from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from odoo.addons.g2p_message.models.g2p_message_limits import (
    PER_MAILBOX,
    PER_NUMBER,
    PER_PERSON,
)

from .common import MessageCase


@tagged("post_install", "-at_install")
class TestLimits(MessageCase):
    """A stranger can cause only so many messages; none is dropped silently."""

    def setUp(self):
        super().setUp()
        self.listen()

    def queue_many(self, count, event="test_news", case=None):
        for number in range(count):
            (case or self.case)._queue_messages(event, f"{event}-{number}")

    def states(self, case=None, **values):
        return self.messages(case or self.case, **values).mapped("state")

    def test_one_person_gets_so_many_a_day(self):
        self.queue_many(PER_PERSON + 2)
        self.assertEqual(self.states(channel="sms"), ["waiting"] * PER_PERSON)
        self.assertEqual(self.states(channel="email"), ["waiting"] * (PER_PERSON + 2))
        self.queue_many(2, "test_alert")
        warns = self.messages(self.case, channel="sms", event="test_alert")
        self.assertEqual(warns.mapped("state"), ["waiting"] * 2, "what warns comes nevertheless")

    def test_what_protects_the_person_comes_by_e_mail_then(self):
        self.queue_many(PER_PERSON + 2, "test_fixed")
        self.assertEqual(self.states(channel="sms"), ["waiting"] * PER_PERSON)
        self.assertEqual(self.states(channel="email"), ["waiting"] * (PER_PERSON + 2))
        # sudo: as the person's own page
        wishes = self.env["g2p.message.preference"].sudo()
        wishes.create({"partner_id": self.person.id, "by_email": False, "by_sms": True})
        self.case._queue_messages("test_fixed", "by SMS only")
        last = self.messages(self.case, occurrence="by SMS only")
        self.assertEqual((last.channel, last.state), ("email", "waiting"))

    def test_the_office_reaches_in_another_way_whom_it_must(self):
        self.person.email = False
        self.queue_many(PER_PERSON + 1, "test_fixed")
        last = self.messages(self.case)[-1]
        self.assertEqual((last.channel, last.state), ("sms", "unreachable"))
        self.assertEqual(last.error, "Too many messages in a day, and no other channel.")

    def test_many_cases_at_once_count_each(self):
        cases = self.case.union(*(self.new_case(self.person) for _n in range(PER_PERSON + 2)))
        cases._queue_messages("test_news")
        texts = [one for case in cases for one in self.messages(case, channel="sms")]
        self.assertEqual(len(texts), PER_PERSON)

    def test_without_an_e_mail_address_the_rest_is_sent_on_the_next_day(self):
        self.person.email = False
        self.queue_many(PER_PERSON + 1)
        last = self.messages(self.case)[-1]
        self.assertEqual((last.state, last.channel), ("waiting", "sms"))
        self.assertEqual(last.error, "Too many messages in a day: it is sent on the next.")
        with self.ways() as (gateway, _sink):
            self.work_off()
            self.assertEqual(len(gateway.sent), PER_PERSON)
        with freeze_time(last.not_before + timedelta(minutes=1)), self.ways() as (gateway, _sink):
            self.work_off()
            self.assertEqual(len(gateway.sent), 1)
        self.assertEqual(last.state, "sent")

    def test_too_much_for_two_days_is_shown_to_the_office(self):
        self.person.email = False
        self.queue_many(2 * PER_PERSON + 2)
        self.assertEqual(
            self.states(), ["waiting"] * 2 * PER_PERSON + ["unreachable"] * 2, "nothing is silent"
        )
        last = self.messages(self.case)[-1]
        self.assertEqual(last.error, "Too many messages in a day, and no other channel.")
        # what waits for the next day is a part of that day
        with freeze_time(fields.Datetime.now() + timedelta(hours=23)):
            self.queue_many(1, "test_receipt")
        self.assertEqual(self.states(event="test_receipt"), ["unreachable"])

    def test_an_address_that_is_not_confirmed_gets_so_many_e_mails(self):
        self.person.phone = False
        self.queue_many(PER_MAILBOX + 1)
        mails = self.messages(self.case)
        self.assertEqual(len(mails.filtered(lambda m: not m.not_before)), PER_MAILBOX)
        self.assertTrue(mails[-1].not_before)
        # another account with the same address, typed
        other = self.new_case(self.new_person("Bob", phone=False, email=self.person.email))
        other._queue_messages("test_news")
        self.assertTrue(self.messages(other).not_before)
        other._queue_messages("test_fixed")
        self.assertFalse(self.messages(other, event="test_fixed").not_before)

    def confirm(self):
        """Have the person's number and address confirmed, until the end of the test."""
        known = {
            "sms": {self.person.id: "+254700123456"},
            "email": {self.person.id: "ada@example.com"},
        }
        confirmed = patch.object(
            type(self.person),
            "_message_confirmed",
            lambda people, channel: {k: v for k, v in known[channel].items() if k in people.ids},
        )
        confirmed.start()
        self.addCleanup(confirmed.stop)

    def test_strangers_do_not_use_up_what_a_confirmed_address_gets(self):
        self.confirm()
        for name in ("One", "Two", "Three"):  # who type the victim's number and address
            stranger = self.new_person(name, email="ada@example.com", phone="+254700123456")
            self.queue_many(PER_NUMBER, case=self.new_case(stranger))
        self.case._queue_messages("test_news")
        self.assertEqual(len(self.messages(self.case)), 2)
        self.assertFalse(any(self.messages(self.case).mapped("not_before")))
        self.assertFalse(any(self.messages(self.case).sudo().mapped("number_key")))

    def test_a_confirmed_mailbox_has_no_limit(self):
        self.confirm()
        self.person.phone = False
        self.queue_many(PER_MAILBOX + 2)
        mails = self.messages(self.case, channel="email")
        self.assertFalse(any(mails.mapped("not_before")))

    def test_one_number_gets_so_many_a_day_from_all(self):
        texts = 0
        for name in ("One", "Two", "Three"):
            other = self.new_person(name, phone=False, email=False)
            case = self.new_case(other, number="+254700123456")  # typed into each
            self.queue_many(PER_PERSON, case=case)
            now = self.messages(case, channel="sms", not_before=False)
            texts += now.mapped("state").count("waiting")
        self.assertEqual(texts, PER_NUMBER)

    def test_the_next_day_counts_anew_and_no_digest_is_left(self):
        self.queue_many(PER_PERSON)
        rows_sudo = self.messages(self.case, channel="sms").sudo()
        self.assertTrue(all(rows_sudo.mapped("number_key")))
        self.assertNotIn("700123456", "".join(rows_sudo.mapped("number_key")))
        with freeze_time(fields.Datetime.now() + timedelta(hours=25)):
            self.env["g2p.message"]._gc_messages()
            self.assertFalse(any(rows_sudo.mapped("number_key")))
            self.case._queue_messages("test_news", "tomorrow")
        self.assertEqual(len(self.messages(self.case, channel="sms")), PER_PERSON + 1)

    def test_a_receipt_comes_by_e_mail_if_it_can(self):
        self.case._queue_messages("test_receipt")
        self.assertEqual(self.messages(self.case).mapped("channel"), ["email"])
        self.person.email = False
        self.queue_many(PER_PERSON + 1, "test_receipt")
        texts = self.messages(self.case, channel="sms")
        self.assertEqual(set(texts.mapped("state")), {"waiting"})
        self.assertEqual([bool(text.not_before) for text in texts], [False] * PER_PERSON + [True])

    def test_numbers_of_other_countries_get_none(self):
        self.person.phone = "+44 7400 123456"
        self.case.number = "+1 876 555 0123"
        self.case._queue_messages("test_news")
        self.assertEqual(self.messages(self.case).mapped("channel"), ["email"])
        self.env.company.message_country_ids = self.env.ref("base.uk")
        self.case._queue_messages("test_news", "2")
        self.assertEqual(len(self.messages(self.case, channel="sms")), 1)


@tagged("post_install", "-at_install")
class TestWishes(MessageCase):
    """Fixed events come by the channels of the wish, unless none of those is usable."""

    def setUp(self):
        super().setUp()
        self.listen()

    def channels(self, by_email, by_sms):
        # sudo: as the person's own page
        wishes = self.env["g2p.message.preference"].sudo()
        wishes.search([("partner_id", "=", self.person.id)]).unlink()
        wishes.create({"partner_id": self.person.id, "by_email": by_email, "by_sms": by_sms})
        self.case._queue_messages("test_fixed", f"{by_email}{by_sms}")
        found = self.messages(self.case, occurrence=f"{by_email}{by_sms}")
        return sorted(found.mapped("channel"))

    def test_the_wish_counts(self):
        self.assertEqual(self.channels(by_email=False, by_sms=True), ["sms"])
        self.assertEqual(self.channels(by_email=True, by_sms=False), ["email"])

    def test_it_comes_although_nothing_is_wished(self):
        self.assertEqual(self.channels(by_email=False, by_sms=False), ["email", "sms"])

    def test_it_comes_by_another_channel_if_the_wished_one_is_not_usable(self):
        self.person.phone = False
        self.assertEqual(self.channels(by_email=False, by_sms=True), ["email"])


@tagged("post_install", "-at_install")
class TestReached(MessageCase):
    """The office ends a message whose recipient it has reached; its row is deleted later."""

    def setUp(self):
        super().setUp()
        self.person.write({"phone": False, "email": False})
        self.case._queue_messages("test_news")
        self.lost = self.messages(self.case)
        self.assertEqual(self.lost.state, "unreachable")

    def test_it_is_ended_with_who_and_when(self):
        self.assertEqual(self.case.with_user(self.clerk).unreached_count, 1)
        self.lost.with_user(self.clerk).sudo(False).action_reached()
        self.assertEqual((self.lost.state, self.lost.reached_by_id), ("reached", self.clerk))
        self.assertTrue(self.lost.date_done)
        self.env.invalidate_all()
        self.assertEqual(self.case.with_user(self.clerk).unreached_count, 0)

    def test_only_readers_of_the_row_and_only_once(self):
        for user in (self.stranger, self.reader):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.lost.with_user(user).sudo(False).action_reached()
        lost = self.lost.with_user(self.clerk).sudo(False)
        with self.assertRaises(AccessError):
            lost.write({"state": "reached"})
        lost.action_reached()
        refused = self.assertRaisesRegex(UserError, "Only messages that could not be delivered")
        with refused:
            lost.action_reached()
        with self.assertRaisesRegex(UserError, "did not arrive"):
            lost.action_retry()

    def test_it_is_deleted_like_those_that_were_sent(self):
        self.lost.with_user(self.clerk).sudo(False).action_reached()
        self.env.flush_all()
        with freeze_time(fields.Datetime.now() + timedelta(days=91)):
            self.env["g2p.message"]._gc_messages()
        self.env.invalidate_all()
        self.assertFalse(self.lost.exists())


@tagged("post_install", "-at_install")
class TestFormer(MessageCase):
    """Former recipients get nothing but alerts."""

    def test_recipients_are_asked_again(self):
        also = {self.case.id: self.new_person("Cy", phone=False)}
        with self.ways() as (gateway, sink):
            self.case._queue_messages("test_news")
            self.case._queue_messages("test_alert", also=also)
            self.case.partner_ids = self.new_person("Bob")
            self.work_off()
            news = self.messages(self.case, event="test_news")
            self.assertEqual(set(news.mapped("state")), {"skipped"})
            self.assertIn("not this person's any more", news[0].error)
            alert = self.messages(self.case, event="test_alert", partner_id=self.person.id)
            self.assertEqual(set(alert.mapped("state")), {"sent"}, "of those who were removed")
            self.assertEqual(len(gateway.sent), 1)
            people = sorted(to for each, _mail in sink.mails for to in each)
            self.assertEqual(people, ["ada@example.com", "cy@example.com"])
