from datetime import timedelta

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from .common import PatternCase


@tagged("post_install", "-at_install")
class TestQueries(PatternCase):
    """A search costs the same queries for many providers, redemptions and patterns."""

    minutes = 0

    def cost(self, kind):
        threshold = self.thresholds.filtered(lambda row: row.kind == kind)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self.minutes += 1  # each search at another time, which is written
        with freeze_time(fields.Datetime.now() + timedelta(minutes=self.minutes)):
            threshold._find()
            self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def reversals(self, provider):
        self._reverse(self._lines([self.noon] * 10, provider)[:5], self.officer_1)

    def test_the_search_for_shares(self):
        self._few("reversals", least_providers=20)
        for name in ("Few1", "Few2"):
            self.reversals(self._add_provider(name))
        self.cost("reversals")
        few = self.cost("reversals")
        for number in range(8):
            self.reversals(self._add_provider(f"More{number}"))
        self.cost("reversals")  # creates eight patterns
        self.assertEqual(len(self._patterns("reversals")), 10)
        self.assertLessEqual(self.cost("reversals"), few)

    def test_the_search_for_shared_accounts(self):
        self._add_provider("Few1", account=self.provider.account_number)
        self.cost("account")
        few = self.cost("account")
        for number in range(8):
            self._add_provider(f"More{number}", account=f"KE7 {number // 2}")
        self.cost("account")
        self.assertEqual(len(self._patterns("account")), 5)
        self.assertLessEqual(self.cost("account"), few)
