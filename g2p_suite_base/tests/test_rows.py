"""What row locks guarantee under REPEATABLE READ; tried with separate connections."""

from contextlib import ExitStack

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from ..tools.rows import hold

TOUCH = "UPDATE res_company SET write_date = write_date WHERE id = %s"


@tagged("post_install", "-at_install")
class TestRows(BaseCase):
    def setUp(self):
        super().setUp()
        stack = ExitStack()
        self.addCleanup(stack.close)
        registry = Registry(get_db_name())
        self.mine, self.other = (stack.enter_context(registry.cursor()) for _one in range(2))
        env = api.Environment(self.mine, SUPERUSER_ID, {})
        self.company = env["res.company"].search([], limit=1)
        self.addCleanup(self.mine.rollback)
        self.assertTrue(self.company.name)  # the snapshot is taken

    @mute_logger("odoo.sql_db")
    def test_a_row_that_changed_since_the_snapshot_is_refused(self):
        self.other.execute(TOUCH, [self.company.id])
        self.other.commit()
        with self.assertRaises(psycopg2.errors.SerializationFailure):
            hold(self.company)

    def test_a_row_that_was_only_held_is_held_again(self):
        self.other.execute("SELECT FROM res_company WHERE id = %s FOR UPDATE", [self.company.id])
        self.assertFalse(hold(self.company, wait=False))
        self.other.rollback()
        self.assertTrue(hold(self.company))

    def test_rows_are_referred_to_while_they_are_held_so(self):
        self.assertTrue(hold(self.company, referable=True))
        refer = "SELECT FROM res_company WHERE id = %s FOR KEY SHARE NOWAIT"
        self.other.execute(refer, [self.company.id])
        self.other.rollback()

    def test_nothing_is_held_of_nothing(self):
        self.assertTrue(hold(self.company.browse()))
