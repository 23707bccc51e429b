from odoo.tests import tagged

from odoo.addons.g2p_voucher_qr.tests.test_neutralize import NeutralizeCase


@tagged("post_install", "-at_install")
class TestNeutralize(NeutralizeCase):
    def test_nothing_is_issued_automatically(self):
        self.voucher_manager.with_user(self.issuer).action_auto_on()
        self.assertEqual(self.voucher_manager.issue_mode, "auto")
        self.neutralize()
        self.assertEqual(self.voucher_manager.issue_mode, "manual")
        self.assertFalse(self.voucher_manager.auto_issuer_ids)
