import doctest

from odoo.tests import BaseCase, tagged

from ..tools import deferral


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_examples_are_true(self):
        self.assertEqual(doctest.testmod(deferral).failed, 0)
