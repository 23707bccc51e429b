from odoo.tests import tagged

from .common import MessageCase


@tagged("post_install", "-at_install")
class TestWords(MessageCase):
    """Texts deleted or switched off meanwhile do not swallow what protects a person."""

    def own(self, event, channel="email"):
        vals = self.text_vals(event, channel, subject="Own", body="Own words: {link}")
        vals["company_id"] = self.env.company.id
        return self.env["g2p.message.text"].create(vals)

    def subjects(self):
        with self.ways() as (_gateway, sink):
            self.work_off()
        return [mail["Subject"] for _to, mail in sink.mails]

    def states(self, **values):
        return self.messages(self.case, **values).mapped("state")

    def test_a_deleted_text_is_replaced_by_the_wider_one(self):
        own = self.own("test_fixed")
        self.case._queue_messages("test_fixed")
        self.assertEqual(self.messages(self.case, channel="email").text_id, own)
        own.with_user(self.manager).sudo(False).unlink()
        self.assertEqual(self.subjects(), ["News on C-1"])
        self.assertEqual(self.states(channel="email"), ["sent"])

    def test_a_text_of_the_meantime_counts(self):
        self.case._queue_messages("test_news")
        self.own("test_news")
        self.assertEqual(self.subjects(), ["Own"])

    def test_switching_off_a_text_stops_only_what_protects_nobody(self):
        self.listen()
        for event in ("test_news", "test_fixed"):
            self.case._queue_messages(event)
            self.text("sms", event).is_on = False
        with self.ways() as (gateway, sink):
            self.work_off()
        self.assertEqual((len(gateway.sent), len(sink.mails)), (1, 2))
        self.assertEqual(self.states(channel="sms", event="test_fixed"), ["sent"])
        self.assertEqual(self.states(channel="sms", event="test_news"), ["skipped"])

    def test_without_any_text_the_office_sees_it(self):
        self.case._queue_messages("test_fixed")
        lost = self.messages(self.case, channel="email")
        self.env.cr.execute("DELETE FROM g2p_message_text WHERE event = 'test_fixed'")
        self.env.invalidate_all()
        self.assertEqual(self.subjects(), [])
        self.assertEqual(lost.state, "unreachable")
        self.assertEqual(lost.error, "The office has no text for this message.")
        self.env["g2p.message.text"].create(self.text_vals("test_fixed", "email"))
        lost.with_user(self.clerk).sudo(False).action_retry()
        self.assertEqual(self.subjects(), ["News on C-1"], "tried again with the new text")


@tagged("post_install", "-at_install")
class TestNoAddress(MessageCase):
    """Without an address the office sees it at once; a corrected one is used by any channel."""

    def lost(self, event="test_news"):
        self.person.write({"phone": False, "email": False})
        self.case._queue_messages(event)
        lost = self.messages(self.case)
        self.assertEqual((lost.channel, lost.state), ("sms", "unreachable"))
        return lost

    def retry(self, message):
        with self.ways() as (gateway, sink):
            message.with_user(self.clerk).sudo(False).action_retry()
            self.work_off()
        return len(gateway.sent), len(sink.mails)

    def test_an_e_mail_address_alone_is_enough_to_try_again(self):
        lost = self.lost()
        self.person.email = "found@example.com"
        self.assertEqual(self.retry(lost), (0, 1))
        self.assertEqual((lost.channel, lost.state), ("email", "sent"))

    def test_a_number_keeps_the_channel(self):
        lost = self.lost()
        self.person.write({"email": "found@example.com", "phone": "+254 700 123 456"})
        self.assertEqual(self.retry(lost), (1, 0))
        self.assertEqual((lost.channel, lost.state), ("sms", "sent"))

    def test_without_any_address_it_is_shown_again_at_once(self):
        lost = self.lost()
        self.assertEqual(self.retry(lost), (0, 0))
        self.assertEqual((lost.state, lost.attempts), ("unreachable", 0))
        self.assertEqual(lost.error, "The person has no telephone number that may be used.")

    def test_a_channel_that_the_person_does_not_want_is_not_taken(self):
        lost = self.lost()
        wishes = {"partner_id": self.person.id, "by_email": False}
        self.env["g2p.message.preference"].create(wishes)
        self.person.email = "found@example.com"
        self.assertEqual(self.retry(lost), (0, 0))
        self.assertEqual((lost.channel, lost.state), ("sms", "unreachable"))

    def test_an_address_that_is_gone_is_not_retried_for_hours(self):
        self.listen()
        self.case._queue_messages("test_news")
        self.person.write({"phone": False})
        with self.ways() as (_gateway, sink):
            self.work_off()
        self.assertEqual(len(sink.mails), 1)
        sms = self.messages(self.case, channel="sms")
        self.assertEqual((sms.state, sms.attempts), ("skipped", 0), "the person has the e-mail")
        self.case._queue_messages("test_news", "2")
        self.person.email = False
        with self.ways():
            self.work_off()
        mail = self.messages(self.case, channel="email", occurrence="2")
        self.assertEqual((mail.state, mail.attempts), ("unreachable", 0))
        self.assertEqual(mail.error, "The person has no e-mail address.")
