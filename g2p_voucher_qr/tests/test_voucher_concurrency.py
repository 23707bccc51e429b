import subprocess
import sys
import threading
from pathlib import Path

import psycopg2

from odoo import api
from odoo.tests import get_db_name, tagged
from odoo.tools import config, mute_logger

from ..exceptions import VoucherRefused
from .race import RaceCase

RACERS = 4


@tagged("post_install", "-at_install")
class TestVoucherConcurrency(RaceCase):
    """Real transactions: committed records are removed at the end."""

    @property
    def text(self):
        return self.texts[0]

    def race(self, amount, same_key=False):
        """Answers to several staff members who redeem at the same moment."""
        start = threading.Barrier(RACERS)
        answers = []

        def run(number):
            start.wait(timeout=10)
            key = "race-same-key" if same_key else f"race-key-{number}"
            user = self.users[0 if same_key else number % 2]
            answers.append(self.attempt(user, amount, key))

        threads = [threading.Thread(target=run, args=(n,), daemon=True) for n in range(RACERS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return answers

    def attempt(self, user, amount, key):
        """One request, repeated on a conflict as the server does."""
        for _try in range(20):
            try:
                with self.registry.cursor() as cr:
                    env = api.Environment(cr, user, {})
                    return env["g2p.voucher"].redeem(self.text, amount, key)
            except VoucherRefused as err:
                return err.code
            except psycopg2.errors.OperationalError:
                continue
        return "no answer"

    @mute_logger("odoo.sql_db")
    def test_of_many_who_redeem_all_one_wins(self):
        answers = self.race(1000)
        won = [answer for answer in answers if isinstance(answer, dict)]
        self.assertEqual(len(won), 1)
        self.assertEqual(answers.count("redeemed"), RACERS - 1)
        self.assertEqual(self.balance(), (1000, "redeemed", 1000))

    @mute_logger("odoo.sql_db")
    def test_parts_never_exceed_the_amount(self):
        answers = self.race(400)
        won = [answer for answer in answers if isinstance(answer, dict)]
        self.assertEqual(len(won), 2)
        self.assertEqual(answers.count("amount"), RACERS - 2)
        self.assertEqual(self.balance(), (800, "issued", 800))

    @mute_logger("odoo.sql_db")
    def test_one_request_sent_many_times_counts_once(self):
        answers = self.race(400, same_key=True)
        self.assertEqual(len({answer["redemption"] for answer in answers}), 1)
        self.assertEqual([answer["replayed"] for answer in answers].count(False), 1)
        self.assertEqual(self.balance(), (400, "issued", 400))

    @mute_logger("odoo.sql_db")
    def test_a_server_killed_before_its_commit_leaves_nothing(self):
        script = str(Path(__file__).with_name("killed_server.py"))
        path = config.get("config") or config.rcfile
        words = [path, get_db_name(), str(self.users[0]), self.text, "400", "killed-key-1"]
        with subprocess.Popen(
            [sys.executable, script, *words], stdout=subprocess.PIPE, text=True
        ) as server:
            self.addCleanup(server.kill)
            self.assertEqual(server.stdout.readline(), "held\n")
            with (
                self.registry.cursor() as cr,
                self.assertRaises(psycopg2.errors.LockNotAvailable),
            ):
                cr.execute(
                    "SELECT 1 FROM g2p_voucher WHERE id = %s FOR UPDATE NOWAIT",
                    [self.ids["voucher"]],
                )
            server.kill()
        self.assertEqual(self.balance(), (0, "issued", None))
        answer = self.attempt(self.users[0], 400, "killed-key-1")
        self.assertEqual((answer["amount"], answer["replayed"]), (400, False))
        self.assertEqual(self.balance(), (400, "issued", 400))
