from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Holds are found without reading all of them."""

    addon = "g2p_voucher_hold"

    def test_what_is_over_is_found_without_the_rest(self):
        over = [("state", "=", "held"), ("until", "<=", "2026-01-01 00:00:00")]
        self.assert_found_by("over_idx", "g2p.voucher.hold", over)

    def test_the_pages_of_a_provider_read_only_their_rows(self):
        mine = ("provider_id", "=", 1)
        held = [mine, ("state", "=", "held")]
        self.assert_found_by("held_of_idx", "g2p.voucher.hold", held)
        stopped = [mine, ("is_ended_by_office", "=", True), ("date_end", ">=", "2026-01-01")]
        self.assert_found_by("ended_of_idx", "g2p.voucher.hold", stopped)
        ended = [mine, ("state", "!=", "held")]
        self.assert_found_by("of_provider_idx", "g2p.voucher.hold", ended, ordered=True)
