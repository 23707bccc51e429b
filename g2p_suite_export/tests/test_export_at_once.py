from contextlib import ExitStack
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import RedirectWarning
from odoo.modules.registry import Registry
from odoo.tests import tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

from .common import MODEL, REASON

#: exported by these tests alone
FIELD = "tz_offset"


@tagged("post_install", "-at_install")
class TestExportAtOnce(BaseCase):
    """Two exports of one user at the same time, on connections of their own."""

    def setUp(self):
        super().setUp()
        stack = ExitStack()
        self.addCleanup(stack.close)
        registry = Registry(get_db_name())
        self.cursors = [stack.enter_context(registry.cursor()) for _one in range(3)]
        admin = self.reasons(0).env.ref("base.user_admin")
        self.admin_id = admin.id
        self.reasons(0, self.admin_id).create({"res_model": MODEL, "reason": REASON})
        self.cursors[0].commit()
        self.addCleanup(self.forget)

    def reasons(self, number, uid=SUPERUSER_ID):
        return api.Environment(self.cursors[number], uid, {})["g2p.export.reason"]

    def forget(self):
        for cursor in self.cursors:
            cursor.rollback()
        self.cursors[0].execute("DELETE FROM g2p_export_reason WHERE reason = %s", [REASON])
        self.cursors[0].execute("DELETE FROM g2p_export_log WHERE field_names = %s", [FIELD])
        self.cursors[0].commit()

    @mute_logger("odoo.sql_db")
    def test_one_reason_serves_one_of_them(self):
        one, two = self.reasons(1, self.admin_id), self.reasons(2, self.admin_id)
        self.assertTrue(two._find_waiting(MODEL))  # its snapshot is taken
        self.assertEqual(one._take(MODEL), REASON)
        self.cursors[1].commit()
        with self.assertRaises(psycopg2.errors.SerializationFailure):
            two._take(MODEL)
        self.cursors[2].rollback()  # as Odoo does, before it repeats the request
        self.assertIsNone(self.reasons(2, self.admin_id)._take(MODEL))

    def accounts(self, number):
        """Two users, for the administrator; a reading takes the snapshot."""
        env = self.reasons(number, self.admin_id).env
        users = env["res.users"].browse([env.ref("base.user_root").id, self.admin_id])
        users.mapped("login")
        return users

    @mute_logger("odoo.sql_db")
    def test_two_exports_do_not_pass_the_limit_together(self):
        log = type(self.reasons(0).env["g2p.export.log"])
        one, two = self.accounts(1), self.accounts(2)
        with patch.object(log, "_limit", lambda _self: 3):
            self.assertEqual(len(one.export_data([FIELD])["datas"]), 2)
            self.cursors[1].commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                two.export_data([FIELD])
            self.cursors[2].rollback()  # as Odoo does, before it repeats the request
            with self.assertRaises(RedirectWarning):
                self.accounts(2).export_data([FIELD])

    @mute_logger("odoo.sql_db")
    def test_an_export_waits_for_none_of_another_user(self):
        other = self.reasons(2).env.ref("base.default_user", raise_if_not_found=False)
        other = other or self.reasons(2).env.ref("base.public_user")
        self.accounts(1).export_data([FIELD])
        self.cursors[2].execute("SET LOCAL lock_timeout = '1s'")
        self.reasons(2, other.id).env["g2p.export.log"]._one_at_a_time()
