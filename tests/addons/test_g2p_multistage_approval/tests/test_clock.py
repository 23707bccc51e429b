from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import ApprovalCase

START = fields.Datetime.to_datetime("2026-03-02 08:00:00")


@tagged("post_install", "-at_install")
class TestClock(ApprovalCase):
    """Waiting for information stops the clock; asking does not reset the time."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.resource_calendar_id = False
        cls.env["res.company"].flush_model()
        cls.policy.stage_ids.sla_hours = 4

    def at(self, hours):
        return freeze_time(START + timedelta(hours=hours))

    def ask(self, document, hours):
        with self.at(hours):
            self.step(document).with_user(self.first).action_return("Which bridge?")

    def answer(self, document, hours, **values):
        with self.at(hours):
            if values:
                document.write(values)
            document._approval_resubmit()
        return self.step(document)

    def begun(self):
        with self.at(0):
            return self.submitted()

    def test_further_questions_do_not_reset_the_time(self):
        document = self.begun()
        self.assertEqual(self.step(document).due_on, START + timedelta(hours=4))
        self.ask(document, 3)
        self.assertEqual(self.answer(document, 30).due_on, START + timedelta(hours=31))
        self.ask(document, 30.5)
        self.assertEqual(self.answer(document, 50).due_on, START + timedelta(hours=50.5))
        self.ask(document, 51)
        step = self.answer(document, 60)
        self.assertEqual(step.due_on, START + timedelta(hours=60))
        with self.at(61):
            step.invalidate_recordset(["is_overdue"])
            self.assertTrue(step.is_overdue)

    def test_a_changed_answer_does_not_reset_the_time_of_the_asking_stage(self):
        document = self.begun()
        self.ask(document, 3)
        step = self.answer(document, 30, purpose="Another bridge")
        self.assertEqual(step.due_on, START + timedelta(hours=31))
        self.ask(document, 30.5)
        step = self.answer(document, 50, purpose="A third bridge")
        self.assertEqual(step.due_on, START + timedelta(hours=50.5))

    def test_a_stage_that_had_decided_gets_its_full_time_for_the_changed_case(self):
        document = self.begun()
        with self.at(3):
            self.approve(document, self.first)
        with self.at(4):
            self.step(document).with_user(self.second).action_return("Which bridge?")
        self.assertEqual(
            self.answer(document, 30, purpose="Another").due_on, START + timedelta(hours=34)
        )
        with self.at(31):
            self.approve(document, self.first)
        self.assertEqual(self.step(document).due_on, START + timedelta(hours=34))

    def test_the_report_counts_the_time_a_step_was_open(self):
        document = self.begun()
        step = self.step(document)
        self.ask(document, 3)
        self.answer(document, 30)
        with self.at(30.5):
            self.approve(document, self.first)
        self.assertAlmostEqual(step.hours_open, 3.5)

    def test_a_withdrawal_during_a_question_closes_the_step(self):
        document = self.begun()
        self.ask(document, 3)
        document._approval_cancel("Not needed any more")
        self.assertEqual(set(self.request(document).step_ids.mapped("state")), {"cancelled"})

    def test_the_remaining_time_counts_office_hours(self):
        self.env.company.resource_calendar_id = self.env["resource.calendar"].create(
            {
                "name": "Mornings",
                "tz": "UTC",
                "attendance_ids": [
                    (5, 0, 0),
                    *(
                        (0, 0, {"name": day, "dayofweek": day, "hour_from": 8, "hour_to": 12})
                        for day in "01234"
                    ),
                ],
            }
        )
        document = self.begun()
        self.assertEqual(self.step(document).due_on, START + timedelta(hours=4))
        self.ask(document, 3)
        # the afternoon does not count; Tuesday from 08:00
        step = self.answer(document, 6)
        self.assertEqual(step.due_on, START + timedelta(hours=25))
        self.ask(document, 24.5)
        self.assertEqual(self.answer(document, 24.5).due_on, START + timedelta(hours=25))
