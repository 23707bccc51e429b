import doctest

from odoo.tests import BaseCase, tagged

from ..tools import places, reports


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_in_the_docstrings_hold(self):
        for module in (places, reports):
            failed, tried = doctest.testmod(module)
            self.assertTrue(tried)
            self.assertFalse(failed, module.__name__)
