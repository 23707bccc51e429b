import doctest

from odoo.tests import BaseCase, tagged

from ..tools import masked


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_examples_in_docstrings_hold(self):
        result = doctest.testmod(masked)
        self.assertGreater(result.attempted, 0)
        self.assertEqual(result.failed, 0)
