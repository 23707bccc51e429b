import logging
import threading
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import AccessError, UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_qr.tests.common import remove_program

from .common import AssistanceCase

FUND = "odoo.addons.g2p_immediate_assistance.models.g2p_assistance_fund"
CLEAN_UP = (
    "DELETE FROM g2p_assistance_fund_move WHERE fund_id = %(fund)s",
    "DELETE FROM g2p_assistance_application WHERE id = %(case)s",
    "DELETE FROM g2p_assistance_type WHERE id = %(kind)s",
    "DELETE FROM g2p_assistance_fund WHERE id = %(fund)s",
)
RACERS, ROUNDS = 4, 3


@tagged("post_install", "-at_install")
class TestFundAtOnce(BaseCase):
    """Two real transactions compete for the same money; committed rows are removed at the end."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # Odoo's test runner always holds this lock; the transactions need it for a moment
        lock = patch.object(Registry, "_lock", threading.RLock())
        lock.start()
        cls.addClassCleanup(lock.stop)

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})
            today = fields.Date.today()
            program = env["g2p.program"].create({"name": "Race for money"})
            mine = {"program_id": program.id}
            dates = {"date_from": today, "date_to": today}
            fund = env["g2p.assistance.fund"].create({**mine, **dates, "amount": 100})
            kind = env["g2p.assistance.type"].create(
                {**mine, "name": "Race", "code": "RACE-FUND", "ceiling": 100}
            )
            case = env["g2p.assistance.application"].create(
                {
                    **mine,
                    "applicant_user_id": SUPERUSER_ID,
                    "type_id": kind.id,
                    "company_id": fund.company_id.id,
                    "currency_id": fund.currency_id.id,
                }
            )
            self.ids = {"fund": fund.id, "case": case.id, "kind": kind.id}
            self.program_id = program.id
        self.addCleanup(self.remove)

    def remove(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            for statement in CLEAN_UP:
                cr.execute(statement, self.ids)
            remove_program(env["g2p.program"].browse(self.program_id))

    # === Two servers === #

    def fund(self, cr):
        env = api.Environment(cr, SUPERUSER_ID, {})
        return env["g2p.assistance.fund"].browse(self.ids["fund"])

    def begin(self, cr):
        """Start a transaction that sees all present commits."""
        cr.execute("SELECT 1 FROM g2p_assistance_fund")

    def move(self, cr, kind, amount):
        cr.execute("SET LOCAL lock_timeout = '2s'")
        fund = self.fund(cr)
        case = fund.env["g2p.assistance.application"].browse(self.ids["case"])
        fund._create_moves(kind, {case: amount})
        fund.env.flush_all()

    def commit(self, kind, amount):
        with self.registry.cursor() as cr:
            self.move(cr, kind, amount)

    def balance(self):
        """Committed (reserved, spent), and the number of moves not yet folded."""
        with self.registry.cursor() as cr:
            fund = self.fund(cr)
            pending = [("fund_id", "=", fund.id), ("pending", "=", True)]
            count = fund.env["g2p.assistance.fund.move"].search_count(pending)
            return fund.reserved, fund.spent, count

    @mute_logger("odoo.sql_db")
    def test_the_last_money_is_reserved_once(self):
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            self.begin(theirs)
            self.move(mine, "reserve", 80)
            with self.assertRaises(psycopg2.errors.LockNotAvailable):
                self.move(theirs, "reserve", 80)
            theirs.rollback()
            mine.commit()
            with self.assertRaisesRegex(UserError, "no longer covers this amount"):
                self.move(theirs, "reserve", 80)
            theirs.rollback()
        self.assertEqual(self.balance(), (80, 0, 0))

    @mute_logger("odoo.sql_db")
    def test_a_request_older_than_another_reservation_is_retried(self):
        with self.registry.cursor() as theirs:
            self.begin(theirs)
            self.commit("reserve", 80)
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self.move(theirs, "reserve", 80)
            theirs.rollback()
        self.assertEqual(self.balance(), (80, 0, 0))

    def test_concurrent_redemptions_do_not_wait_for_each_other(self):
        self.commit("reserve", 60)
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            self.begin(mine)
            self.begin(theirs)
            self.move(mine, "spend", 10)
            self.move(theirs, "spend", 20)
            theirs.commit()
            mine.commit()
        self.assertEqual(self.balance(), (30, 30, 2))

    def test_a_redemption_does_not_wait_for_a_reservation(self):
        self.commit("reserve", 60)
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            self.begin(theirs)
            self.move(mine, "reserve", 40)
            self.move(theirs, "spend", 10)
            self.move(theirs, "release", 20)
            theirs.commit()
            self.begin(theirs)
            mine.commit()
            self.move(theirs, "spend", 30)  # its transaction began before the other one ended
            theirs.commit()
        self.assertEqual(self.balance(), (40, 40, 3))

    def test_a_released_amount_is_available_once_committed(self):
        self.commit("reserve", 100)
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            self.move(mine, "release", 60)
            with self.assertRaisesRegex(UserError, "no longer covers this amount"):
                self.move(theirs, "reserve", 60)
            theirs.rollback()
            mine.commit()
            self.move(theirs, "reserve", 60)
            theirs.commit()
        self.assertEqual(self.balance(), (100, 0, 0))

    def test_folding_does_not_block_redemptions(self):
        self.commit("reserve", 60)
        self.commit("spend", 30)
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            self.begin(theirs)
            self.assertEqual(self.fund(mine)._try_fold(10), 1)
            self.move(theirs, "spend", 10)
            mine.commit()
            self.move(theirs, "release", 5)
            theirs.commit()
        self.assertEqual(self.balance(), (15, 40, 2))
        with self.registry.cursor() as cr:
            self.assertEqual(self.fund(cr)._try_fold(10), 2)
        self.assertEqual(self.balance(), (15, 40, 0))

    def test_a_reservation_has_priority_over_folding(self):
        self.commit("reserve", 60)
        self.commit("spend", 30)
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            self.move(mine, "reserve", 20)
            self.begin(theirs)
            self.assertEqual(self.fund(theirs)._try_fold(10), 0)
            mine.commit()
            with self.assertLogs(FUND, logging.INFO) as logged:
                self.assertEqual(self.fund(theirs)._try_fold(10), 0)
            self.assertIn("the next run folds its moves", logged.output[0])
            theirs.commit()
            self.assertEqual(self.fund(theirs)._try_fold(10), 1)
            theirs.commit()
        self.assertEqual(self.balance(), (50, 30, 0))

    @mute_logger("odoo.sql_db")
    def test_a_reservation_older_than_a_folding_is_retried(self):
        self.commit("reserve", 100)
        self.commit("release", 60)
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            self.begin(theirs)
            self.assertEqual(self.fund(mine)._try_fold(10), 1)
            mine.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self.move(theirs, "reserve", 60)
            theirs.rollback()
            self.move(theirs, "reserve", 60)
            theirs.commit()
        self.assertEqual(self.balance(), (100, 0, 0))

    @mute_logger("odoo.sql_db")
    def test_moves_that_cancel_out_are_folded_once(self):
        self.commit("reserve", 60)
        self.commit("spend", 30)
        self.commit("return", 30)
        with self.registry.cursor() as mine, self.registry.cursor() as theirs:
            self.begin(theirs)
            self.assertEqual(self.fund(mine)._try_fold(10), 2)
            mine.commit()
            self.assertEqual(self.fund(theirs)._try_fold(10), 0)  # the row did not change
        self.assertEqual(self.balance(), (60, 0, 0))

    # === Many === #

    def work(self, errors):
        """Reserve 10, spend 4 of them and release the rest, several times."""
        for _round in range(ROUNDS):
            for kind, amount in (("reserve", 10), ("spend", 4), ("release", 6)):
                self.repeat(
                    lambda cr, kind=kind, amount=amount: self.move(cr, kind, amount), errors
                )

    def repeat(self, action, errors):
        """A request that is retried on a conflict, as the server does."""
        for _try in range(200):
            try:
                with self.registry.cursor() as cr:
                    return action(cr)
            except psycopg2.OperationalError:
                continue
            except Exception as error:  # noqa: BLE001 (told by the test)
                errors.append(error)
                return None
        errors.append("no answer")
        return None

    @mute_logger("odoo.sql_db", FUND)
    def test_many_concurrent_moves_and_foldings_keep_the_balance_correct(self):
        errors, done = [], threading.Event()

        def fold():
            while not done.is_set():
                self.repeat(lambda cr: self.fund(cr)._try_fold(3), errors)

        folder = threading.Thread(target=fold, daemon=True)
        workers = [
            threading.Thread(target=self.work, args=(errors,), daemon=True) for _n in range(RACERS)
        ]
        for thread in (folder, *workers):
            thread.start()
        for thread in workers:
            thread.join(timeout=120)
        done.set()
        folder.join(timeout=60)
        self.assertEqual(errors, [])
        spent = 4 * RACERS * ROUNDS
        self.assertEqual(self.balance()[:2], (0, spent))
        with self.registry.cursor() as cr:
            fund = self.fund(cr)
            fund._try_fold(None)
            self.assertEqual((fund.folded_reserved, fund.folded_spent), (0, spent))
        self.assertEqual(self.balance(), (0, spent, 0))

    @mute_logger("odoo.sql_db")
    def test_a_constraint_refuses_totals_above_the_fund(self):
        with self.registry.cursor() as cr, self.assertRaises(psycopg2.errors.CheckViolation):
            cr.execute(
                "UPDATE g2p_assistance_fund SET folded_reserved = 60, folded_spent = 60"
                " WHERE id = %s",
                [self.ids["fund"]],
            )


@tagged("post_install", "-at_install")
class TestFolding(AssistanceCase):
    """Folded totals in the row of a fund, and moves not yet folded."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        commit = patch.object(
            type(cls.env["ir.cron"]), "_commit_progress", lambda self, *args, **kwargs: 1
        )
        commit.start()
        cls.addClassCleanup(commit.stop)
        cls.case = cls.env["g2p.assistance.application"].create(
            {
                "applicant_user_id": cls.ada.id,
                "type_id": cls.type.id,
                "program_id": cls.program.id,
                "company_id": cls.fund.company_id.id,
                "currency_id": cls.fund.currency_id.id,
            }
        )

    def fold(self, **values):
        self.env["g2p.assistance.fund"]._cron_fold(**values)

    def row(self, fund=None):
        fund = fund or self.fund
        return fund.folded_reserved, fund.folded_spent

    def test_the_balance_is_the_row_plus_pending_moves(self):
        for kind, amount in (("reserve", 1000.10), ("spend", 400.05), ("release", 100)):
            self.fund._create_moves(kind, {self.case: amount})
        self.assertEqual(self.row(), (1000.10, 0))
        self.assertEqual((self.fund.reserved, self.fund.spent), (500.05, 400.05))
        self.assertEqual(self.fund.available, 9099.90)
        self.fold(page=1)
        self.assertEqual(self.row(), (500.05, 400.05))
        self.assertEqual((self.fund.reserved, self.fund.spent), (500.05, 400.05))
        self.assertEqual(self.fund.available, 9099.90)
        self.assertEqual(set(self.fund.move_ids.mapped("pending")), {False})
        self.assertEqual(len(self.fund.move_ids), 3)

    def test_a_run_out_of_time_continues_where_it_stopped(self):
        self.fund._create_moves("reserve", {self.case: 1000})
        for _number in range(3):
            self.fund._create_moves("spend", {self.case: 100})
        out_of_time = patch.object(
            type(self.env["ir.cron"]), "_commit_progress", lambda self, *args, **kwargs: 0
        )
        with out_of_time:
            self.fold(page=2)
        self.assertEqual(self.row(), (800, 200))
        self.fold(page=2)
        self.assertEqual(self.row(), (700, 300))

    @mute_logger(FUND, "odoo.sql_db")
    def test_a_fund_that_cannot_be_folded_does_not_block_the_others(self):
        other = self.fund.copy({"date_from": "2020-01-01", "date_to": "2020-12-31"})
        for fund in (self.fund, other):
            fund._create_moves("reserve", {self.case: 100})
            fund._create_moves("spend", {self.case: 50})
        self.fund._create_moves("spend", {self.case: 70})  # more than reserved
        self.fold()
        self.assertEqual(self.row(), (100, 0))
        self.assertEqual(self.row(other), (50, 50))

    def test_a_released_amount_is_available_before_it_is_folded(self):
        self.fund._create_moves("reserve", {self.case: 10000})
        self.fund._create_moves("release", {self.case: 4000})
        self.fund._create_moves("reserve", {self.case: 3000})
        with self.assertRaisesRegex(UserError, "no longer covers this amount"):
            self.fund._create_moves("reserve", {self.case: 1001})
        self.fund._reserve({self.case: 1000})
        self.assertEqual((self.fund.reserved, self.fund.available), (10000, 0))

    def test_a_manager_can_lower_a_fund_to_its_used_amount(self):
        manager = self.env.ref("base.user_admin")
        self.fund._create_moves("reserve", {self.case: 10000})
        self.fund._create_moves("release", {self.case: 4000})
        with (
            mute_logger("odoo.sql_db"),
            self.assertRaisesRegex(psycopg2.errors.CheckViolation, "within_amount"),
            self.cr.savepoint(),
        ):
            self.fund.with_user(manager).amount = 5999
        self.fund.with_user(manager).amount = 6000
        self.assertEqual(self.fund.available, 0)

    def test_reading_a_fund_does_not_load_its_moves(self):
        self.fund._create_moves("reserve", {self.case: 100})
        for _number in range(3):
            self.fund._create_moves("spend", {self.case: 10})
        form = self.env.ref("g2p_immediate_assistance.g2p_assistance_fund_view_form")
        self.assertNotIn("move_ids", form.arch)
        action = self.env.ref("g2p_immediate_assistance.g2p_assistance_fund_move_action")
        self.assertIn(f'name="{action.id}"', self.fund.get_view(form.id)["arch"])
        moves = self.fund._fields["move_ids"]
        read = type(moves).read

        def listen(field, records):
            self.assertNotEqual(field, moves, "all moves are loaded")
            return read(field, records)

        self.env.flush_all()
        self.env.invalidate_all()
        mine = self.fund.with_user(self.env.ref("base.user_admin"))
        with patch.object(type(moves), "read", listen):
            mine.active = False
            (found,) = mine.read(["reserved", "spent", "available"])
        self.assertEqual((found["reserved"], found["spent"], found["available"]), (70, 30, 9900))

    def test_nobody_can_write_the_totals_or_pending(self):
        manager = self.env.ref("base.user_admin")
        self.fund._create_moves("reserve", {self.case: 100})
        self.fund._create_moves("spend", {self.case: 50})
        for name in ("folded_reserved", "folded_spent", "reserved", "spent"):
            with self.assertRaisesRegex(AccessError, "change only through moves"):
                self.fund.with_user(manager).write({name: 5})
        with self.assertRaisesRegex(AccessError, "Fund moves cannot be changed."):
            self.fund.move_ids.with_user(self.env.user).write({"pending": False})
        with self.assertRaises(AccessError):
            self.fund.move_ids.with_user(manager).write({"pending": False})
        forged = self.fund.with_user(manager).copy({"folded_reserved": -500, "folded_spent": -500})
        self.assertEqual(self.row(forged), (0, 0))
