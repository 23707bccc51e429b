import threading

import psycopg2

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_qr.exceptions import VoucherRefused
from odoo.addons.g2p_voucher_qr.tests.race import RaceCase


@tagged("post_install", "-at_install")
class TestHoldConcurrency(RaceCase):
    """Real transactions: committed records are removed at the end."""

    def forget(self, cr):
        cr.execute("DELETE FROM g2p_voucher_hold WHERE voucher_id = %s", [self.ids["voucher"]])

    def attempt(self, user, step):
        """One request, repeated on a conflict as the server does."""
        for _try in range(20):
            try:
                with self.registry.cursor() as cr:
                    return step(api.Environment(cr, user, {}))
            except VoucherRefused as err:
                return err.code
            except UserError:
                return "ended"
            except psycopg2.errors.OperationalError:
                continue
        return "no answer"

    def race(self, *runs):
        """The answers to steps (user, method of an environment) taken at the same moment."""
        start, answers = threading.Barrier(len(runs)), {}

        def run(number, user, step):
            start.wait(timeout=10)
            answers[number] = self.attempt(user, step)

        threads = [
            threading.Thread(target=run, args=(number, *given), daemon=True)
            for number, given in enumerate(runs)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(timeout=60)
        return [answers[number] for number in range(len(runs))]

    def hold(self, amount, key="race-hold-1"):
        def step(env):
            answer = env["g2p.voucher"].hold_amount(self.texts[0], amount, key)
            return "made" if answer["state"] == "held" else answer["state"]

        return step

    def redeem(self, amount, key="race-redeem-1"):
        return lambda env: env["g2p.voucher"].redeem(self.texts[0], amount, key)["amount"]

    def release(self, env):
        hold = env["g2p.voucher.hold"].search([], order="id desc", limit=1)
        return "released" if hold.action_release() else "nothing"

    def expire(self, env):
        mine = [("voucher_id", "=", self.ids["voucher"]), ("state", "=", "held")]
        env["g2p.voucher.hold"].search(mine)._expire()
        return "expired"

    def kept(self):
        """(redeemed, held, state of the voucher, states of the holds in order)"""
        with self.registry.cursor() as cr:
            cr.execute(
                "SELECT amount_redeemed, amount_held, state, (SELECT string_agg(state, ' ' ORDER BY"
                " state) FROM g2p_voucher_hold WHERE voucher_id = v.id) FROM g2p_voucher v"
                " WHERE id = %s",
                [self.ids["voucher"]],
            )
            return cr.fetchone()

    def make_over(self):
        with self.registry.cursor() as cr:
            cr.execute(
                "UPDATE g2p_voucher_hold SET until = until - interval '30 days'"
                " WHERE voucher_id = %s",
                [self.ids["voucher"]],
            )

    @mute_logger("odoo.sql_db")
    def test_of_two_providers_that_hold_all_one_does(self):
        answers = self.race(
            (self.users[0], self.hold(1000, "race-hold-1")),
            (self.users[1], self.hold(1000, "race-hold-2")),
        )
        self.assertEqual(sorted(answers), ["held", "made"])
        self.assertEqual(self.kept(), (0, 1000, "issued", "held"))

    @mute_logger("odoo.sql_db")
    def test_one_provider_that_holds_twice_holds_once(self):
        answers = self.race(
            (self.users[0], self.hold(300, "race-hold-1")),
            (self.users[0], self.hold(300, "race-hold-2")),
        )
        self.assertEqual(sorted(answers), ["held_here", "made"])
        self.assertEqual(self.kept(), (0, 300, "issued", "held"))

    @mute_logger("odoo.sql_db")
    def test_the_same_request_sent_twice_holds_once(self):
        answers = self.race((self.users[0], self.hold(300)), (self.users[0], self.hold(300)))
        self.assertEqual(answers, ["made", "made"])
        self.assertEqual(self.kept(), (0, 300, "issued", "held"))

    @mute_logger("odoo.sql_db")
    def test_holding_and_redeeming_never_exceed_the_amount(self):
        answers = self.race(
            (self.users[0], self.hold(700)),
            (self.users[1], self.redeem(700)),
        )
        self.assertIn("amount", answers)
        redeemed, held, state, _states = self.kept()
        self.assertEqual((redeemed + held, state), (700, "issued"))
        self.assertEqual({redeemed, held}, {0, 700})

    @mute_logger("odoo.sql_db")
    def test_a_hold_is_either_taken_or_released(self):
        self.assertEqual(self.attempt(self.users[0], self.hold(700)), "made")
        answers = self.race((self.users[0], self.redeem(700)), (self.users[0], self.release))
        self.assertEqual(answers[0], 700, "released or not, the amount is there")
        taken = answers[1] == "ended"
        states = "taken" if taken else "released"
        self.assertEqual(self.kept(), (700, 0, "issued", states))

    @mute_logger("odoo.sql_db")
    def test_an_end_and_a_redemption_at_once_count_the_hold_once(self):
        self.assertEqual(self.attempt(self.users[0], self.hold(700)), "made")
        self.make_over()
        answers = self.race(
            (self.users[0], self.redeem(700)),
            (SUPERUSER_ID, self.expire),
            (self.users[1], self.hold(300, "race-hold-2")),
        )
        self.assertEqual(answers, [700, "expired", "made"])
        self.assertEqual(self.kept(), (700, 300, "issued", "expired held"))

    @mute_logger("odoo.sql_db")
    def test_a_revocation_leaves_nothing_held(self):
        self.assertEqual(self.attempt(self.users[0], self.hold(700)), "made")

        def revoke(env):
            voucher = env["g2p.voucher"].browse(self.ids["voucher"])
            voucher._lock()
            voucher._check_endable()
            voucher._end("revoked", "fraud")
            return "revoked"

        answers = self.race(
            (self.users[0], self.redeem(500)),
            (SUPERUSER_ID, revoke),
            (self.users[1], self.hold(300, "race-hold-2")),
        )
        redeemed, held, state, states = self.kept()
        self.assertEqual((held, state, answers[1]), (0, "revoked", "revoked"))
        self.assertEqual(redeemed, 500 if answers[0] == 500 else 0)
        self.assertNotIn("held", states.split())
