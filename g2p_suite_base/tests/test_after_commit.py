from unittest.mock import patch

import psycopg2
from psycopg2.pool import PoolError

from odoo.sql_db import db_connect
from odoo.tests import TransactionCase, tagged

from ..tools import after_commit

LOG = "odoo.addons.g2p_suite_base.tools.after_commit"


@tagged("post_install", "-at_install")
class TestAfterCommit(TransactionCase):
    """A failure after the commit does not change the answer."""

    def test_a_scheduler_that_cannot_be_woken_is_a_line_in_the_log(self):
        for error in (PoolError("The Connection Pool Is Full"), psycopg2.OperationalError("full")):
            with (
                self.subTest(error=error),
                patch("odoo.sql_db.db_connect", side_effect=error) as connect,
                self.assertLogs(LOG, "ERROR") as logs,
            ):
                self.env["ir.cron"]._notifydb()
            connect.assert_called_once_with("postgres")
            self.assertIn("the committed work is kept", logs.output[0])

    def cursor(self):
        """A separate cursor, which commits at the end of its block."""
        return db_connect(self.env.cr.dbname).cursor()

    def test_a_failed_call_does_not_stop_the_others(self):
        done = []
        with self.assertLogs(LOG, "ERROR") as logs, self.cursor() as cr:
            after_commit.guard(cr)
            cr.postcommit.add(lambda: 1 / 0)
            cr.postcommit.add(lambda: done.append("woken"))
            cr.execute("SELECT 1")
        self.assertEqual(done, ["woken"])
        self.assertIn("ZeroDivisionError", logs.output[0])

    def test_queued_calls_stay_when_the_cursor_is_guarded_again(self):
        done = []
        with self.cursor() as cr:
            after_commit.guard(cr)
            cr.postcommit.add(lambda: done.append("woken"))
            after_commit.guard(cr)
            cr.execute("SELECT 1")
        self.assertEqual(done, ["woken"])
