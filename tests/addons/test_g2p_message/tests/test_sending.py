from unittest.mock import patch

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import pass_pauses

from .common import MessageCase

LOG = "odoo.addons.g2p_message.models.g2p_message_send"


@tagged("post_install", "-at_install")
class TestSending(MessageCase):
    """Through a real gateway and a real mail server on this machine."""

    def queue(self, event="test_news", case=None):
        (case or self.case)._queue_messages(event)

    def states(self, case=None):
        found = self.messages(case or self.case).sorted("channel")
        return [(m.channel, m.state) for m in found]

    def test_both_ways_reach_the_person(self):
        with self.ways() as (gateway, sink):
            self.queue()
            self.assertFalse(gateway.sent or sink.mails, "nothing before the commit")
            self.work_off()
        link = f"{self.env.company.get_base_url()}/my/case/{self.case.id}"
        (sms,) = gateway.sent
        self.assertEqual(sms["to"], "+254700123456")
        self.assertEqual(sms["text"], f"There is news on C-1.\n\nSign in: {link}\nThe Office")
        ((recipients, mail),) = sink.mails
        self.assertEqual(recipients, ["ada@example.com"])
        self.assertEqual(mail["Subject"], "News on C-1")
        self.assertIn("office@example.com", mail["From"])
        self.assertEqual(mail["Auto-Submitted"], "auto-generated")
        html = mail.get_body(("html",)).get_content()
        self.assertIn(f'href="{link}"', html)
        self.assertEqual(self.states(), [("email", "sent"), ("sms", "sent")])

    def test_nothing_of_the_text_stays_in_the_database(self):
        with self.ways():
            self.queue()
            before = self.env["mail.mail"].search_count([])
            messages = self.env["mail.message"].search_count([])
            self.work_off()
            self.assertEqual(self.env["mail.mail"].search_count([]), before)
            self.assertEqual(self.env["mail.message"].search_count([]), messages)

    def test_no_value_leaves_that_the_event_does_not_list(self):
        # as if a text had got into the database in another way
        self.env.cr.execute(
            "UPDATE g2p_message_text SET body = jsonb_build_object('en_US', %s) WHERE id IN %s",
            ["{reference} {diagnosis} {0.__class__} %(x)s", tuple(self.texts.ids)],
        )
        self.texts.invalidate_recordset()
        with self.ways() as (gateway, _sink):
            self.queue()
            self.work_off()
        self.assertEqual(gateway.sent[0]["text"], "C-1  {0.__class__} %(x)s")

    def test_the_language_is_that_of_the_person(self):
        for channel in ("email", "sms"):
            text = self.text(channel).with_context(lang="fr_FR")
            text.write({"subject": "Du nouveau : {reference}", "body": "Nouvelles de {reference}."})
        self.person.lang = "fr_FR"
        with self.ways() as (gateway, sink):
            self.queue()
            self.work_off()
        self.assertEqual(gateway.sent[0]["text"], "Nouvelles de C-1.")
        self.assertEqual(sink.mails[0][1]["Subject"], "Du nouveau : C-1")
        self.assertIn('lang="fr-FR"', sink.mails[0][1].get_body(("html",)).get_content())

    def test_a_subject_has_no_second_line(self):
        self.case.name = "C-1\r\nBcc: thief@example.com"
        with self.ways() as (_gateway, sink):
            self.queue()
            self.work_off()
        ((recipients, mail),) = sink.mails
        self.assertEqual(recipients, ["ada@example.com"])
        self.assertEqual(mail["Subject"], "News on C-1 Bcc: thief@example.com")
        self.assertIsNone(mail["Bcc"])

    def test_markup_of_a_value_stays_text(self):
        self.case.name = "<img src=x onerror=alert(1)>"
        with self.ways() as (_gateway, sink):
            self.queue()
            self.work_off()
        html = sink.mails[0][1].get_body(("html",)).get_content()
        self.assertNotIn("<img", html)
        self.assertIn("&lt;img", html)

    def test_the_address_of_the_moment_of_sending_counts(self):
        with self.ways() as (gateway, sink):
            self.queue()
            self.person.write({"email": "new@example.com", "phone": "+254 711 000 000"})
            self.work_off()
        self.assertEqual(gateway.sent[0]["to"], "+254711000000")
        self.assertEqual(sink.mails[0][0], ["new@example.com"])

    def test_a_wish_of_the_meantime_counts(self):
        with self.ways() as (gateway, sink):
            self.queue()
            vals = {"partner_id": self.person.id, "by_sms": False}
            self.env["g2p.message.preference"].create(vals)
            self.work_off()
        self.assertEqual((len(gateway.sent), len(sink.mails)), (0, 1))
        self.assertEqual(self.states(), [("email", "sent"), ("sms", "skipped")])

    def test_what_is_no_longer_true_is_not_sent(self):
        with self.ways() as (gateway, sink):
            self.queue()
            self.case.is_over = True
            self.work_off()
        self.assertFalse(gateway.sent or sink.mails)
        self.assertEqual(self.states(), [("email", "skipped"), ("sms", "skipped")])

    def test_a_deleted_record_stops_its_messages(self):
        with self.ways() as (gateway, sink):
            self.queue()
            found = self.messages(self.case)
            self.case.unlink()
            self.work_off()
        self.assertFalse(gateway.sent or sink.mails)
        self.assertEqual(set(found.mapped("state")), {"skipped"})

    @mute_logger(LOG, "odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")
    def test_refusals_are_retried_and_then_shown(self):
        with self.ways(sms=503, refuse="550 no such mailbox") as (gateway, sink):
            self.queue()
            self.work_off()
            self.assertEqual(self.states(), [("email", "retrying"), ("sms", "retrying")])
            reasons = dict(self.messages(self.case).mapped(lambda m: (m.channel, m.error)))
            self.assertEqual(reasons["sms"], "The SMS gateway: HTTP 503")
            self.assertEqual(reasons["email"], "The mail server did not accept the message.")
            for _time in range(5):
                pass_pauses(self.env)
                self.messages(self.case).sudo()._write_engine({"not_before": False})
                self.work_off()
        self.assertEqual(self.states(), [("email", "unreachable"), ("sms", "unreachable")])
        self.assertEqual(self.case.with_user(self.clerk).unreached_count, 2)
        self.assertFalse(gateway.sent or sink.mails)
        with self.ways() as (gateway, sink):
            self.messages(self.case).with_user(self.clerk).sudo(False).action_retry()
            self.work_off()
            self.assertEqual((len(gateway.sent), len(sink.mails)), (1, 1))
        self.assertEqual(self.states(), [("email", "sent"), ("sms", "sent")])

    @mute_logger(LOG)
    def test_one_refusal_does_not_stop_the_others(self):
        silent = self.new_person("Bob", phone=False, email=False)
        self.env.flush_all()
        # as an import left it: OpenG2P's registry accepts no such address any more
        mail = "UPDATE res_partner SET email = 'not an address' WHERE id = %s"
        self.env.cr.execute(mail, silent.ids)
        silent.invalidate_recordset()
        other = self.new_case(silent | self.person)
        with self.ways() as (gateway, _sink):
            self.queue(case=other)
            self.work_off()
        self.assertEqual(len(gateway.sent), 1)
        states = self.messages(other).mapped("state")
        self.assertEqual(sorted(states), ["sent", "sent", "unreachable"])

    def test_an_sms_that_became_due_in_quiet_hours_waits(self):
        company = self.env.company
        with self.ways() as (gateway, _sink):
            with freeze_time("2026-12-01 12:00:00"):
                self.queue()
            company.write({"message_quiet_from": 20, "message_quiet_until": 8})
            company.partner_id.tz = "UTC"
            with freeze_time("2026-12-01 23:30:00"):
                self.work_off()
                self.assertFalse(gateway.sent)
                waiting = self.messages(self.case, channel="sms")
                self.assertEqual(waiting.state, "waiting")
                self.assertEqual(str(waiting.not_before), "2026-12-02 08:00:00")
                self.assertEqual(waiting.attempts, 0)
            with freeze_time("2026-12-02 08:00:01"):
                self.work_off()
        self.assertEqual(len(gateway.sent), 1)

    def test_work_that_runs_twice_sends_once(self):
        with self.ways() as (gateway, sink):
            self.queue()
            found = self.messages(self.case).sudo()
            found._send_due()
            found._send_due()
            self.work_off()
        self.assertEqual((len(gateway.sent), len(sink.mails)), (1, 1))

    def test_a_bounced_mail_is_shown(self):
        with self.ways():
            self.queue()
            self.work_off()
        mail = self.messages(self.case, channel="email").sudo()
        self.env["g2p.message"]._on_bounce([mail.mail_ref])
        self.assertEqual(mail.state, "unreachable")
        self.assertIn("bounced", mail.error)

    def test_without_a_sender_the_office_learns_why(self):
        company = self.env.company
        company.email = False
        # a mail server may have an address of its own
        servers = type(self.env["ir.mail_server"])
        with patch.object(servers, "_get_default_from_address", lambda *_args: False):
            self.assertFalse(company._mail_sender())
            with self.ways() as (_gateway, sink), mute_logger(LOG):
                self.queue()
                self.work_off()
        self.assertFalse(sink.mails)
        mail = self.messages(self.case, channel="email")
        self.assertEqual((mail.state, mail.attempts), ("retrying", 1))
        self.assertIn("The Office has no e-mail address to send from", mail.error)
        company.email = "office@example.com"
        self.env.invalidate_all()
        with self.ways() as (_gateway, sink):
            mail.with_user(self.clerk).sudo(False).action_retry()
            self.work_off()
        self.assertEqual((len(sink.mails), mail.state, mail.error), (1, "sent", False))

    def test_the_server_notes_when_it_could_not_try(self):
        self.queue()
        mail = self.messages(self.case, channel="email").sudo()
        mail._on_attempt_failed("The server was interrupted.", fields.Datetime.now())
        self.assertEqual(mail.state, "retrying")
        mail._on_attempt_failed("The server was interrupted.", False)
        self.assertEqual(mail.state, "unreachable")
