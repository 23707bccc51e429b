import doctest

from odoo.tests import BaseCase, tagged

from ..tools import forms, kept


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_the_rules_do_as_their_documentation_says(self):
        for module in (forms, kept):
            result = doctest.testmod(module)
            self.assertGreater(result.attempted, 0)
            self.assertFalse(result.failed)
