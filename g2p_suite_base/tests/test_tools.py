import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import form_page, identity, page_headers, typed, typed_amount, typed_characters


@tagged("post_install", "-at_install")
class TestTools(TransactionCase):
    def test_the_examples_of_the_tools_are_right(self):
        for module in (form_page, identity, page_headers, typed, typed_amount, typed_characters):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0, module.__name__)
            self.assertEqual(result.failed, 0, module.__name__)
