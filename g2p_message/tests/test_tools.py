import doctest

from odoo.tests import BaseCase, tagged

from ..tools import events, placeholders, quiet, segments


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_examples_in_docstrings_hold(self):
        for tool in (events, placeholders, quiet, segments):
            result = doctest.testmod(tool)
            self.assertGreater(result.attempted, 0)
            self.assertEqual(result.failed, 0)
