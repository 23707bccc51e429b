import doctest

from odoo.tests import TransactionCase, tagged

from ..tools import codes, limits


@tagged("post_install", "-at_install")
class TestTools(TransactionCase):
    def test_the_examples_of_the_tools_are_right(self):
        for tool in (codes, limits):
            result = doctest.testmod(tool)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)
