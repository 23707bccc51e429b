"""Deferred work in real transactions: several runners, and processes that die."""

import contextlib
import threading
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from ..tools.deferral import deferrable
from .common import asleep

WORK = "odoo.addons.g2p_deferred.models.g2p_deferred_work"


@tagged("post_install", "-at_install")
class TestDeferredAtOnce(BaseCase):
    """Committed rows are removed at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        self.during, self.calls = None, []

        def method(records):
            self.calls.append(records.ids)
            for record in records:
                record.ref = f"{record.ref or ''}x"
            if self.during:
                self.during()

        stub = patch.object(
            self.registry["res.partner"],
            "_work_of_test",
            deferrable("test_at_once", chunk=2)(method),
            create=True,
        )
        stub.start()
        self.addCleanup(stub.stop)
        # each test runs the engine itself; a job runner in this process must not come first
        quiet = asleep(self.registry["g2p.deferred"])
        quiet.start()
        self.addCleanup(quiet.stop)
        with self.registry.cursor() as cr:
            partners = self.env_of(cr)["res.partner"].create([{"name": "A"}, {"name": "B"}])
            self.ids = partners.ids
        self.addCleanup(self.remove)
        self.queue()

    def env_of(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def queue(self):
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            env["g2p.deferred"]._queue(env["res.partner"].browse(self.ids), "_work_of_test")

    def remove(self):
        self.during = None
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM g2p_deferred WHERE channel = 'test_at_once'")
            self.env_of(cr)["res.partner"].browse(self.ids).unlink()

    def run_engine(self, most=None):
        with self.registry.cursor() as cr:
            return self.env_of(cr)["g2p.deferred"]._work_off("test_at_once", most=most)

    def rows(self):
        with self.registry.cursor() as cr:
            rows = self.env_of(cr)["g2p.deferred"].search([("channel", "=", "test_at_once")])
            return [(row.attempts, row.state) for row in rows]

    def refs(self):
        with self.registry.cursor() as cr:
            return self.env_of(cr)["res.partner"].browse(self.ids).mapped("ref")

    def later(self):
        """The time after which a dead process is given up."""
        with self.registry.cursor() as cr:
            cr.execute("UPDATE g2p_deferred SET date_due = date_due - interval '2 minutes'")

    def die(self):
        raise SystemExit

    def test_a_process_that_dies_at_work_neither_loses_nor_doubles_it(self):
        self.during = self.die
        with self.assertRaises(SystemExit):
            self.run_engine()
        self.assertEqual(self.rows(), [(1, "waiting")] * 2, "the attempt is counted")
        self.assertEqual(self.refs(), [False, False], "nothing half-done")
        self.during = None
        self.assertEqual(self.run_engine(), 0, "it may still be at work")
        self.later()
        self.run_engine()
        self.assertEqual((self.rows(), self.refs()), ([], ["x", "x"]))

    def test_a_process_that_dies_between_taking_and_working_loses_nothing(self):
        dead = patch.object(self.registry["g2p.deferred"], "_work", side_effect=SystemExit)
        with self.assertRaises(SystemExit), dead:
            self.run_engine()
        self.later()
        self.run_engine()
        self.assertEqual((self.rows(), self.refs()), ([], ["x", "x"]))

    def test_a_second_runner_leaves_the_work_of_the_first(self):
        others = []

        def meanwhile():
            self.during = None
            others.append(self.run_engine())

        self.during = meanwhile
        with patch(f"{WORK}.LEASE", -1):  # even if the first needs longer than it may
            self.run_engine()
        self.assertEqual(others, [0])
        self.assertEqual((self.rows(), self.refs()), ([], ["x", "x"]))

    def test_two_runners_share_the_chunks(self):
        with self.registry.cursor() as cr:
            more = self.env_of(cr)["res.partner"].create([{"name": "C"}, {"name": "D"}])
            self.ids += more.ids
            self.env_of(cr)["g2p.deferred"]._queue(more, "_work_of_test")

        def meanwhile():
            self.during = None
            self.run_engine()

        self.during = meanwhile
        self.run_engine()
        self.assertEqual(self.refs(), ["x"] * 4)
        self.assertEqual(sorted(self.calls), [self.ids[:2], self.ids[2:]])

    def test_work_queued_by_a_commit_during_the_work_is_done_again(self):
        def meanwhile():
            self.during = None
            self.queue()

        self.during = meanwhile
        self.run_engine()
        self.assertEqual((self.rows(), self.refs()), ([], ["xx", "xx"]))

    def test_the_same_work_is_never_done_by_two_at_once(self):
        others = []

        def meanwhile():
            self.during = None
            self.queue()
            others.append(self.run_engine())

        self.during = meanwhile
        self.run_engine()
        self.assertEqual((others, self.refs()), ([0], ["x", "x"]))
        self.assertEqual(self.rows(), [(0, "waiting")] * 2, "no attempt is counted")
        self.later()
        self.run_engine()
        self.assertEqual((self.rows(), self.refs()), ([], ["xx", "xx"]))

    def test_work_that_was_done_since_the_snapshot_waits_for_a_new_one(self):
        """The first ends between the second's snapshot and its lock of the work."""
        deferred = self.registry["g2p.deferred"]
        begun, end, free = threading.Event(), threading.Event(), deferred._free

        def during():
            self.during = None
            begun.set()
            end.wait(60)

        def late(rows):
            end.set()
            first.join(60)
            return free(rows)

        self.during = during
        first = threading.Thread(target=self.run_engine, args=(1,))
        first.start()
        begun.wait(60)
        self.queue()
        with patch.object(deferred, "_free", late):
            self.run_engine(most=1)
        self.assertEqual(self.refs(), ["x", "x"], "done once by the first only")
        self.assertEqual(self.rows(), [(0, "waiting")] * 2)
        self.later()
        self.run_engine()
        self.assertEqual((self.rows(), self.refs()), ([], ["xx", "xx"]))

    def test_rows_taken_since_the_snapshot_are_no_error(self):
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            env["g2p.deferred"].search_count([])  # the snapshot is taken
            self.run_engine()
            self.assertEqual(env["g2p.deferred"]._work_off("test_at_once"), 0)
        self.assertEqual(self.refs(), ["x", "x"])

    def test_work_that_kills_its_process_ends_in_failure(self):
        self.during = self.die
        for _attempt in range(12):
            with contextlib.suppress(SystemExit):
                self.run_engine()
            self.later()
        self.assertEqual({state for _attempts, state in self.rows()}, {"failed"})
        self.assertEqual(self.refs(), [False, False])
