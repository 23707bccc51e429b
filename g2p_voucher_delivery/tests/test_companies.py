from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, VoucherCase):
    """A user with every role in company B, or in a branch of A, has no access to A's links."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.set_up_companies()
        voucher = cls.issue_voucher()
        voucher.partner_id.email = "amina@example.org"
        voucher.with_user(cls.issuer).action_send_email()
        cls.tables = cls.suite_models({"g2p_voucher_delivery"})

    def test_there_is_something_behind_each_door(self):
        self.assertEqual(self.tables, ["g2p.voucher.delivery"])
        self.assertTrue(self.rows_of_a("g2p.voucher.delivery"))

    def test_no_row_can_be_accessed(self):
        self.maxDiff = None
        self.assert_closed(self.tables)
