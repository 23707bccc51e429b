from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged
from odoo.tools import mute_logger

from odoo.addons.g2p_voucher_qr.tests.race import RaceCase

CLEAN_UP = (
    "UPDATE g2p_voucher SET application_id = NULL WHERE id IN %(vouchers)s",
    "DELETE FROM g2p_assistance_fund_move WHERE fund_id = %(fund)s",
    "DELETE FROM g2p_assistance_application WHERE fund_id = %(fund)s",
    "DELETE FROM g2p_assistance_type WHERE id = %(kind)s",
    "DELETE FROM g2p_assistance_fund WHERE id = %(fund)s",
)


@tagged("post_install", "-at_install")
class TestRedeemAtOnce(RaceCase):
    """Three people of one programme, whose vouchers use the same fund."""

    VOUCHERS = 3

    def prepare(self, env, program, vouchers):
        env = env(context={"tracking_disable": True})
        today, mine = fields.Date.today(), {"program_id": program.id}
        fund = env["g2p.assistance.fund"].create(
            {**mine, "date_from": today, "date_to": today, "amount": 5000}
        )
        kind = env["g2p.assistance.type"].create(
            {**mine, "name": "Race", "code": "RACE-TILL", "ceiling": 1000}
        )
        self.ids.update(fund=fund.id, kind=kind.id)
        for voucher in vouchers:
            case = env["g2p.assistance.application"].create(
                {
                    **mine,
                    "applicant_user_id": SUPERUSER_ID,
                    "type_id": kind.id,
                    "company_id": fund.company_id.id,
                    "currency_id": fund.currency_id.id,
                }
            )
            fund._create_moves("reserve", {case: voucher.amount})
            env.flush_all()
            env.cr.execute(
                "UPDATE g2p_assistance_application SET state = 'approved', fund_id = %s,"
                " entitlement_id = %s WHERE id = %s",
                [fund.id, voucher.entitlement_id.id, case.id],
            )
            env.cr.execute(
                "UPDATE g2p_voucher SET application_id = %s WHERE id = %s", [case.id, voucher.id]
            )
            env.invalidate_all()

    def forget(self, cr):
        for statement in CLEAN_UP:
            cr.execute(statement, self.ids)

    def at(self, cr, user=SUPERUSER_ID):
        """The vouchers in a transaction with a short lock timeout."""
        cr.execute("SET LOCAL lock_timeout = '1s'; SELECT 1 FROM g2p_assistance_fund")
        return api.Environment(cr, user, {})["g2p.voucher"]

    def fund(self):
        """Committed (reserved, spent), and the number of moves not yet folded."""
        with self.registry.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            fund = env["g2p.assistance.fund"].browse(self.ids["fund"])
            pending = fund.move_ids.filtered("pending")
            return fund.reserved, fund.spent, len(pending)

    def test_vouchers_of_one_fund_are_redeemed_and_closed_concurrently(self):
        with (
            self.registry.cursor() as one,
            self.registry.cursor() as two,
            self.registry.cursor() as three,
        ):
            tills = [self.at(one, self.users[0]), self.at(two, self.users[1])]
            office = self.at(three)
            tills[0].redeem(self.texts[0], 1000, "at-once-0001")
            tills[1].redeem(self.texts[1], 400, "at-once-0002")
            last = office.browse(self.ids["vouchers"][2])
            last._lock()
            last._end("expired", False)
            for cursor, vouchers in ((three, office), (two, tills[1]), (one, tills[0])):
                vouchers.env.flush_all()
                cursor.commit()
        self.assertEqual(self.fund(), (600, 1400, 3))

    @mute_logger("odoo.sql_db")
    def test_nothing_is_redeemed_twice_while_the_fund_is_folded(self):
        with self.registry.cursor() as one, self.registry.cursor() as two:
            till = self.at(one, self.users[0])
            till.redeem(self.texts[0], 1000, "at-once-0001")
            one.commit()
            folding = self.at(two).env["g2p.assistance.fund"].browse(self.ids["fund"])
            self.assertEqual(folding._try_fold(10), 1)
            till = self.at(one, self.users[1])
            till.redeem(self.texts[1], 1000, "at-once-0002")
            till.env.flush_all()
            one.commit()
            two.commit()
        self.assertEqual(self.fund(), (1000, 2000, 1))
