from psycopg2.errors import CheckViolation

from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .common import ExportMixin


@tagged("post_install", "-at_install")
class TestCompany(ExportMixin, TransactionCase):
    """The number of rows is a setting of the companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_exports()

    def test_a_new_company_allows_two_hundred_rows(self):
        self.assertEqual(self.env["res.company"].create({"name": "Test"}).export_rows_free, 200)

    def test_the_smallest_number_of_the_users_companies_counts(self):
        vals = {"name": "Test: strict", "export_rows_free": 3}
        strict = self.env["res.company"].create(vals)
        self.assertEqual(len(self.export(self.ann, 10)), 10)
        self.ann.company_ids |= strict
        self.assert_refused(self.ann, 1, total=11, limit=3)

    def test_zero_rows_ask_for_a_reason_each_time(self):
        self.env.company.export_rows_free = 0
        self.assert_refused(self.ann, 1, limit=0)

    @mute_logger("odoo.sql_db")
    def test_other_numbers_are_refused(self):
        for number in (-1, 100_001):
            with self.assertRaises(CheckViolation), self.cr.savepoint():
                self.env.company.export_rows_free = number
                self.env.flush_all()

    def test_auditors_read_who_changed_it(self):
        company = self.env.company
        last = self.env["g2p.audit.change"].search([], limit=1).id
        company.write({"export_rows_free": 500, "phone": "1"})
        company.write({"export_rows_free": 500})
        rows = self.env["g2p.audit.change"].with_user(self.reader).search([("id", ">", last)])
        rows = rows.filtered(lambda row: row.field_name == "export_rows_free")
        self.assertEqual(rows.mapped("res_model"), ["res.company"])
        self.assertEqual((rows.old_value, rows.new_value), ("200", "500"))
