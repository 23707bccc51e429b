import logging
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, new_test_user, tagged
from odoo.tools import mute_logger

from ..tools.deferral import RetryLater, deferrable
from .common import by_scheduler, pass_pauses, queued, work_off

WORK = "odoo.addons.g2p_deferred.models.g2p_deferred_work"


class DeferredCase(TransactionCase):
    """Partners that are counted as deferred work."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rows = cls.env["g2p.deferred"]
        cls.rows.search([]).unlink()
        cls.partners = cls.env["res.partner"].create([{"name": f"P{n}"} for n in range(7)])

    def setUp(self):
        super().setUp()
        self.calls, self.reports, self.bad = [], [], {}
        # of the floor itself, also where another engine is installed
        scheduler = by_scheduler(type(self.rows))
        scheduler.start()
        self.addCleanup(scheduler.stop)
        self.give_method("_count", self.count, chunk=3, attempts=3, failed="_report_of_test")
        self.give_method("_alone", self.count)
        self.give_method("_report_of_test", self.report)

    def give_method(self, name, func, **options):
        """Give partners a method; with options, one that may run later."""

        def method(records, *args):
            return func(records, *args)

        if name != "_report_of_test":
            method = deferrable("test", **options)(method)
        stub = patch.object(type(self.partners), name, method, create=True)
        stub.start()
        self.addCleanup(stub.stop)

    def count(self, partners):
        self.calls.append(partners.ids)
        for partner in partners:
            partner.ref = "counted"
            if partner.id in self.bad:
                raise self.bad[partner.id]

    def report(self, partner, reason, again):
        self.reports.append((partner.id, reason, again))

    def defer(self, partners, method="_count", at=None):
        self.rows._queue(partners, method, at=at)

    def queued(self, method="_count"):
        return queued(self.env, self.partners, method)


@tagged("post_install", "-at_install")
class TestDeferred(DeferredCase):
    # === Queue === #
    def test_queueing_costs_two_statements_however_many_records(self):
        self.defer(self.partners[0])  # fills the caches
        for records in (self.partners[:1], self.partners):
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.defer(records)
            self.env.flush_all()
            self.assertEqual(self.cr.sql_log_count - before, 2)

    def test_as_many_lanes_are_woken_as_there_are_chunks(self):
        for count, lanes in ((1, 1), (3, 1), (4, 2), (7, 3)):
            known = self.env["ir.cron.trigger"].search([])
            self.defer(self.partners[:count])
            woken = self.env["ir.cron.trigger"].search([]) - known
            self.assertEqual(len(woken.cron_id), lanes)

    def test_nothing_is_queued_for_no_record(self):
        known = self.env["ir.cron.trigger"].search([])
        self.defer(self.partners.browse())
        self.assertFalse(self.rows.search([]))
        self.assertEqual(self.env["ir.cron.trigger"].search([]), known)

    def test_only_marked_methods_may_run_later(self):
        for method in ("unlink", "no_such_method", "_report_of_test"):
            with self.assertRaisesRegex(TypeError, "not marked as deferrable"):
                self.defer(self.partners, method)

    # === Work === #
    def test_it_is_done_in_chunks_and_leaves_no_row(self):
        self.defer(self.partners)
        self.assertEqual(work_off(self.env), 7)
        ids = self.partners.ids
        self.assertEqual(self.calls, [ids[:3], ids[3:6], ids[6:]])
        self.assertFalse(self.rows.search([]))

    def test_the_same_work_waits_once(self):
        for _time in range(5):
            self.defer(self.partners[0])
        self.defer(self.partners[:2])
        work_off(self.env)
        self.assertEqual(self.calls, [self.partners[:2].ids])

    def test_work_queued_while_it_is_done_is_done_again(self):
        def again(partners):
            self.count(partners)
            if len(self.calls) == 1:
                self.defer(partners, "_again")

        self.give_method("_again", again)
        self.defer(self.partners[0], "_again")
        work_off(self.env)
        self.assertEqual(self.calls, [self.partners[0].ids] * 2)

    def test_large_orders_take_turns(self):
        self.defer(self.partners[:6])
        self.defer(self.partners[6])
        work_off(self.env, most=1)
        self.assertIn(self.partners[6].id, self.calls[0] + self.partners[6].ids)
        self.calls.clear()
        work_off(self.env, most=1)
        self.assertIn(self.partners[6].id, self.calls[0], "before the second chunk of the first")

    def test_work_of_different_methods_is_not_mixed(self):
        self.defer(self.partners[:2])
        self.defer(self.partners[:2], "_alone")
        work_off(self.env)
        first, second = self.partners[:2]
        self.assertEqual(self.calls, [[first.id, second.id], first.ids, second.ids])

    def test_a_channel_does_only_its_own(self):
        self.defer(self.partners[0])
        self.assertEqual(work_off(self.env, channel="other"), 0)
        self.assertEqual(work_off(self.env, channel="test"), 1)

    def test_it_waits_until_its_time(self):
        later = fields.Datetime.add(fields.Datetime.now(), hours=1)
        self.defer(self.partners[:2], at=later)
        self.assertEqual(work_off(self.env), 0)
        pass_pauses(self.env)
        work_off(self.env)
        self.assertEqual(self.calls, [self.partners[:2].ids])

    def test_it_runs_for_the_server_without_the_context_of_the_request(self):
        seen = []
        self.give_method("_look", lambda them: seen.append((them.env.uid, them.env.context)))
        user = new_test_user(self.env, "deferred asker", "base.group_user")
        rows = self.rows.with_user(user).with_context(lang="fr_FR", forged=True)
        rows._queue(self.partners[0], "_look")
        work_off(self.env)
        self.assertEqual(seen, [(self.env.ref("base.user_root").id, {})])

    def test_deleted_records_and_uninstalled_addons_leave_no_row(self):
        self.defer(self.partners)
        self.partners[0].unlink()
        self.env.cr.execute(
            "UPDATE g2p_deferred SET model = 'no.such.model' WHERE res_id = %s",
            [self.partners[1].id],
        )
        self.env.cr.execute(
            "UPDATE g2p_deferred SET method = 'unlink' WHERE res_id = %s", [self.partners[2].id]
        )
        work_off(self.env)
        self.assertEqual(sorted(one for ids in self.calls for one in ids), self.partners[3:].ids)
        self.assertFalse(self.rows.search([]))
        self.assertTrue(self.partners[1:3].exists())

    # === Failures === #
    @mute_logger(WORK)
    def test_one_bad_record_does_not_block_the_others(self):
        bad = self.partners[1]
        self.bad[bad.id] = ZeroDivisionError()
        self.defer(self.partners[:3])
        work_off(self.env)
        self.assertEqual((self.partners[:3] - bad).mapped("ref"), ["counted"] * 2)
        self.assertFalse(bad.ref, "nothing half-done")
        row = self.queued()
        self.assertEqual((row.res_id, row.attempts, row.state), (bad.id, 2, "waiting"))
        self.assertIn("ZeroDivisionError", row.error)

    @mute_logger(WORK)
    def test_pauses_grow_and_there_is_an_end(self):
        partner = self.partners[0]
        self.bad[partner.id] = RetryLater("The gateway does not answer.")
        self.defer(partner)
        pauses = []
        for _attempt in range(5):
            work_off(self.env)
            pass_pauses(self.env)
        self.assertEqual(len(self.calls), 3)
        now = fields.Datetime.now()
        for partner_id, reason, again in self.reports:
            self.assertEqual((partner_id, reason), (partner.id, "The gateway does not answer."))
            pauses.append(again and round((again - now).total_seconds() / 60))
        self.assertEqual(pauses, [1, 3, False])
        row = self.queued()
        self.assertEqual((row.state, row.error), ("failed", "The gateway does not answer."))

    @mute_logger(WORK)
    def test_a_report_that_fails_changes_nothing(self):
        self.bad[self.partners[0].id] = UserError("No.")
        with patch.object(type(self), "report", side_effect=ZeroDivisionError):
            self.defer(self.partners[0])
            work_off(self.env)
        self.assertEqual(self.queued().error, "No.")

    @mute_logger(WORK)
    def test_success_removes_what_failed_earlier(self):
        self.bad[self.partners[0].id] = UserError("No.")
        self.defer(self.partners[0])
        for _attempt in range(3):
            work_off(self.env)
            pass_pauses(self.env)
        self.assertEqual(self.queued().state, "failed")
        self.bad.clear()
        self.defer(self.partners[0])
        work_off(self.env)
        self.assertFalse(self.queued())

    @mute_logger(WORK)
    def test_work_that_is_queued_again_and_again_ends_too(self):
        self.bad[self.partners[0].id] = UserError("No.")
        for _half_hour in range(3):
            self.defer(self.partners[0])  # before the pause is over
            work_off(self.env)
        self.assertEqual(self.queued().state, "failed")

    @mute_logger(WORK)
    def test_work_that_fails_each_hour_is_listed_once(self):
        self.bad[self.partners[0].id] = UserError("No.")
        for _hour in range(3):
            self.defer(self.partners[0])
            for _attempt in range(3):
                work_off(self.env)
                pass_pauses(self.env)
        self.assertEqual(self.queued().mapped("state"), ["failed"])

    def test_errors_are_logged_without_texts_for_people(self):
        self.bad[self.partners[0].id] = UserError("Amina Otieno has no number.")
        self.defer(self.partners[0])
        with self.assertLogs(WORK, logging.INFO) as logs:
            work_off(self.env)
        self.assertNotIn("Amina", "\n".join(logs.output))
        self.assertIn(str(self.partners[0].ids), logs.output[0])

    # === Rights === #
    def test_it_is_closed_to_users(self):
        self.defer(self.partners[0])
        rows, values = self.queued(), {"model": "res.partner", "method": "unlink", "res_id": 1}
        for groups in ("base.group_user", "base.group_portal", "base.group_system"):
            user = new_test_user(self.env, f"deferred {groups}", groups)
            mine = rows.with_user(user)
            attempts = [
                lambda: mine.write({"method": "unlink"}),  # noqa: B023 (called at once)
                lambda: mine.create(values),  # noqa: B023
                mine.unlink,
            ]
            if groups != "base.group_system":
                attempts += [mine.read, mine.action_retry, mine.action_drop]
            for attempt in attempts:
                with self.assertRaises(AccessError):
                    attempt()

    @mute_logger(WORK)
    def test_administrators_retry_or_give_up(self):
        admin = new_test_user(self.env, "deferred admin", "base.group_system")
        for partner in self.partners[:2]:
            self.bad[partner.id] = UserError("No.")
        self.defer(self.partners[:2])
        for _attempt in range(4):
            work_off(self.env)
            pass_pauses(self.env)
        first, second = self.queued().with_user(admin)
        first.action_retry()
        self.assertEqual((first.state, first.attempts), ("waiting", 0))
        (first | second).action_drop()
        self.assertEqual(self.queued(), first.with_env(self.env), "waiting work stays")
        self.bad.clear()
        work_off(self.env)
        self.assertFalse(self.queued())

    # === Health === #
    def test_work_that_waits_too_long_is_reported(self):
        # sudo: health is asked by the server
        health = self.env["g2p.suite.health"].sudo()
        self.defer(self.partners[0])
        self.assertEqual(health._work(), {"status": "pass", "waiting": 1, "failed": 0})
        self.assertFalse(self.rows._warning())
        self.env.cr.execute("UPDATE g2p_deferred SET date_created = date_created - interval '1 h'")
        self.rows.invalidate_model()
        self.assertEqual(health._work()["status"], "fail")
        self.assertIn("vouchers and messages wait", self.rows._warning())

    @mute_logger(WORK)
    def test_a_large_order_that_proceeds_is_not_overdue(self):
        self.bad[self.partners[0].id] = UserError("No.")
        self.defer(self.partners[0])
        work_off(self.env)
        self.env.cr.execute(
            "UPDATE g2p_deferred SET date_created = date_created - interval '1 h', date_due = NULL"
        )
        self.rows.invalidate_model()
        health = self.env["g2p.suite.health"].sudo()
        lane = self.env.ref("g2p_deferred.cron_work_1").sudo()
        lane.write({"nextcall": "2026-01-01 00:00:00", "active": True})
        self.assertEqual(health._work()["status"], "pass")
        self.assertEqual(health._job("lane", lane)["status"], "pass")
        self.env.cr.execute("UPDATE g2p_deferred SET date_taken = date_taken - interval '1 h'")
        self.rows.invalidate_model()
        self.assertEqual(health._work()["status"], "fail")
        self.assertEqual(health._job("lane", lane)["status"], "fail")

    def test_work_that_was_given_up_is_reported(self):
        self.defer(self.partners[0])
        self.queued().state = "failed"
        work = self.env["g2p.suite.health"].sudo()._work()
        self.assertEqual(work, {"status": "warn", "waiting": 0, "failed": 1})
