import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_qr.tests.common import remove_program

CLEAN_UP = """
DELETE FROM g2p_assistance_fund WHERE id = %(fund)s;
"""


@tagged("post_install", "-at_install")
class TestFundAtOnce(BaseCase):
    """Two real transactions want the last money; what they commit is removed at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            today = fields.Date.today()
            program = env["g2p.program"].create({"name": "Race for money"})
            fund = env["g2p.assistance.fund"].create(
                {
                    "program_id": program.id,
                    "date_from": today,
                    "date_to": today,
                    "amount": 100,
                }
            )
            self.fund_id, self.program_id = fund.id, program.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute(CLEAN_UP, {"fund": self.fund_id})
            remove_program(env["g2p.program"].browse(self.program_id))

    def reserve(self, cr, amount):
        fund = api.Environment(cr, SUPERUSER_ID, {})["g2p.assistance.fund"].browse(self.fund_id)
        fund._move_balance("reserve", amount)
        fund.env.flush_all()

    @mute_logger("odoo.sql_db")
    def test_the_last_money_is_given_once(self):
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            theirs.execute("SET LOCAL lock_timeout = '1s'; SELECT 1 FROM g2p_assistance_fund")
            self.reserve(mine, 80)
            with self.assertRaises(psycopg2.errors.LockNotAvailable):
                self.reserve(theirs, 80)
            theirs.rollback()
            mine.commit()
            theirs.execute("SELECT reserved FROM g2p_assistance_fund WHERE id = %s", [self.fund_id])
            self.assertEqual(float(theirs.fetchone()[0]), 80)

    @mute_logger("odoo.sql_db")
    def test_the_database_itself_refuses_more_than_there_is(self):
        with self.registry.cursor() as cr, self.assertRaises(psycopg2.errors.CheckViolation):
            cr.execute(
                "UPDATE g2p_assistance_fund SET reserved = 60, spent = 60 WHERE id = %s",
                [self.fund_id],
            )
