import threading

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, new_test_user, tagged
from odoo.tools import mute_logger

from .common import MANAGER, NEW, OLD

RACERS = ("race_asker", "race_second", "race_third")


@tagged("post_install", "-at_install")
class TestConcurrency(BaseCase):
    """Real transactions: two officers decide at once. Committed records are removed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())

    def setUp(self):
        super().setUp()
        self.addCleanup(self.remove)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.hours = env.company.g2p_account_hours
            env.company.g2p_account_hours = 24
            users = [new_test_user(env, login, groups=MANAGER) for login in RACERS]
            provider = env["g2p.service.provider"].create(
                {"name": "Race", "code": "RACE-ACC", "account_number": OLD}
            )
            provider._set_state("suspended")
            provider.with_user(users[0]).action_propose_account(NEW, "Letter")
            change = provider.change_ids.filtered(lambda one: one.state == "proposed")
            self.users = [user.id for user in users]
            self.change, self.provider = change.id, provider.id

    def remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            provider = env["g2p.service.provider"].search([("code", "=", "RACE-ACC")])
            cr.execute("DELETE FROM g2p_provider_change WHERE provider_id = %s", [provider.id])
            cr.execute("DELETE FROM g2p_deferred WHERE model = 'g2p.provider.change'")
            env.invalidate_all()
            provider.unlink()
            env.company.g2p_account_hours = self.hours
            env["res.users"].search([("login", "in", RACERS)]).unlink()

    def race(self, *runs):
        """The answers to requests that begin at the same moment."""
        start, answers = threading.Barrier(len(runs)), []

        def run(user, step):
            start.wait(timeout=10)
            answers.append(self.attempt(user, step))

        threads = [threading.Thread(target=run, args=one, daemon=True) for one in runs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return answers

    def attempt(self, user, step):
        """One request, repeated on a conflict as the server does."""
        for _try in range(20):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, user, {})
                    step(env)
                    return "done"
            except UserError as refusal:
                return str(refusal)
            except psycopg2.errors.OperationalError:
                continue
            except psycopg2.errors.UniqueViolation:
                return "unique"
        return "no answer"

    def row(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT c.state, p.account_number FROM g2p_provider_change c"
                " JOIN g2p_service_provider p ON p.id = c.provider_id WHERE c.id = %s",
                [self.change],
            )
            return cr.fetchone()

    def decide(self, env, verdict):
        change = env["g2p.provider.change"].browse(self.change)
        if verdict == "confirm":
            change.action_confirm(change._digest_now(), NEW)
        else:
            change.action_refuse("No")

    @mute_logger("odoo.sql_db")
    def test_of_two_who_confirm_and_refuse_one_wins(self):
        answers = self.race(
            (self.users[1], lambda env: self.decide(env, "confirm")),
            (self.users[2], lambda env: self.decide(env, "refuse")),
        )
        self.assertEqual(answers.count("done"), 1, answers)
        [other] = [answer for answer in answers if answer != "done"]
        self.assertIn("is already “", other)
        self.assertIn(self.row(), [("confirmed", OLD), ("refused", OLD)])

    @mute_logger("odoo.sql_db")
    def test_a_change_that_is_withdrawn_does_not_come_into_force(self):
        self.assertEqual(
            self.attempt(self.users[1], lambda env: self.decide(env, "confirm")), "done"
        )
        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE g2p_provider_change SET in_force_from = now() - interval '1 hour'"
                " WHERE id = %s",
                [self.change],
            )

        def changes(env):
            return env["g2p.provider.change"].browse(self.change)

        answers = self.race(
            (SUPERUSER_ID, lambda env: changes(env)._come_into_force()),
            (self.users[2], lambda env: changes(env).action_withdraw("Stop")),
        )
        state, account = self.row()
        self.assertEqual(account, {"done": NEW, "withdrawn": OLD}[state])
        if state == "done":
            self.assertIn("is already “In force”", "".join(answers))
        else:
            self.assertEqual(answers, ["done", "done"])

    @mute_logger("odoo.sql_db")
    def test_two_who_ask_at_once_ask_once(self):
        self.attempt(self.users[1], lambda env: self.decide(env, "refuse"))

        def ask(env):
            provider = env["g2p.service.provider"].browse(self.provider)
            provider.action_propose_account(NEW, "Letter")

        answers = self.race((self.users[1], ask), (self.users[2], ask))
        self.assertEqual(answers.count("done"), 1, answers)
        self.assertEqual(len(answers), 2)
