from odoo import SUPERUSER_ID, api
from odoo.tests import tagged
from odoo.tools import mute_logger

from .fund_race import FundRaceCase


@tagged("post_install", "-at_install")
class TestRedeemAtOnce(FundRaceCase):
    """Three people of one programme, whose vouchers use the same fund."""

    VOUCHERS = 3

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
