import os
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from ..tools.engine import EngineMissing
from .common import CONNECTION, AnalyticsCase

ACTIONS = ("test", "switch", "rebuild", "import", "templates")
MODELS = ("cell", "check", "connection", "index", "letter", "outbox")


@tagged("post_install", "-at_install")
class TestAccess(AnalyticsCase):
    def setUp(self):
        super().setUp()
        self.admin = new_test_user(self.env, "analytics admin", "base.group_user,base.group_system")

    def test_only_administrators_use_the_connection(self):
        for user in (self.one, self.auditor, self.clerk):
            for action in ACTIONS:
                with self.subTest(user=user.login, action=action), self.assertRaises(AccessError):
                    getattr(self.connection.with_user(user).sudo(False), f"action_{action}")()

    def test_only_administrators_read_what_waits(self):
        for name in MODELS:
            model = self.env[f"g2p.search.{name}"]
            model.with_user(self.admin).search([])
            for user in (self.one, self.auditor, self.clerk, self.ada):
                with self.subTest(user=user.login, model=name), self.assertRaises(AccessError):
                    model.with_user(user).search([])

    def test_nobody_writes_the_rows(self):
        connection = self.connection.with_user(self.admin).sudo(False)
        with self.assertRaises(AccessError):
            connection.is_enabled = False
        with self.assertRaises(AccessError):
            self.indexes[0].with_user(self.admin).sudo(False).current = "other"

    def test_only_administrators_change_letters(self):
        letter = self.env["g2p.search.letter"].create(
            {
                "index_id": self.indexes[0].id,
                "res_id": 1,
                "reason": "x",
                "date": "2026-01-01 00:00:00",
            }
        )
        for action in ("retry", "drop"):
            with self.assertRaises(AccessError):
                getattr(letter.with_user(self.clerk), f"action_{action}")()
        letter.with_user(self.admin).action_drop()
        self.assertFalse(letter.exists())

    def test_the_page_says_what_is_missing(self):
        connection = self.connection.with_user(self.admin).sudo(False)
        self.assertEqual(connection.state, "ok")
        with patch.dict(os.environ, {"G2P_ANALYTICS_KEY": ""}):
            self.connection.invalidate_recordset()
            self.assertEqual(connection.state, "unset")
            self.assertIn("key: not set", connection.missing)

    def test_a_missing_library_is_named_with_its_remedy(self):
        def missing():
            raise EngineMissing("pip install opensearch-py")

        with patch(f"{CONNECTION}.library", missing):
            self.connection.invalidate_recordset()
            self.assertIn("pip install opensearch-py", self.connection.missing)
            self.assertFalse(self.connection._is_due())

    def test_a_test_of_the_connection_ends_the_pause(self):
        self.connection._on_away(Exception("x"))
        answer = self.connection.with_user(self.admin).sudo(False).action_test()
        self.assertIn("Fake 0", answer["params"]["message"])
        self.assertFalse(self.connection.failures)
        self.engine.away = "no connection"
        with self.assertRaisesRegex(UserError, "no connection"):
            self.connection.with_user(self.admin).sudo(False).action_test()

    def test_dashboards_are_imported_only_where_they_are_set_up(self):
        connection = self.connection.with_user(self.admin).sudo(False)
        with self.assertRaisesRegex(UserError, "dashboards_url"):
            connection.action_import()
        sent = []

        def send(settings, text):
            sent.append(text)
            return 3

        with patch(f"{CONNECTION}.dashboards.send", send):
            answer = connection.action_import()
        self.assertIn("3", answer["params"]["message"])
        self.assertIn("index-pattern", sent[0])
        self.assertTrue(self.connection.date_imported)
