from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase

from .common import HoldCase


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, HoldCase):
    """A user with every role in company B, or in a branch of A, has no access to A's holds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_companies()
        vouchers = cls.env["g2p.voucher"].with_user(cls.staff)
        vouchers.hold_amount(cls.text, 600, "companies-1")
        cls.tables = cls.suite_models({"g2p_voucher_hold"})

    def test_there_is_something_behind_each_door(self):
        self.assertEqual(self.tables, ["g2p.voucher.hold"])
        self.assertTrue(self.rows_of_a("g2p.voucher.hold"))

    def test_no_row_can_be_accessed(self):
        self.maxDiff = None
        self.assert_closed(self.tables)
