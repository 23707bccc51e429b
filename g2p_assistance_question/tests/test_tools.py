import doctest

from odoo.tests import BaseCase, tagged

from ..tools import own_question


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_in_the_docstrings_hold(self):
        options = doctest.IGNORE_EXCEPTION_DETAIL
        failed, tried = doctest.testmod(own_question, optionflags=options)
        self.assertTrue(tried)
        self.assertFalse(failed)
