from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import FollowCase

START = fields.Datetime.to_datetime("2026-03-02 08:00:00")


@tagged("post_install", "-at_install")
class TestPromise(FollowCase):
    """The promised time is one date for the applicant and the officers; a question pauses it."""

    def promise(self, application):
        return application.with_user(self.ada).sudo(False)._portal_promise()

    def test_a_question_pauses_the_time_and_the_answer_moves_it(self):
        with freeze_time(START) as clock:
            application = self.submitted()
            promised = START + timedelta(hours=24)
            self.assertEqual(self.promise(application), ("by", promised))
            clock.tick(timedelta(hours=20))
            self.ask(application)
            clock.tick(timedelta(hours=30))
            paused = (
                "The time is paused while we wait for you. After your answer the office has 4 "
                "hours left to decide."
            )
            self.assertEqual(self.promise(application), ("paused", paused))
            self.assertEqual(self.timeline(application)[-1]["text"], "")
            self.assertEqual(application._portal_answer("City General"), {})
            moved = promised + timedelta(hours=30)
            self.assertEqual(self.promise(application), ("by", moved))
            officers = application.with_user(self.one).sudo(False)
            self.assertEqual((officers.answer_by, officers.date_paused), (moved, False))

    def test_the_last_hour_is_one(self):
        with freeze_time(START) as clock:
            application = self.submitted()
            clock.tick(timedelta(hours=23))
            self.ask(application)
            said = "After your answer the office has 1 hour left to decide."
            self.assertIn(said, self.promise(application)[1])

    def test_officers_see_since_when_it_is_paused(self):
        with freeze_time(START):
            application = self.submitted()
            self.ask(application)
            self.assertEqual(application.with_user(self.one).sudo(False).date_paused, START)

    def test_a_broken_promise_is_said(self):
        with freeze_time(START) as clock:
            application = self.submitted()
            clock.tick(timedelta(hours=25))
            self.assertEqual(self.promise(application)[0], "late")
            self.ask(application)
            self.assertIn("as soon as it can", self.promise(application)[1])

    def test_nothing_is_promised_for_a_draft_and_after_the_decision(self):
        self.assertEqual(self.promise(self.draft()), (False, False))
        self.assertEqual(self.promise(self.approved()), (False, False))
