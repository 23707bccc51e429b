from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.indexes import IndexCase


@tagged("post_install", "-at_install")
class TestIndexes(IndexCase):
    """Links with a mail, and lost ones, are found without reading all links."""

    addon = "g2p_voucher_delivery"

    def test_what_waits_for_the_scheduler_is_found_without_the_rest(self):
        of_mail = [("mail_id", "in", [1, 2])]
        self.assert_found_by("of_mail_idx", "g2p.voucher.delivery", of_mail)
