"""Guarantees of row locks under REPEATABLE READ, tested with separate connections."""

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

    def test_a_row_that_was_only_locked_is_locked_again(self):
        self.other.execute("SELECT FROM res_company WHERE id = %s FOR UPDATE", [self.company.id])
        self.assertFalse(hold(self.company, wait=False))
        self.other.rollback()
        self.assertTrue(hold(self.company))

    def test_rows_can_be_referred_to_while_locked_as_referable(self):
        self.assertTrue(hold(self.company, referable=True))
        refer = "SELECT FROM res_company WHERE id = %s FOR KEY SHARE NOWAIT"
        self.other.execute(refer, [self.company.id])
        self.other.rollback()

    def test_an_empty_recordset_locks_nothing(self):
        self.assertEqual(hold(self.company.browse()), self.company.browse())

    def test_rows_locked_by_others_are_left_out(self):
        first, second = self.company.env["ir.module.module"].search([], limit=2)
        self.other.execute("SELECT FROM ir_module_module WHERE id = %s FOR UPDATE", [first.id])
        self.assertEqual(hold(first | second, wait=False), second)

    @mute_logger("odoo.sql_db")
    def test_a_row_that_was_locked_for_a_change_is_refused_afterwards(self):
        other = api.Environment(self.other, SUPERUSER_ID, {})["res.company"].browse(self.company.id)
        before = other.write_date
        self.assertEqual(hold(other, change=True), other)
        self.other.commit()
        with self.assertRaises(psycopg2.errors.SerializationFailure):
            hold(self.company, change=True)
        self.mine.rollback()
        self.company.invalidate_recordset()
        self.assertEqual(self.company.write_date, before)
