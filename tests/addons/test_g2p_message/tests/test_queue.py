from unittest.mock import patch

from freezegun import freeze_time

from odoo.tests import tagged

from odoo.addons.g2p_deferred.tests.common import by_scheduler
from odoo.addons.g2p_sms.models.g2p_sms import G2PSms

from .common import MessageCase


class Delivers:
    delivers = True


@tagged("post_install", "-at_install")
class TestQueue(MessageCase):
    """Rows are added once, in the transaction of the event, for those who want them."""

    def setUp(self):
        super().setUp()
        gateway = patch.object(G2PSms, "_gateway", lambda _self: Delivers())
        gateway.start()
        self.addCleanup(gateway.stop)

    def of(self, case=None):
        found = self.messages(case or self.case)
        return [(m.channel, m.state) for m in found.sorted("channel")]

    def test_one_row_for_each_channel(self):
        self.case._queue_messages("test_news")
        self.assertEqual(self.of(), [("email", "waiting"), ("sms", "waiting")])

    def test_the_same_event_is_queued_once(self):
        for _time in range(3):
            self.case._queue_messages("test_news", "7")
        self.assertEqual(len(self.messages(self.case)), 2)
        self.case._queue_messages("test_news", "8")
        self.assertEqual(len(self.messages(self.case)), 4)

    def test_an_unknown_event_is_an_error(self):
        with self.assertRaises(KeyError):
            self.case._queue_messages("nothing")

    def test_what_the_office_has_switched_off_is_not_queued(self):
        self.text("sms").is_on = False
        self.case._queue_messages("test_news")
        self.assertEqual(self.of(), [("email", "waiting")])

    def test_what_the_person_does_not_want_is_not_queued(self):
        wishes = self.env["g2p.message.preference"]
        wishes.create({"partner_id": self.person.id, "by_sms": False})
        self.case._queue_messages("test_news")
        self.assertEqual(self.of(), [("email", "waiting")])

    def test_a_fixed_event_does_not_ask_for_wishes(self):
        vals = {"partner_id": self.person.id, "by_sms": False, "by_email": False}
        self.env["g2p.message.preference"].create(vals)
        self.case._queue_messages("test_news")
        self.assertEqual(self.of(), [])
        self.case._queue_messages("test_fixed")
        self.assertEqual(self.of(), [("email", "waiting"), ("sms", "waiting")])

    def test_a_person_without_an_address_is_shown_to_the_office(self):
        case = self.new_case(self.new_person("Bob", email=False, phone="112"))
        case._queue_messages("test_news")
        self.assertEqual(self.of(case), [("sms", "unreachable")])
        self.assertIn("No telephone number", self.messages(case).error)

    def test_a_number_that_the_case_states_will_do(self):
        case = self.new_case(self.new_person("Bob", email=False, phone=False))
        case.number = "+254700999999"
        case._queue_messages("test_news")
        self.assertEqual(self.of(case), [("sms", "waiting")])

    def test_the_text_of_the_company_comes_first(self):
        other = self.env["res.company"].create({"name": "Other office"})
        own = self.env["g2p.message.text"].create(
            [self.text_vals("test_news", "sms", company_id=company.id, body=company.name)
             for company in (self.env.company, other)]
        )  # fmt: skip
        self.case._queue_messages("test_news")
        self.assertEqual(self.messages(self.case, channel="sms").text_id, own[0])
        self.assertEqual(self.messages(self.case, channel="email").text_id, self.text("email"))

    def test_an_sms_of_the_night_waits_for_the_morning(self):
        company = self.env.company
        company.write({"message_quiet_from": 20, "message_quiet_until": 8})
        company.partner_id.tz = "Europe/Berlin"
        moments = {
            "2026-11-30 22:59:00": "2026-12-01 07:00:00",  # a minute to midnight
            "2026-11-30 23:01:00": "2026-12-01 07:00:00",
            "2026-12-01 06:59:00": "2026-12-01 07:00:00",
            "2026-03-28 23:00:00": "2026-03-29 06:00:00",  # clocks go forward at night
            "2026-10-24 22:00:00": "2026-10-25 07:00:00",  # and back
        }
        for number, (now, morning) in enumerate(moments.items()):
            with self.subTest(now=now), freeze_time(now):
                self.case._queue_messages("test_news", str(number))
                made = self.messages(self.case, occurrence=str(number))
                sms = made.filtered(lambda m: m.channel == "sms")
                self.assertEqual(str(sms.not_before), morning)
                mail = made.filtered(lambda m: m.channel == "email")
                self.assertFalse(mail.not_before, "e-mails wake nobody")
        with freeze_time("2026-12-01 07:00:00"):
            self.case._queue_messages("test_news", "day")
        self.assertFalse(self.messages(self.case, occurrence="day", channel="sms").not_before)

    def test_a_thousand_recipients_cost_as_many_queries_as_ten(self):
        costs = []
        # OCA's queue_job, where it is installed, adds a job for each part of the work
        alone = by_scheduler(type(self.env["g2p.deferred"]))
        for count in (10, 1000):
            people = self.env["res.partner"].create(
                [{"name": f"P{n}", "phone": f"+2547001{n:05}", "email": f"p{n}@example.com"}
                 for n in range(count)]
            )  # fmt: skip
            case = self.new_case(people)
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            with alone:
                case._queue_messages("test_news")
            costs.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(self.messages(case)), 2 * count)
        # one more statement for the second thousand of rows
        self.assertLessEqual(costs[1], costs[0] + 2)
        self.assertLess(costs[0], 30)

    def test_rows_go_with_the_event(self):
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            self.case._queue_messages("test_news")
            raise ZeroDivisionError
        self.env.invalidate_all()
        self.assertFalse(self.messages(self.case))

    def test_old_rows_are_deleted_and_unreachable_ones_stay(self):
        self.case._queue_messages("test_news")
        mail, text = self.messages(self.case).sorted("channel")
        mail._on_sent()
        text._give_up("nobody there")
        with freeze_time("2040-01-01"):
            self.env["g2p.message"]._gc_messages()
        self.env.invalidate_all()
        self.assertEqual(self.messages(self.case), text)
        self.case._queue_messages("test_news", "2")
        self.messages(self.case, occurrence="2")._on_sent()
        self.env["g2p.message"]._gc_messages()
        self.assertEqual(len(self.messages(self.case, occurrence="2")), 2)
