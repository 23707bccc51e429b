"""Shared by the tests of pages."""

from unittest.mock import patch

from odoo import sql_db
from odoo.tests.common import HOST

#: 17.0's cursor of tests
CURSOR = getattr(sql_db, "TestCursor", None)


class OneSession:
    """The browser of a test has one session, and one connection's commits survive.

    17.0 needs help with both. ``authenticate`` keeps its cookie for every host, beside the one
    that the server sends later: both would be sent then, and the older one be read. And, in tests
    only, a refused request rolls back the commits of other connections.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if CURSOR:
            cls.startClassPatcher(patch.object(CURSOR, "rollback", _undo(CURSOR.rollback)))

    def authenticate(self, *args, **kwargs):
        session = super().authenticate(*args, **kwargs)
        self.opener.cookies.set("session_id", None)
        self.opener.cookies.set("session_id", session.sid, domain=HOST)
        return session


def _undo(rollback):
    """Roll back to the last savepoint once, as 19.0's cursor does, and not again at the end."""

    def undo(cursor):
        rollback(cursor)
        if cursor._savepoint:
            cursor._savepoint.close(rollback=False)
            cursor._savepoint = None

    return undo
