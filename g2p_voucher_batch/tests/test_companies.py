from odoo.tests import tagged

from odoo.addons.g2p_suite_base.tests.companies import CompaniesCase
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase


@tagged("post_install", "-at_install")
class TestCompanies(CompaniesCase, VoucherCase):
    """A user with every role in company B, or in a branch of A, has no access to A's orders."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_companies()
        order = cls.env["g2p.voucher.batch"].create({"company_id": cls.a.id})
        order.line_ids.create({"batch_id": order.id, "voucher_id": cls.create_voucher().id})
        cls.tables = cls.ruled_models({"g2p_voucher_batch"})

    def test_there_is_something_behind_each_door(self):
        self.assertEqual(self.tables, ["g2p.voucher.batch", "g2p.voucher.batch.line"])
        self.assertEqual([name for name in self.tables if not self.rows_of_a(name)], [])

    def test_no_row_can_be_accessed(self):
        self.maxDiff = None
        self.assert_closed(self.tables)
