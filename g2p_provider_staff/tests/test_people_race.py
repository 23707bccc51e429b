import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import new_test_user, tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

PROVIDER, STAFF = "g2p.service.provider", "g2p.provider.staff"


@tagged("post_install", "-at_install")
class TestPeopleRace(BaseCase):
    """Two administrators at the same moment; their data is committed, then deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            provider = env[PROVIDER].create({"name": "Race of people", "code": "RACEPEOPLE"})
            provider._set_state("active")
            users = [
                new_test_user(env, f"race_boss_{number}", groups="base.group_portal")
                for number in range(2)
            ]
            for user in users:
                provider._join(user, ["administrator"])
            self.provider, self.users = provider.id, [user.id for user in users]
            self.rows = [env[STAFF].search([("user_id", "=", user.id)]).id for user in users]
        self.addCleanup(self._clean_up)

    def _clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute("DELETE FROM g2p_deferred")  # other tests would find it
            env[PROVIDER].browse(self.provider).unlink()
            cr.execute("DELETE FROM g2p_audit_change WHERE user_id = ANY(%s)", [self.users])
            env["res.users"].browse(self.users).unlink()

    def _open_env(self, user):
        """A transaction that has seen both administrators."""
        cr = self.registry.cursor()
        self.addCleanup(cr.close)
        env = api.Environment(cr, user, {})
        self.assertEqual(env["res.users"].browse(user)._provider_roles(), {"administrator"})
        return env

    def _race(self, change):
        """The answers to both, who change each other like two requests."""
        barrier = threading.Barrier(2)

        def run(env, row):
            barrier.wait(timeout=10)
            try:
                retrying(lambda: change(env, row), env)
            except (AccessError, UserError) as refusal:
                return str(refusal)
            return "done"

        envs = [self._open_env(user) for user in self.users]
        # a retry needs this lock, which a test run may hold
        with patch.object(Registry, "_lock", DummyRLock()), ThreadPoolExecutor(2) as pool:
            runs = [
                pool.submit(run, env, row)
                for env, row in zip(envs, reversed(self.rows), strict=True)
            ]
            return sorted(one.result(timeout=30) for one in runs)

    def _count_left(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM g2p_provider_staff WHERE provider_id = %s"
                " AND is_administrator",
                [self.provider],
            )
            return cr.fetchone()[0]

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_two_administrators_who_remove_each_other_one_stays(self):
        answers = self._race(lambda env, row: env[PROVIDER]._portal_remove(row))
        self.assertEqual(answers.count("done"), 1, answers)
        self.assertEqual(self._count_left(), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_two_administrators_who_demote_each_other_one_stays(self):
        answers = self._race(lambda env, row: env[PROVIDER]._portal_set_roles(row, ["clerk"]))
        self.assertEqual(answers.count("done"), 1, answers)
        self.assertEqual(self._count_left(), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_two_administrators_who_leave_one_stays(self):
        rows = dict(zip(self.users, self.rows, strict=True))
        answers = self._race(lambda env, row: env[PROVIDER]._portal_remove(rows[env.uid]))
        self.assertEqual(answers.count("done"), 1, answers)
        self.assertEqual(self._count_left(), 1)
