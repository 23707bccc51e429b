from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import work_off

from ..models import g2p_search_index_drain as drain
from .common import AnalyticsCase


@tagged("post_install", "-at_install")
class TestDrain(AnalyticsCase):
    def setUp(self):
        super().setUp()
        self.built()
        self.forget()

    def letters(self):
        return self.env["g2p.search.letter"].search([])

    def test_a_change_reaches_the_index(self):
        case = self.submitted().sudo()
        self.run_jobs()
        self.assertEqual(self.document("application", case)["state"], "submitted")
        self.assertEqual(self.noted("application"), set())

    def test_only_the_last_state_of_a_record_is_sent(self):
        case = self.submitted().sudo()
        self.forget()
        for _time in range(5):
            self.outbox._note("application", case.ids)
            self.env.cr.flush()
        self.engine.calls.clear()
        self.run_jobs()
        self.assertEqual([call for call in self.engine.calls if call[0] == "bulk"], [("bulk", 1)])

    def test_an_older_version_does_not_replace_a_newer_one(self):
        case = self.submitted().sudo()
        self.run_jobs()
        index = self.index("application").current
        rows = self.engine.indexes[index]
        rows[self.name(case)] = (10**12, {"state": "newer", "day": "2026-01-01", "revision": 1})
        self.outbox._note("application", case.ids)
        self.run_jobs()
        self.assertEqual(self.document("application", case)["state"], "newer")
        self.assertEqual(self.noted("application"), set())  # a conflict is no failure
        self.assertFalse(self.letters())

    def test_nothing_is_lost_while_the_engine_is_away(self):
        self.engine.away = "no connection"
        case = self.submitted().sudo()
        self.run_jobs()
        self.assertIn(case.id, self.noted("application"))
        self.assertEqual(self.connection.state, "away")
        self.assertGreater(self.connection.date_next, fields.Datetime.now())
        self.engine.away = None
        self.connection.date_next = False
        self.run_jobs()
        self.assertEqual(self.document("application", case)["state"], "submitted")
        self.assertEqual((self.connection.state, self.connection.failures), ("ok", 0))

    def test_the_pauses_grow_up_to_a_quarter_of_an_hour(self):
        pauses = []
        for _time in range(9):
            now = fields.Datetime.now()
            self.connection._on_away(Exception("x"))
            pauses.append((self.connection.date_next - now).total_seconds())
        self.assertEqual([round(pause / 15) for pause in pauses], [1, 2, 4, 8, 16, 32, 60, 60, 60])

    def test_during_a_pause_the_engine_is_not_asked(self):
        self.connection._on_away(Exception("x"))
        self.submitted()
        self.engine.calls.clear()
        self.run_jobs()
        self.assertEqual(self.engine.calls, [])

    def test_a_busy_engine_gets_the_rest_later(self):
        first, second = self.submitted().sudo(), self.submitted(user=self.eve).sudo()
        self.engine.statuses[self.name(second)] = 429
        self.run_jobs()
        self.assertTrue(self.document("application", first))
        self.assertEqual(self.noted("application"), set(second.ids))
        self.assertFalse(self.letters())
        self.assertTrue(self.connection.failures)

    def test_a_refused_document_becomes_a_letter_and_stops_nobody(self):
        bad, good = self.submitted().sudo(), self.submitted(user=self.eve).sudo()
        self.engine.statuses[self.name(bad)] = 400
        self.run_jobs()
        self.assertTrue(self.document("application", good))
        self.assertEqual((self.letters().res_id, self.letters().kind), (bad.id, "application"))
        self.assertEqual(self.letters().reason, "400 fake_exception")
        self.engine.statuses.clear()
        self.letters().action_retry()
        self.run_jobs()
        self.assertTrue(self.document("application", bad))
        self.assertFalse(self.letters())

    def test_a_batch_that_is_refused_as_a_whole_is_halved(self):
        bad, good = self.submitted().sudo(), self.submitted(user=self.eve).sudo()
        self.engine.poison = {self.name(bad)}
        self.run_jobs()
        self.assertTrue(self.document("application", good))
        self.assertEqual(self.letters().mapped("res_id"), bad.ids)

    def test_a_document_that_may_not_leave_is_a_letter_without_its_value(self):
        case = self.submitted().sudo()
        case.program_id.name = "Call +254 799 000 123"
        self.outbox._note("application", case.ids)
        self.run_jobs()
        letter = self.letters().filtered(lambda letter: letter.kind == "application")
        self.assertEqual(letter.reason, "value of programme in application is no label")
        self.assertFalse(self.document("application", case))

    def test_a_record_that_cannot_be_read_stops_nobody(self):
        bad, good = self.submitted().sudo(), self.submitted(user=self.eve).sudo()
        cases = type(bad)
        origin = cases._analytics_person_values

        def broken(case, names):
            if case == bad:
                raise KeyError("Ada")
            return origin(case, names)

        with (
            patch.object(cases, "_analytics_person_values", broken),
            mute_logger("odoo.addons.g2p_opensearch.models.g2p_search_mixin"),
        ):
            self.run_jobs()
        self.assertTrue(self.document("application", good))
        letter = self.letters().filtered(lambda letter: letter.kind == "application")
        self.assertEqual((letter.res_id, letter.reason), (bad.id, "it cannot be read: KeyError"))

    def test_a_deleted_record_leaves_the_index(self):
        cells = self.env["g2p.search.cell"]
        cell = cells.create(
            {"quarter": "2026-07-01", "company": "A", "dimension": "gender", "value": "x"}
        )
        self.run_jobs()
        name = self.name(cell)
        self.assertIn(name, self.engine.documents("equity"))
        cell.unlink()
        self.run_jobs()
        self.assertNotIn(name, self.engine.documents("equity"))

    def test_batches_follow_each_other(self):
        cases = self.submitted().sudo() | self.submitted(user=self.eve).sudo()
        with patch.object(drain, "BATCH", 1):
            self.run_jobs()
        self.assertEqual(len(self.engine.documents("application")), len(cases))
        self.assertEqual(self.noted("application"), set())

    def test_a_switched_off_connection_keeps_the_changes(self):
        self.connection.is_enabled = False
        case = self.submitted().sudo()
        self.engine.calls.clear()
        self.run_jobs()
        self.assertEqual(self.engine.calls, [])
        self.assertIn(case.id, self.noted("application"))

    def test_a_job_that_finds_nothing_asks_nobody(self):
        self.forget()
        self.engine.calls.clear()
        self.index("application")._defer("_drain")
        work_off(self.env, channel="search")
        self.assertEqual(self.engine.calls, [])


@tagged("post_install", "-at_install")
class TestWithoutAnEngine(AnalyticsCase):
    def test_changes_before_the_first_build_do_not_pile_up(self):
        self.connection.is_enabled = False
        self.submitted()
        self.assertTrue(self.noted("application"))
        self.run_jobs()
        self.assertEqual(self.noted(), set())

    def test_the_first_build_reads_what_was_there_before(self):
        case = self.submitted().sudo()
        self.forget()
        self.built()
        self.assertTrue(self.document("application", case))
