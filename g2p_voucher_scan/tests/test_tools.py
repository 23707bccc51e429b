import doctest

from odoo.tests import BaseCase, tagged

from ..tools import json_post, scan_files


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_examples_in_docstrings_hold(self):
        tried = 0
        for module in (json_post, scan_files):
            result = doctest.testmod(module)
            self.assertFalse(result.failed)
            tried += result.attempted
        self.assertGreater(tried, 1)
