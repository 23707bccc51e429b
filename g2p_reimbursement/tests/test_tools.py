import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import invoice, payment_file


@tagged("post_install", "-at_install")
class TestTools(TransactionCase):
    def test_the_examples_in_the_tools_hold(self):
        for module in (invoice, payment_file):
            with self.subTest(module=module.__name__):
                self.assertFalse(doctest.testmod(module).failed)

    def test_no_cell_of_a_payment_file_starts_a_formula(self):
        hostile = ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1", " =1", "|x", "＝1"]
        for text in hostile:
            with self.subTest(text=text):
                self.assertEqual(payment_file.safe_cell(text)[0], "'")

    def test_a_cell_can_not_add_a_line(self):
        row = dict.fromkeys(payment_file.CsvPaymentFile.columns, 'a"b,\r\nc')
        lines = payment_file.CsvPaymentFile().render([row]).splitlines()
        self.assertEqual(len(lines), 2)
