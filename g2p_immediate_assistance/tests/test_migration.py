import importlib.util
from pathlib import Path

from odoo.tests import tagged
from odoo.tools import sql

from .common import AssistanceCase

TABLE = "g2p_assistance_fund"
NAMES = {"reserved": "folded_reserved", "spent": "folded_spent"}


@tagged("post_install", "-at_install")
class TestMigration(AssistanceCase):
    """Update of a database of a former version."""

    def script(self, name):
        (path,) = Path(__file__).parents[1].glob(f"migrations/*/{name}.py")
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module

    def test_a_fund_keeps_its_balance(self):
        self.approved(granted=1100)
        self.env.flush_all()
        for before, after in NAMES.items():
            sql.rename_column(self.cr, TABLE, after, before)
        for _time in range(2):  # a second run changes nothing
            self.script("pre-fund").migrate(self.cr, "19.0.1.0.0")
        self.assertFalse(sql.column_exists(self.cr, TABLE, "reserved"))
        self.env.invalidate_all()
        self.assertEqual((self.fund.reserved, self.fund.spent), (1100, 0))

    def test_a_current_database_is_not_changed(self):
        self.script("pre-fund").migrate(self.cr, "19.0.1.1.0")
        self.assertTrue(sql.column_exists(self.cr, TABLE, "folded_reserved"))
