import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_suite_base.tests.migration import run_update

from .common import MessageCase


@tagged("post_install", "-at_install")
class TestKept(MessageCase):
    """Rows of sent messages stay as long as the same message could be queued again."""

    def test_a_day_is_refused(self):
        company = self.env.company
        for days in (1, 29, 3651):
            refused = self.assertRaisesRegex(psycopg2.errors.CheckViolation, "message_kept")
            with mute_logger("odoo.sql_db"), refused, self.env.cr.savepoint():
                company.message_days_kept = days
                self.env.flush_all()
        company.message_days_kept = 30
        self.env.flush_all()
        self.assertEqual(company.message_days_kept, 30)

    def test_an_update_raises_shorter_times(self):
        company = self.env.company
        self.env.flush_all()
        self.env.cr.execute("ALTER TABLE res_company DROP CONSTRAINT res_company_message_kept")
        self.env.cr.execute("UPDATE res_company SET message_days_kept = 1")
        run_update(self.env, "g2p_message", "pre-kept")
        self.assertEqual(company.message_days_kept, 30)
