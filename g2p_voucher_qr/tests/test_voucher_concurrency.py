import contextlib
import subprocess
import sys
import threading
from pathlib import Path
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.tests import get_db_name, tagged
from odoo.tools import config, mute_logger

from ..exceptions import VoucherRefused
from .race import RaceCase

RACERS = 4


@tagged("post_install", "-at_install")
class TestVoucherConcurrency(RaceCase):
    """Real transactions: what is committed here is removed at the end."""

    @property
    def text(self):
        return self.texts[0]

    def race(self, amount, same_key=False):
        """Answers of several staff members who redeem at the same moment."""
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

    def test_a_server_killed_in_the_queue_goes_on_where_it_was(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            voucher = env["g2p.voucher"].browse(self.ids["voucher"])
            vals = {"user_id": voucher.issued_by_id.id, "company_id": voucher.company_id.id}
            batch = env["g2p.voucher.batch"].create(vals)
            batch._add(voucher)
            batch_id, line_id = batch.id, batch.line_ids.id
        self.addCleanup(self.remove_batch, batch_id)
        killed = patch.object(
            self.registry["g2p.voucher.batch.line"], "_attempt", side_effect=SystemExit
        )
        with self.assertRaises(SystemExit), killed, self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["g2p.voucher.batch"]._cron_issue()
        self.assertEqual(self.line(line_id), ("waiting", 1), "counted, and not lost")
        with self.registry.cursor() as cr:
            api.Environment(cr, SUPERUSER_ID, {})["g2p.voucher.batch"]._cron_issue()
        # it had been issued before: the order says so, and no second copy was made
        self.assertEqual(self.line(line_id), ("failed", 2))
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM g2p_voucher_copy WHERE voucher_id = %s",
                [self.ids["voucher"]],
            )
            self.assertEqual(cr.fetchone(), (1,))

    def test_a_server_killed_while_it_reissues_goes_on_where_it_was(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            voucher = env["g2p.voucher"].browse(self.ids["voucher"])
            orders = env["g2p.voucher.batch"].with_user(voucher.issued_by_id)
            batch = orders._create_order(voucher, kind="reissue", reason="stolen").sudo()
            batch_id, line_id = batch.id, batch.line_ids.id
        self.addCleanup(self.remove_batch, batch_id)
        # the copy is made, and the server dies before it is committed
        self.work_killed("_tell_finished")
        self.assertEqual((self.line(line_id), self.copies()), (("waiting", 1), 1))
        self.work_killed()
        self.assertEqual((self.line(line_id), self.copies()), (("issued", 2), 2))
        self.work_killed()
        self.assertEqual(self.copies(), 2)

    def work_killed(self, where=None):
        """The scheduler's run; it dies where it calls a method, if one is named."""
        template = self.registry["g2p.voucher.template"]
        paper = [(b"%PDF-1.4\n%%EOF\n", None)]
        batches, dead = self.registry["g2p.voucher.batch"], contextlib.nullcontext()
        if where:
            dead = patch.object(batches, where, side_effect=SystemExit)
        with (
            patch.object(template, "_pdfs", lambda _template, _values: paper),
            dead,
            contextlib.suppress(SystemExit),
            self.registry.cursor() as cr,
        ):
            api.Environment(cr, SUPERUSER_ID, {})["g2p.voucher.batch"]._cron_issue()

    def copies(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM g2p_voucher_copy WHERE voucher_id = %s",
                [self.ids["voucher"]],
            )
            return cr.fetchone()[0]

    def line(self, line_id):
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT state, attempts FROM g2p_voucher_batch_line WHERE id = %s", [line_id]
            )
            return cr.fetchone()

    def remove_batch(self, batch_id):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM g2p_voucher_batch_line WHERE batch_id = %s", [batch_id])
            cr.execute("DELETE FROM g2p_voucher_batch WHERE id = %s", [batch_id])

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
