import csv
import doctest
import io

from odoo.tests import TransactionCase, tagged

from ..tools import invoice, payment_file


@tagged("post_install", "-at_install")
class TestTools(TransactionCase):
    def test_the_examples_in_the_docstrings_hold(self):
        for module in (invoice, payment_file):
            with self.subTest(module=module.__name__):
                self.assertFalse(doctest.testmod(module).failed)

    def test_no_cell_of_a_payment_file_runs_a_formula(self):
        row = dict.fromkeys(payment_file.CsvPaymentFile.columns, "x")
        hostile = ["=1+1", "@A1", "+2+cmd|' /C calc'!A0", "\t=1", "\r=1", " =1", "|x", "＝1", "%x"]
        for text in hostile:
            with self.subTest(text=text):
                refused = payment_file.CsvPaymentFile().refused({**row, "payee": text})
                self.assertEqual(refused, ["payee"])

    def test_supported_values_are_exported_unchanged(self):
        row = dict.fromkeys(payment_file.CsvPaymentFile.columns, "x")
        for text in ("+254700000123", "-7/2026", "KE59 0001", 'O\'Neil, "Söhne"', "مستشفى"):
            with self.subTest(text=text):
                content = payment_file.CsvPaymentFile().render([{**row, "payee": text}])
                cells = next(csv.DictReader(io.StringIO(content.decode(), newline="")))
                self.assertEqual(cells["payee"], text)

    def test_a_cell_cannot_add_a_line(self):
        row = dict.fromkeys(payment_file.CsvPaymentFile.columns, 'a"b,\r\nc')
        with self.assertRaisesRegex(ValueError, "cannot be written"):
            payment_file.CsvPaymentFile().render([row])
