from odoo.tests import tagged
from odoo.tools import sql

from odoo.addons.g2p_suite_base.tests.migration import run_update

from .common import AssistanceCase

TABLE = "g2p_assistance_fund"
NAMES = {"reserved": "folded_reserved", "spent": "folded_spent"}


@tagged("post_install", "-at_install")
class TestMigration(AssistanceCase):
    """Update of a database of a former version."""

    def test_a_fund_keeps_its_balance(self):
        self.approved(granted=1100)
        self.env.flush_all()
        for before, after in NAMES.items():
            sql.rename_column(self.cr, TABLE, after, before)
        for _time in range(2):  # a second run changes nothing
            run_update(self.env, "g2p_immediate_assistance", "pre-fund")
        self.assertFalse(sql.column_exists(self.cr, TABLE, "reserved"))
        self.env.invalidate_all()
        self.assertEqual((self.fund.reserved, self.fund.spent), (1100, 0))

    def test_a_current_database_is_not_changed(self):
        run_update(self.env, "g2p_immediate_assistance", "pre-fund", "19.0.1.1.0")
        self.assertTrue(sql.column_exists(self.cr, TABLE, "folded_reserved"))
