import contextlib
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from odoo.addons.g2p_voucher_qr.tests.race import RaceCase


@tagged("post_install", "-at_install")
class TestVoucherConcurrency(RaceCase):
    """Real transactions: committed records are removed at the end."""

    def test_a_server_killed_in_the_queue_continues_where_it_stopped(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            voucher = env["g2p.voucher"].browse(self.ids["voucher"])
            vals = {"user_id": voucher.issued_by_id.id, "company_id": voucher.company_id.id}
            batch = env["g2p.voucher.batch"].create(vals)
            batch._add(voucher)._defer("_issue_waiting")
            batch_id, line_id = batch.id, batch.line_ids.id
        self.addCleanup(self.remove_batch, batch_id, line_id)

        def die(_lines):
            raise SystemExit

        killed = patch.object(self.registry["g2p.voucher.batch.line"], "_issue_waiting", die)
        with self.assertRaises(SystemExit), killed:
            self.work_off()
        self.assertEqual(self.line(line_id), "waiting")
        self.assertEqual(self.attempts(line_id), [1], "counted, and not lost")
        self.work_off()
        # it had been issued before: the order says so, and no second copy was created
        self.assertEqual((self.line(line_id), self.attempts(line_id)), ("failed", []))
        self.assertEqual(self.copies(), 1)

    def test_a_server_killed_while_reissuing_continues_where_it_stopped(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            voucher = env["g2p.voucher"].browse(self.ids["voucher"])
            orders = env["g2p.voucher.batch"].with_user(voucher.issued_by_id)
            batch = orders._create_order(voucher, kind="reissue", reason="stolen").sudo()
            batch.line_ids._defer("_issue_waiting")
            batch_id, line_id = batch.id, batch.line_ids.id
        self.addCleanup(self.remove_batch, batch_id, line_id)
        # the copy is created, and the server dies before it is committed
        self.work_killed("_done")
        self.assertEqual((self.line(line_id), self.copies()), ("waiting", 1))
        self.assertEqual(self.attempts(line_id), [1])
        self.work_killed()
        self.assertEqual((self.line(line_id), self.copies()), ("issued", 2))
        self.assertEqual(self.attempts(line_id), [])
        self.work_killed()
        self.assertEqual(self.copies(), 2)

    def test_an_order_is_stopped_while_some_of_it_is_issued(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            voucher = env["g2p.voucher"].browse(self.ids["voucher"])
            orders = env["g2p.voucher.batch"].with_user(voucher.issued_by_id)
            batch = orders._create_order(voucher, kind="reissue", reason="stolen").sudo()
            batch_id, line_id = batch.id, batch.line_ids.id
        self.addCleanup(self.remove_batch, batch_id, line_id)
        lock = "SELECT 1 FROM g2p_voucher_batch_line WHERE id = %s FOR UPDATE"
        with self.registry.cursor() as issuing:
            issuing.execute(lock, [line_id])
            self.stop(batch_id)
        self.assertEqual(self.line(line_id), "waiting", "it is being issued")
        self.stop(batch_id)
        self.assertEqual(self.line(line_id), "failed")

    def stop(self, batch_id):
        """Stop the order as its officer, who does not wait for what is issued now."""
        with self.registry.cursor() as cr:
            cr.execute("SET LOCAL lock_timeout = '3s'")
            batch = api.Environment(cr, SUPERUSER_ID, {})["g2p.voucher.batch"].browse(batch_id)
            batch.with_user(batch.user_id).action_stop()

    def work_killed(self, where=None):
        """Work the queue off; the process dies when it calls the named method, if any."""
        template = self.registry["g2p.voucher.template"]
        paper = [(b"%PDF-1.4\n%%EOF\n", None)]
        rows, dead = self.registry["g2p.deferred"], contextlib.nullcontext()
        if where:
            dead = patch.object(rows, where, side_effect=SystemExit)
        with (
            patch.object(template, "_pdfs", lambda _template, _values: paper),
            dead,
            contextlib.suppress(SystemExit),
        ):
            self.work_off()

    def work_off(self):
        """Work the queue off, as after the pause in which a dead process is given up."""
        with self.registry.cursor() as cr:
            cr.execute("UPDATE g2p_deferred SET date_due = date_due - interval '2 minutes'")
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["g2p.deferred"]._work_off("voucher")

    def attempts(self, line_id):
        """Of the work that waits for the line."""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT attempts FROM g2p_deferred"
                " WHERE model = 'g2p.voucher.batch.line' AND res_id = %s",
                [line_id],
            )
            return [attempts for (attempts,) in cr.fetchall()]

    def copies(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM g2p_voucher_copy WHERE voucher_id = %s",
                [self.ids["voucher"]],
            )
            return cr.fetchone()[0]

    def line(self, line_id):
        with self.registry.cursor() as cr:
            cr.execute("SELECT state FROM g2p_voucher_batch_line WHERE id = %s", [line_id])
            return cr.fetchone()[0]

    def remove_batch(self, batch_id, line_id):
        with self.registry.cursor() as cr:
            cr.execute(
                "DELETE FROM g2p_deferred WHERE (model, res_id) IN"
                " (('g2p.voucher.batch', %s), ('g2p.voucher.batch.line', %s))",
                [batch_id, line_id],
            )
            cr.execute("DELETE FROM g2p_voucher_batch_line WHERE batch_id = %s", [batch_id])
            cr.execute("DELETE FROM g2p_voucher_batch WHERE id = %s", [batch_id])
