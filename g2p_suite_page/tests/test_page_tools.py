import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import bare_page, colours, form_page, page_files, page_headers

MODULES = (bare_page, colours, form_page, page_files, page_headers)


@tagged("post_install", "-at_install")
class TestPageTools(TransactionCase):
    def test_the_examples_of_the_tools_are_right(self):
        for module in MODULES:
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0, module.__name__)
            self.assertEqual(result.failed, 0, module.__name__)
