from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """A search reads the ledger of its period only."""

    addon = "g2p_provider_pattern"

    def test_the_period_is_found_by_an_index(self):
        index = "g2p_voucher_redemption_date_range_idx"
        thresholds = self.env["g2p.provider.pattern.threshold"].search([], limit=1)
        for kind in ("reversals", "hours", "quick"):
            lines = getattr(thresholds, f"_lines_{kind}")()
            with self.subTest(kind=kind), self.only_index(index):
                self.assertIn(f" {index}", self.plan_of(lines))
