from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, TransactionCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import queued, work_off
from odoo.addons.g2p_deferred.tools.deferral import Deferral, deferrable

from ..hooks import uninstall_hook


class QueueCase(TransactionCase):
    """Partners that are counted as deferred work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["g2p.deferred"]
        cls.rows.search([]).unlink()
        cls.rows._jobs([]).unlink()
        cls.env["queue.job"].search([]).unlink()
        cls.partners = cls.env["res.partner"].create([{"name": f"P{n}"} for n in range(40)])
        cls.calls = []
        method = deferrable("test", chunk=2)(lambda them: cls.calls.append(them.ids))
        stub = patch.object(type(cls.partners), "_work_of_test", method, create=True)
        stub.start()
        cls.addClassCleanup(stub.stop)

    def setUp(self):
        super().setUp()
        self.calls.clear()

    def defer(self, count=1, at=None):
        self.rows._queue(self.partners[:count], "_work_of_test", at=at)

    def jobs(self):
        return self.rows._jobs([])

    def triggers(self):
        return self.env["ir.cron.trigger"].search_count([])

    def age(self, minutes, table="queue_job", column="date_created"):
        self.env.flush_all()
        self.env.cr.execute(
            f"UPDATE {table} SET {column} = {column} - interval '{minutes} minutes'"  # noqa: S608
        )
        self.env.invalidate_all()

    def scheduled(self):
        """A run of the scheduled action."""
        jobs = type(self.env["ir.cron"])
        with patch.object(jobs, "_commit_progress", lambda *args, **kwargs: 1):
            self.rows._cron_work()


@tagged("post_install", "-at_install")
class TestQueue(QueueCase):
    # === Jobs === #
    def test_work_becomes_a_job_of_its_channel_and_does_not_wake_the_scheduler(self):
        before = self.triggers()
        self.defer()
        job = self.jobs()
        self.assertEqual((len(job), job.channel, job.state), (1, "root.g2p_test", "pending"))
        self.assertEqual(job.user_id, self.env.ref("base.user_root"))
        self.assertEqual(self.triggers(), before)

    def test_a_large_order_becomes_a_few_jobs(self):
        self.defer(40)
        self.assertEqual(len(self.jobs()), 8)

    def test_a_planned_attempt_becomes_a_planned_job(self):
        later = fields.Datetime.add(fields.Datetime.now(), hours=1)
        self.defer(at=later)
        self.assertEqual(self.jobs().eta, later)

    def test_each_kind_of_work_has_a_channel(self):
        bases = {base for model in self.env.registry.values() for base in model.__mro__}
        marks = [getattr(func, "deferral", None) for base in bases for func in vars(base).values()]
        kinds = {mark.channel for mark in marks if isinstance(mark, Deferral)} - {"test"}
        known = self.env["queue.job.channel"].search([]).mapped("complete_name")
        self.assertLessEqual({self.rows._channel_name(kind) for kind in kinds}, set(known))

    def test_no_context_of_a_request_runs_its_job_at_once(self):
        rows = self.rows.with_context(queue_job__no_delay=True)
        rows._queue(self.partners[0], "_work_of_test")
        self.assertEqual((self.jobs().mapped("state"), self.calls), (["pending"], []))

    def test_the_scheduler_leaves_work_to_the_runner(self):
        self.defer(40)
        self.scheduled()
        self.assertFalse(self.calls)
        self.assertEqual(len(queued(self.env, self.partners, "_work_of_test")), 40)

    # === Takeover === #
    def test_without_a_runner_the_scheduler_takes_over_within_minutes(self):
        self.defer(3)
        self.scheduled()
        self.assertFalse(self.rows._warning())
        self.age(3)
        self.scheduled()
        self.assertEqual(self.calls, [self.partners[:2].ids, self.partners[2].ids])
        self.assertIn("No job runner is alive", self.rows._warning())

    def test_administrators_are_notified_once(self):
        messages = [("subject", "=", "No job runner is alive")]
        before = self.env["mail.message"].search_count(messages)
        self.defer()
        self.age(3)
        self.scheduled()
        self.scheduled()
        found = self.env["mail.message"].search(messages)
        self.assertEqual(len(found) - before, 1)
        self.assertIn(self.env.ref("base.partner_admin"), found[0].partner_ids)

    def test_while_no_runner_is_alive_new_work_wakes_the_scheduler(self):
        self.rows._set_note("2026-01-01 00:00:00")
        before = self.triggers()
        self.defer()
        self.assertFalse(self.jobs())
        self.assertGreater(self.triggers(), before)

    def test_a_busy_runner_is_not_missing(self):
        self.defer(40)
        self.age(30)
        self.jobs()[0].write({"state": "started", "date_started": fields.Datetime.now()})
        self.scheduled()
        self.assertFalse(self.rows._is_runner_missing())
        self.jobs()[0].write({"state": "done", "date_done": fields.Datetime.now()})
        self.scheduled()
        self.assertFalse(self.rows._is_runner_missing())

    def test_a_job_that_began_long_ago_is_no_sign_of_life(self):
        self.defer(40)
        self.age(30)
        old = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.jobs()[0].write({"state": "started", "date_started": old})
        self.scheduled()
        self.assertTrue(self.rows._is_runner_missing())

    def test_a_runner_that_reaches_no_server_is_missing(self):
        self.defer()
        self.jobs().write({"state": "enqueued", "date_enqueued": fields.Datetime.now()})
        self.age(3)
        self.scheduled()
        self.assertTrue(self.rows._is_runner_missing())

    @mute_logger("odoo.addons.g2p_deferred_queue.models.g2p_deferred")
    def test_the_scheduler_takes_over_even_if_nobody_can_be_notified(self):
        self.defer()
        self.age(3)
        error = UserError("No sender.")
        with patch.object(type(self.rows), "_notify_administrators", side_effect=error):
            self.scheduled()
        self.assertEqual(self.calls, [self.partners[0].ids])

    def test_a_queue_at_a_standstill_is_shown(self):
        self.defer()
        self.assertFalse(self.rows._warning())
        self.age(60, "g2p_deferred")
        self.assertIn("standstill", self.rows._warning())

    def test_a_planned_job_does_not_make_the_runner_missing(self):
        self.defer(at=fields.Datetime.add(fields.Datetime.now(), hours=1))
        self.age(30)
        self.scheduled()
        self.assertFalse(self.rows._is_runner_missing())

    def test_during_an_outage_one_job_waits_for_the_runner(self):
        self.rows._set_note("2026-01-01 00:00:00")
        for _minute in range(2):
            self.scheduled()
            self.assertEqual(self.jobs().mapped("state"), ["pending"])

    def test_a_planned_job_does_not_show_that_the_runner_is_back(self):
        self.defer(at=fields.Datetime.add(fields.Datetime.now(), hours=1))
        self.rows._set_note("2026-01-01 00:00:00")
        self.scheduled()
        self.assertEqual(len(self.jobs()), 2)

    def test_a_job_that_runs_ends_the_outage(self):
        self.rows._set_note("2026-01-01 00:00:00")
        self.rows._note_runner()
        self.assertFalse(self.rows._warning())

    def test_work_whose_job_was_cancelled_gets_another(self):
        self.defer(3)
        self.jobs().write({"state": "cancelled"})
        self.age(3, "g2p_deferred")
        self.scheduled()
        self.assertEqual(len(self.jobs().filtered(lambda job: job.state == "pending")), 1)
        self.assertEqual(work_off(self.env, channel="test"), 3)

    def test_a_job_of_a_dead_server_is_replaced(self):
        self.defer()
        old = fields.Datetime.subtract(fields.Datetime.now(), hours=1)
        self.jobs().write({"state": "started", "date_enqueued": old, "date_started": old})
        self.age(3, "g2p_deferred")
        self.scheduled()
        self.assertEqual(sorted(self.jobs().mapped("state")), ["pending", "started"])

    # === Uninstallation === #
    def test_the_uninstallation_leaves_the_work_to_the_scheduler(self):
        self.defer(3)
        before = self.triggers()
        uninstall_hook(self.env)
        self.assertFalse(self.jobs())
        self.assertGreater(self.triggers(), before)
        self.assertEqual(len(queued(self.env, self.partners, "_work_of_test")), 3)


@tagged("post_install", "-at_install")
class TestLanes(BaseCase):
    """Lanes begin at the same moment."""

    def test_one_of_them_looks_after_the_jobs(self):
        registry = Registry(get_db_name())
        with registry.cursor() as first, registry.cursor() as second:
            one, other = (
                api.Environment(cr, SUPERUSER_ID, {})["g2p.deferred"] for cr in (first, second)
            )
            self.assertTrue(one._is_alone())
            self.assertFalse(other._is_alone())
            first.rollback()
            self.assertTrue(other._is_alone())
