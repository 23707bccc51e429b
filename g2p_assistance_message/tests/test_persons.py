from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_immediate_assistance.tests.common import AssistanceCase
from odoo.addons.g2p_message.models import g2p_message_limits
from odoo.addons.g2p_message.tests.common import WaysMixin


class MessagesOfCases(WaysMixin, AssistanceCase):
    """A case whose applicant has both addresses; no quiet hours."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env.company
        company.write({"message_quiet_from": 0, "message_quiet_until": 0})
        company.write({"name": "The Office", "email": "office@example.com"})
        cls.ada.partner_id.write({"email": "ada@example.com", "phone": "+254 799 111 222"})

    def setUp(self):
        super().setUp()
        self.listen()

    def events(self, record):
        """The events of a record, in their order, each once."""
        return list(dict.fromkeys(self.messages(record).mapped("event")))

    def sent(self, record):
        """Send what waits; return the text messages and mails about a case."""
        with self.ways() as (gateway, sink):
            self.messages(record).sudo()._send_due()
        return [one["text"] for one in gateway.sent], [mail for _to, mail in sink.mails]

    def returned(self):
        application = self.submitted()
        self.step(application, self.one).action_return("Please send the estimate again.")
        return application.sudo()

    def rejected(self):
        application = self.submitted()
        self.assess(application)
        self.step(application, self.one).action_reject(self.reason.code, "no", public_text="No.")
        return application.sudo()


@tagged("post_install", "-at_install")
class TestPersons(MessagesOfCases):
    """The applicant hears of each change, and the message says nothing about the case."""

    def test_a_draft_is_nobodys_news(self):
        draft = self.draft()
        draft._portal_withdraw()
        self.assertEqual(self.events(draft), [])

    def test_an_application_is_confirmed_once_and_neutrally(self):
        application = self.submitted().sudo()
        self.assertEqual(self.events(application), ["received"])
        texts, mails = self.sent(application)
        self.assertEqual((len(texts), len(mails)), (1, 1))
        self.assertIn(application.name, texts[0])
        self.assertIn(f"/my/assistance/{application.public_id}", texts[0])
        written = texts[0] + mails[0]["Subject"] + mails[0].get_body(("html",)).get_content()
        for secret in ("Ada", "Nyambura", "Appendix", "surgery", "1,200", "1200", "TEST-778"):
            self.assertNotIn(secret, written)

    def test_a_question_and_its_answer(self):
        application = self.returned()
        self.assertEqual(self.events(application), ["received", "question"])
        texts, mails = self.sent(application)
        self.assertEqual((len(texts), len(mails)), (2, 2))
        self.assertNotIn("estimate", "".join(texts))
        application.with_user(self.ada)._portal_submit()
        self.assertEqual(self.events(application)[2:], ["answer_received"])

    def test_a_second_question_is_another_message(self):
        application = self.returned()
        application.with_user(self.ada)._portal_submit()
        self.step(application, self.one).action_return("And the second page, please.")
        asked = self.messages(application, event="question", channel="sms")
        self.assertEqual(len(asked), 2)

    def test_a_question_answered_meanwhile_is_not_sent(self):
        application = self.returned()
        application.with_user(self.ada)._portal_submit()
        self.sent(application)
        asked = self.messages(application, event="question")
        self.assertEqual(set(asked.mapped("state")), {"skipped"})

    def test_decisions_look_alike_from_outside(self):
        granted, refused = self.approved(), self.rejected()
        self.assertEqual(self.events(granted), ["received", "granted"])
        self.assertEqual(self.events(refused), ["received", "rejected"])
        self.assertEqual(self.outside(granted), self.outside(refused))

    def outside(self, case):
        """All that a shared telephone or mailbox shows of a case, without its number."""
        texts, mails = self.sent(case)
        self.assertEqual((len(texts), len(mails)), (2, 2))
        written = [*texts, *(mail["Subject"] for mail in mails)]
        for mail in mails:
            written += [part.get_content() for part in mail.walk() if not part.is_multipart()]
        return [one.replace(case.name, "N").replace(case.public_id, "N") for one in written]

    def test_a_withdrawal_is_confirmed(self):
        application = self.submitted()
        application._portal_withdraw()
        self.assertEqual(self.events(application.sudo()), ["received", "withdrawn"])

    def test_a_voucher_given_back_is_one_withdrawal_and_no_revocation(self):
        application = self.issued()
        application.with_user(self.ada).sudo(False)._portal_withdraw()
        self.assertEqual(self.events(application), ["received", "granted", "withdrawn"])
        self.sent(application.voucher_id)
        revoked = self.messages(application.voucher_id, event="voucher_revoked")
        self.assertEqual(set(revoked.mapped("state")), {"skipped"})

    def test_a_voucher_that_the_office_ends_before_its_issue(self):
        voucher = self.approved().voucher_id
        voucher.with_user(self.issuer).sudo(False).action_revoke("Found to be a double.")
        self.assertEqual(voucher.state, "cancelled")
        self.assertEqual(self.events(voucher), ["voucher_revoked"])
        texts, _mails = self.sent(voucher)
        self.assertEqual(len(texts), 1)

    def test_more_cases_need_no_more_queries(self):
        cases = self.env["g2p.assistance.application"]
        few = [self.submitted().id for _ in range(2)]
        many = [self.submitted().id for _ in range(5)]
        self.step(cases.browse(many[0]), self.one).action_return("One has a decision more.")
        cases.browse(many[0]).with_user(self.ada)._portal_submit()
        model, costs = type(cases), []
        for ids in (few[:1], few[1:], many):
            self.env.flush_all()
            self.env.invalidate_all()
            some_sudo = cases.browse(ids).sudo()  # sudo: as the engine does
            before = self.env.cr.sql_log_count
            self.assertEqual(len(some_sudo), len(ids))
            with (
                patch.object(model, "_message_event", lambda *_args: "question"),
                patch.object(g2p_message_limits, "PER_PERSON", 100),
                patch.object(g2p_message_limits, "PER_NUMBER", 100),
            ):
                some_sudo._announce(dict.fromkeys(some_sudo, "submitted"), "returned")
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(self.messages(some_sudo[-1:], event="question")), 2)
        self.assertEqual(costs[1], costs[2], costs)

    def test_nothing_promises_a_date_that_nobody_gave(self):
        application = self.submitted().sudo()
        application.answer_by = False
        _texts, (mail,) = self.sent(application)
        html = mail.get_body(("html",)).get_content()
        self.assertNotIn("We answer by", html)
        self.assertIn("You need not do anything", html)

    def test_a_day_means_the_same_to_every_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        application = self.submitted().sudo()
        application.answer_by = "2026-05-12 12:00:00"
        for lang, words in (("en_US", "12 May 2026"), ("fr_FR", "12 mai 2026")):
            values = application.with_context(lang=lang)._message_values("received")
            self.assertEqual(values["date"], words)
        _texts, (mail,) = self.sent(application)
        self.assertIn("We answer by 12 May 2026.", mail.get_body(("html",)).get_content())
        text = self.env.ref("g2p_assistance_message.text_received_email")
        self.assertIn("31 Dec 2026", text.preview)

    def test_the_course_of_a_voucher(self):
        application = self.issued()
        voucher = application.voucher_id
        self.assertEqual(self.events(voucher), ["voucher_ready"])
        texts, _mails = self.sent(voucher)
        self.assertIn(application.name, texts[0])
        self.assertNotIn(voucher.name, texts[0], "its number can be typed at a counter")
        staff = new_test_user(self.env, "message_staff", "base.group_portal")
        self.serving.sudo().user_ids = [(4, staff.id)]
        vouchers = self.env["g2p.voucher"].with_user(staff)
        payload = voucher.active_copy_id.payload
        vouchers.redeem(payload, "100", "message-key-0001")
        vouchers.redeem(payload, "100", "message-key-0001")  # a retry
        vouchers.redeem(payload, "200", "message-key-0002")
        self.assertFalse(self.messages(voucher, event="voucher_used"), "the counter does not wait")
        with self.ways():
            self.work_off()
        self.assertEqual(len(self.messages(voucher, event="voucher_used", channel="sms")), 2)
        voucher.with_user(self.issuer).sudo(False).action_revoke("Found to be a double.")
        self.assertEqual(self.events(voucher)[2:], ["voucher_revoked"])
        texts, _mails = self.sent(voucher)
        self.assertNotIn("double", "".join(texts))

    def test_a_replaced_voucher_is_announced_each_time(self):
        application = self.issued()
        voucher = application.voucher_id.with_user(self.issuer).sudo(False)
        with self.fake_pdf():
            voucher.action_reissue("Lost")
            voucher.action_reissue("Lost again")
        replaced = self.messages(voucher, event="voucher_replaced", channel="email")
        self.assertEqual(len(replaced), 2)

    def fake_pdf(self):
        template = type(self.env["g2p.voucher.template"])
        return patch.object(template, "_pdf", lambda self, values: b"%PDF-1.4\n%%EOF\n")

    def test_a_voucher_without_a_case_has_no_messages(self):
        voucher = self.issued().voucher_id
        voucher.application_id = False
        voucher._queue_messages("voucher_used", "x")
        self.assertFalse(self.messages(voucher, occurrence="x"))

    def test_the_typed_number_is_used_only_for_oneself(self):
        self.ada.partner_id.write({"phone": False, "email": False})
        mine = self.submitted()
        self.assertEqual(self.messages(mine.sudo()).mapped("state"), ["waiting"])
        texts, _mails = self.sent(mine.sudo())
        self.assertEqual(len(texts), 1)
        self.assertEqual(self.ada._message_number_stated(), "+254799000123")
        other = self.draft()
        other.sudo().relation = "helper"
        other.sudo()._queue_messages("withdrawn")
        lost = self.messages(other.sudo())
        self.assertEqual(lost.mapped("state"), ["unreachable"])
        self.assertEqual(other.with_user(self.one).sudo().unreached_count, 1)

    def test_a_closed_account_gets_nothing(self):
        application = self.submitted().sudo()
        before = len(self.messages(application))
        self.ada.sudo().active = False
        application._queue_messages("granted")
        self.assertEqual(len(self.messages(application)), before)

    def test_an_ended_access_gets_nothing(self):
        application = self.approved()
        access = self.env["g2p.portal.access"].sudo()  # sudo: the office's part
        rows = access.search(
            [
                ("user_id", "=", application.applicant_user_id.id),
                ("registrant_id", "=", application.registrant_id.id),
            ]
        )
        self.assertTrue(rows)
        before = self.messages(application)
        rows._revoke()
        self.assertTrue(application._is_closed_to_applicant())
        application._queue_messages("question", "closed")
        self.assertEqual(self.messages(application), before, "nothing new is queued")
        texts, mails = self.sent(application)
        self.assertFalse(texts or mails, "what was queued is not sent")
        self.assertEqual(set(before.mapped("state")), {"skipped"})
        self.assertFalse(
            application.voucher_id._message_recipients("voucher_ready")[application.voucher_id]
        )

    def test_an_access_that_expires_before_sending(self):
        application = self.approved()
        # sudo: as above
        rows = self.env["g2p.portal.access"].sudo().search(
            [("registrant_id", "=", application.registrant_id.id)]
        )  # fmt: skip
        rows.verified_until = fields.Datetime.now() - timedelta(days=1)
        texts, mails = self.sent(application)
        self.assertFalse(texts or mails)

    def test_an_account_closed_meanwhile_gets_nothing(self):
        application = self.submitted().sudo()
        self.ada.sudo().active = False
        texts, mails = self.sent(application)
        self.assertFalse(texts or mails)

    def test_applying_and_withdrawing_without_end_costs_few_text_messages(self):
        with patch.object(g2p_message_limits, "PER_PERSON", 2):
            for _time in range(4):
                self.submitted()._portal_withdraw()
        where = [("partner_id", "=", self.ada.partner_id.id)]
        rows = self.env["g2p.message"].sudo().search(where)  # sudo: of all cases
        by_sms = rows.filtered(lambda row: row.channel == "sms")
        self.assertEqual(by_sms.mapped("event"), ["received"] * 2)
        self.assertEqual(len(rows - by_sms), 8)

    def test_a_foreign_number_typed_into_an_application_gets_nothing(self):
        self.ada.partner_id.write({"phone": False, "email": False})
        case = self.draft()
        case.sudo().phone = "+1 876 555 0123"
        case._portal_submit()
        self.assertEqual(self.messages(case.sudo()).mapped("state"), ["unreachable"])

    def test_a_programmes_own_text_comes_first(self):
        own = self.env["g2p.message.text"].create(
            {
                "event": "received",
                "channel": "sms",
                "program_id": self.program.id,
                "body": "Thank you: {reference}",
            }
        )
        application = self.submitted().sudo()
        self.assertEqual(self.messages(application, channel="sms").text_id, own)
        texts, _mails = self.sent(application)
        self.assertEqual(texts, [f"Thank you: {application.name}"])

    def test_a_failure_outside_leaves_the_case_alone(self):
        application = self.submitted().sudo()
        with self.ways(sms=500), mute_logger("odoo.addons.g2p_message.models.g2p_message_send"):
            self.messages(application, channel="sms").sudo()._send_due()
        self.assertEqual(application.state, "submitted")
        self.assertEqual(self.messages(application, channel="sms").state, "retrying")

    def test_officers_see_the_messages_of_cases_and_people_see_none(self):
        application = self.submitted().sudo()
        where = [("res_model", "=", application._name), ("res_id", "=", application.id)]
        messages = self.env["g2p.message"]
        self.assertEqual(len(messages.with_user(self.one).search(where)), 2)
        for user in (self.ada, self.eve, self.clerk, self.issuer):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                messages.with_user(user).search(where)
        with self.assertRaises(AccessError):
            application.with_user(self.ada).sudo(False).read(["unreached_count"])
