import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from unittest.mock import patch

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError, ValidationError
from odoo.modules.registry import DummyRLock, Registry
from odoo.service.model import retrying
from odoo.tests import new_test_user, tagged
from odoo.tests.common import BaseCase, get_db_name
from odoo.tools import mute_logger

PROVIDER, INVITATION = "g2p.service.provider", "g2p.provider.invitation"
ADDRESS = "race_joiner@example.org"


@tagged("post_install", "-at_install")
class TestJoinRace(BaseCase):
    """Two providers name one user at the same moment; their data is committed, then deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.providers, self.users = [], []
        self.addCleanup(self._clean_up)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.joiner = self._create_user(env, ADDRESS).id
            for number in range(2):
                self._create_provider(env, number)

    def _create_user(self, env, login):
        user = new_test_user(env, login, groups="base.group_portal")
        self.users.append(user.id)
        return user

    def _create_provider(self, env, number):
        """An active provider whose administrator has invited the user."""
        provider = env[PROVIDER].create({"name": f"Race {number}", "code": f"RACEJOIN{number}"})
        provider._set_state("active")
        boss = self._create_user(env, f"race_join_boss_{number}")
        provider._join(boss, ["administrator"])
        env[INVITATION].create(
            {
                "provider_id": provider.id,
                "email": ADDRESS,
                "is_clerk": True,
                "invited_by_id": boss.id,
                "token_digest": env[INVITATION]._digest(f"race {number}"),
                "date_until": fields.Datetime.now() + timedelta(days=1),
            }
        )
        self.providers.append(provider.id)

    def _clean_up(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cr.execute("DELETE FROM g2p_deferred")  # other tests would find it
            env[PROVIDER].browse(self.providers).unlink()
            cr.execute("DELETE FROM g2p_audit_change WHERE user_id = ANY(%s)", [self.users])
            env["res.users"].browse(self.users).unlink()

    def _accept(self, env, number):
        env[INVITATION].with_user(self.joiner)._accept(f"race {number}")

    def _name(self, env, number):
        provider = env[PROVIDER].browse(self.providers[number])
        provider.write({"user_ids": [(4, self.joiner)]})

    def _race(self, *changes):
        """The answers to requests that began before either of them ended."""
        barrier = threading.Barrier(len(changes))

        def run(number, change):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    self.assertFalse(env[PROVIDER].search([("user_ids", "in", [self.joiner])]))
                    barrier.wait(timeout=10)
                    retrying(lambda: change(env, number), env)
            except (UserError, ValidationError) as refusal:
                return str(refusal)
            return "done"

        # a retry needs this lock, which a test run may hold
        with patch.object(Registry, "_lock", DummyRLock()), ThreadPoolExecutor(2) as pool:
            runs = [pool.submit(run, *one) for one in enumerate(changes)]
            return [one.result(timeout=30) for one in runs]

    def _assert_one(self, answers, *sentences):
        """One of them has joined the user, and the other one was refused with a sentence."""
        self.assertEqual(answers.count("done"), 1, answers)
        [refused] = [answer for answer in answers if answer != "done"]
        self.assertRegex(refused, "|".join(sentences))
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            joined = env[PROVIDER].search([("user_ids", "in", [self.joiner])])
            self.assertEqual(joined.ids, [self.providers[answers.index("done")]])
            self.assertEqual(joined.staff_ids.user_id.ids.count(self.joiner), 1)

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_two_invitations_accepted_at_once_one_joins(self):
        answers = self._race(self._accept, self._accept)
        self._assert_one(answers, "already acts for a service provider")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_two_providers_that_the_office_gives_a_user_at_once_one_gets_them(self):
        answers = self._race(self._name, self._name)
        self._assert_one(answers, "already works for another provider")

    @mute_logger("odoo.sql_db", "odoo.service.model")
    def test_of_an_invitation_and_the_office_at_once_one_wins(self):
        answers = self._race(self._accept, self._name)
        self._assert_one(answers, "already acts for a service", "already works for another")
