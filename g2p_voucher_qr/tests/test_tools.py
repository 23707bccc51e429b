import doctest
import importlib

from odoo.tests import BaseCase, tagged

MODULES = [
    "codes",
    "money",
    "steps",
]


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_examples_in_docstrings_hold(self):
        tried = 0
        for name in MODULES:
            module = importlib.import_module(f"odoo.addons.g2p_voucher_qr.tools.{name}")
            with self.subTest(name):
                result = doctest.testmod(module)
                self.assertFalse(result.failed)
            tried += result.attempted
        self.assertGreater(tried, 15)
