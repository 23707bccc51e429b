from odoo.exceptions import ValidationError
from odoo.tests import tagged

from .common import RegistryExtCase


@tagged("post_install", "-at_install")
class TestIdNumbers(RegistryExtCase):
    """The registry's own forms parse an ID number as the portals do."""

    def number(self, value):
        partner = self.env["res.partner"].create({"name": "Some Person", "is_registrant": True})
        return self._id(partner, value)

    def test_a_text_without_letters_and_digits_is_no_number(self):
        sentence = "Enter the ID number as it is printed on the document."
        for value in ("!!", "-", "\u200b", "…"):
            with self.subTest(value=value), self.assertRaises(ValidationError) as refused:
                self.number(value)
            self.assertEqual(str(refused.exception), sentence)
        good = self.number("NID-1")
        with self.assertRaises(ValidationError):
            good.value = "??"

    def test_numbers_of_any_script_and_length_are_taken(self):
        for value in ("7", "\u0661\u0662", "क-१२", "9" * 80):
            self.assertEqual(self.number(value).value, value)
