import doctest

from odoo.tests import BaseCase, tagged

from ..tools import sms


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_examples_in_docstrings_hold(self):
        result = doctest.testmod(sms)
        self.assertFalse(result.failed)
        self.assertTrue(result.attempted)
