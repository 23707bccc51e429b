import psycopg2

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_immediate_assistance.tests.fund_race import FundRaceCase

PIN = "204816"


@tagged("post_install", "-at_install")
class TestWithdrawalRace(FundRaceCase):
    """A holder who withdraws while a provider serves them, in real transactions."""

    def prepare(self, env, program, vouchers):
        super().prepare(env, program, vouchers)
        vouchers.write({"pin_digest": vouchers._pin_digest(PIN)})
        self.ids["holder"] = vouchers.application_id.applicant_user_id.id
        self.ids["case"] = vouchers.application_id.id

    def mine(self, cr):
        """The holder's case, in a transaction that has begun."""
        env = self.at(cr, self.ids["holder"]).env
        return env["g2p.assistance.application"].browse(self.ids["case"])

    def prove(self, cr):
        return self.at(cr, self.users[0]).prove_presence(self.texts[0], PIN)

    def states(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.ids["holder"], {})
            case = env["g2p.assistance.application"].browse(self.ids["case"])
            return case.state, case.voucher_ids.state

    @mute_logger("odoo.sql_db")
    def test_whoever_is_served_now_does_not_withdraw(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            holder = self.mine(two)
            self.assertTrue(self.prove(one)["ok"])
            one.commit()
            # Odoo repeats the whole request, which then finds the provider's check
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                holder._portal_withdraw()
            two.rollback()
            with self.assertRaisesRegex(
                UserError, "cannot be withdrawn at this moment: a provider"
            ):
                self.mine(two)._portal_withdraw()
            two.rollback()
        self.assertEqual(self.states(), ("approved", "issued"))

    @mute_logger("odoo.sql_db")
    def test_a_voucher_that_was_given_back_serves_nobody(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            self.at(one)
            self.mine(two)._portal_withdraw()
            two.commit()
            with self.assertRaises(psycopg2.errors.SerializationFailure):
                self.prove(one)
            one.rollback()
            self.assertFalse(self.prove(one)["ok"])
        self.assertEqual(self.states(), ("withdrawn", "revoked"))
