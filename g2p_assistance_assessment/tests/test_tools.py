import doctest

from odoo.tests import BaseCase, tagged

from ..tools import score


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_in_the_docstrings_hold(self):
        failed, tried = doctest.testmod(score)
        self.assertTrue(tried)
        self.assertFalse(failed)
