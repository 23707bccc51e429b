import doctest

from odoo.tests import BaseCase, tagged

from ..tools import seen


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_examples_in_docstrings_hold(self):
        result = doctest.testmod(seen)
        self.assertFalse(result.failed)
        self.assertGreater(result.attempted, 2)
