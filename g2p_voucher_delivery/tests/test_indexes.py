from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Failed links are found without reading all links."""

    addon = "g2p_voucher_delivery"

    def test_what_waits_for_the_scheduler_is_found_without_the_rest(self):
        news = [("has_news", "=", True)]
        self.assert_found_by("news_idx", "g2p.voucher.delivery", news, ordered=False)
