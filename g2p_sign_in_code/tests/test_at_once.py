"""Codes in real transactions: requests that are rolled back, and several at once."""

import os
import threading
from unittest.mock import patch

import psycopg2

from odoo import SUPERUSER_ID, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_deferred.tests.common import asleep
from odoo.addons.g2p_voucher_key.tests.common import KEK

from ..tools.limits import HERE, TRIES

NUMBER = "NID at once"
MODELS = "odoo.addons.g2p_sign_in_code.models"


@tagged("post_install", "-at_install")
class TestAtOnce(BaseCase):
    """Committed rows are removed at the end."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        quiet = asleep(self.registry["g2p.deferred"])
        for patcher in (patch.dict(os.environ, {"G2P_VOUCHER_KEK": KEK}), quiet):
            patcher.start()
            self.addCleanup(patcher.stop)
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            self.person = env["res.partner"].create({"name": "A", "is_registrant": True}).id
        self.addCleanup(self.remove)

    def env_of(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})

    def remove(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM g2p_deferred WHERE model = 'g2p.sign.in.code'")
            cr.execute("DELETE FROM g2p_sign_in_code")
            self.env_of(cr)["res.partner"].browse(self.person).unlink()

    def ask(self, is_kept=True):
        """(handle, seconds) of a request, which may be rolled back."""
        with self.registry.cursor() as cr:
            answer = self.env_of(cr)["g2p.sign.in.code"]._ask("sign_in", "sms", NUMBER)
            if not is_kept:
                cr.rollback()
        return answer

    def sent(self):
        """(handle, code) of a code that was sent."""
        with patch("odoo.addons.g2p_sign_in_code.tools.codes.generate", return_value="123456"):
            handle, _seconds = self.ask()
        with self.registry.cursor() as cr:
            query = "UPDATE g2p_sign_in_code SET date_sent = %s, registrant_id = %s"
            cr.execute(query, [fields.Datetime.now(), self.person])
        return handle, "123456"

    def rows(self):
        with self.registry.cursor() as cr:
            cr.execute("SELECT tries, date_used IS NOT NULL FROM g2p_sign_in_code ORDER BY id")
            return cr.fetchall()

    def compare(self, handle, code, is_kept=True):
        with self.registry.cursor() as cr:
            outcome = self.env_of(cr)["g2p.sign.in.code"]._compare(handle, code)
            if not is_kept:
                cr.rollback()
        return outcome

    def all_at_once(self, count, call):
        """The answers of the calls, begun together; refusals are left out."""
        barrier, found = threading.Barrier(count), []

        def run():
            barrier.wait()
            try:
                found.append(call())
            except UserError:
                found.append(None)

        threads = [threading.Thread(target=run) for _number in range(count)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [answer for answer in found if answer is not None]

    def test_a_request_that_is_rolled_back_counts(self):
        self.ask(is_kept=False)
        self.assertEqual(len(self.rows()), 1)
        self.assertEqual(self.ask()[0], "", "the next one waits")

    def test_a_try_of_a_request_that_is_rolled_back_counts(self):
        handle, code = self.sent()
        self.compare(handle, "000000", is_kept=False)
        self.assertEqual(self.rows(), [(1, False)])
        self.assertTrue(self.compare(handle, code, is_kept=False).is_right)
        self.assertEqual(self.rows(), [(2, True)], "used up, whatever becomes of the request")
        self.assertFalse(self.compare(handle, code).is_right)

    def test_of_several_requests_at_once_no_more_pass_than_may(self):
        answers = self.all_at_once(6, self.ask)
        passed = [handle for handle, _seconds in answers if handle]
        self.assertLessEqual(len(passed), HERE[0][1])
        self.assertEqual(len(self.rows()), len(passed))

    @mute_logger(f"{MODELS}.g2p_sign_in_code_try", "odoo.sql_db")
    def test_of_several_tries_at_once_no_more_are_compared_than_there_are(self):
        handle, _code = self.sent()
        answers = self.all_at_once(12, lambda: self.compare(handle, "000000"))
        compared = [answer for answer in answers if answer.left]
        [(tries, is_used)] = self.rows()
        self.assertLessEqual(len(compared), TRIES)
        self.assertLessEqual(tries, TRIES)
        self.assertFalse(is_used)

    @mute_logger("odoo.sql_db")
    def test_two_right_codes_of_one_person_make_one_account(self):
        with self.registry.cursor() as one, self.registry.cursor() as other:
            for cr in (one, other):  # both begin before either has an account
                cr.execute("SELECT 1 FROM res_users LIMIT 1")
            env = self.env_of(one)
            env["res.users"]._of_proven(env["res.partner"].browse(self.person))
            one.commit()
            env = self.env_of(other)
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                env["res.users"]._of_proven(env["res.partner"].browse(self.person))
            other.rollback()  # Odoo retries the request
            again = env["res.users"]._of_proven(env["res.partner"].browse(self.person))
            self.addCleanup(self.remove_account, again.id)
            rows = env["g2p.portal.access"].search([("registrant_id", "=", self.person)])
            self.assertEqual(rows.user_id, again)
            other.commit()

    def remove_account(self, user_id):
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            env["g2p.portal.access"].search([("user_id", "=", user_id)]).unlink()
            user = env["res.users"].browse(user_id)
            partner = user.partner_id
            user.unlink()
            (partner - env["res.partner"].browse(self.person)).unlink()

    @mute_logger(f"{MODELS}.g2p_sign_in_code_try", "odoo.sql_db")
    def test_the_right_code_at_once_opens_one_session(self):
        handle, code = self.sent()
        answers = self.all_at_once(4, lambda: self.compare(handle, code))
        self.assertEqual(len([answer for answer in answers if answer.is_right]), 1)
