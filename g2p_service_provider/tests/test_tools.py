import doctest

from odoo.tests import BaseCase, tagged

from ..tools import forms


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_rules_do_as_their_documentation_says(self):
        result = doctest.testmod(forms)
        self.assertGreater(result.attempted, 0)
        self.assertFalse(result.failed)
