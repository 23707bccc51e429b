import doctest

from odoo.tests import BaseCase, tagged

from ..tools import balance, questions, reference


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_in_the_docstrings_hold(self):
        for module in (balance, questions, reference):
            failed, tried = doctest.testmod(module, optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
            self.assertTrue(tried)
            self.assertFalse(failed, module.__name__)
