import gc

from odoo import fields
from odoo.tests import HttpCase, JsonRpcException, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import queued, work_off

from .test_queue import QueueCase

PLACE = "/web/dataset/call_kw"
MANAGER = "base.group_user,queue_job.group_queue_job_manager"


@tagged("post_install", "-at_install")
class TestAttacks(HttpCase, QueueCase):
    """A Job Queue Manager, who is no administrator, and strangers at the door of jobs."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = new_test_user(cls.env, "deferred jobs", MANAGER)

    def call(self, model, method, *args, **kwargs):
        self.authenticate(self.clerk.login, self.clerk.login)
        params = {"model": model, "method": method, "args": args, "kwargs": kwargs}
        self.env.flush_all()
        answer = self.make_jsonrpc_request(f"{PLACE}/{model}/{method}", params)
        self.env.invalidate_all()
        return answer

    @mute_logger("odoo.http")
    def refused(self, *args, **kwargs):
        with self.assertRaisesRegex(JsonRpcException, "AccessError"):
            self.call(*args, **kwargs)

    def contents(self):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT model_name, method_name, records, args, kwargs, state FROM queue_job"
        )
        return self.env.cr.fetchall()

    def test_a_job_queue_manager_gives_no_job_other_work(self):
        self.defer()
        job, before = self.jobs(), self.contents()
        server = {"_type": "odoo_recordset", "model": "res.users", "ids": [2], "uid": 1, "su": True}
        changes = {
            "model_name": "res.users",
            "method_name": "unlink",
            "records": server,
            "args": ["message"],
            "kwargs": {"channel": "message"},
        }
        for name, value in changes.items():
            for context in ({}, {"_job_edit_sentinel": True}):
                self.refused("queue.job", "write", job.ids, {name: value}, context=context)
        self.refused("queue.job", "create", [{"uuid": "x", "state": "pending", **changes}])
        self.assertEqual(self.contents(), before)

    def test_a_job_queue_manager_delays_work_by_minutes_at_most(self):
        self.defer(4)
        done, planned = self.jobs()
        self.call("queue.job", "button_done", done.ids)
        later = fields.Datetime.add(fields.Datetime.now(), years=50)
        vals = {
            "eta": fields.Datetime.to_string(later),
            "user_id": self.env.ref("base.user_admin").id,
        }
        self.call("queue.job", "write", planned.ids, vals)
        self.age(3, "g2p_deferred")
        self.scheduled()
        self.assertEqual(len(self.jobs() - done - planned), 1)
        self.call("queue.job", "requeue", done.ids)
        self.assertEqual(work_off(self.env, channel="test"), 4)
        self.assertEqual(len(self.calls), 2)

    def test_deferred_work_is_closed_to_a_job_queue_manager(self):
        self.defer()
        row = queued(self.env, self.partners, "_work_of_test")
        for method, *args in (
            ("search_read", []),
            ("read", row.ids),
            ("action_retry", row.ids),
            ("action_drop", row.ids),
            ("action_open_record", row.ids),
            ("_queue_job", "test"),
            ("_run_job", "test"),
            ("_set_note", "2026-01-01 00:00:00"),
        ):
            self.refused("g2p.deferred", method, *args)
        self.assertEqual((row.exists(), self.calls), (row, []))

    @mute_logger("odoo.addons.queue_job.delay")
    def test_nobody_queues_a_job_over_rpc(self):
        for method in ("with_delay", "delayable"):
            self.call("res.partner", method, self.partners[0].ids)
        gc.collect()  # what was prepared warns when it ends: here, where the log is muted
        self.assertFalse(self.env["queue.job"].search([]))

    @mute_logger("odoo.addons.queue_job.controllers.main")
    def test_nobody_outside_starts_a_job(self):
        self.defer()
        job = self.jobs()
        self.env.flush_all()
        self.url_open(f"/queue_job/runjob?db={get_db_name()}&job_uuid={job.uuid}")
        self.env.invalidate_all()
        self.assertEqual((job.state, self.calls), ("pending", []))
