import doctest
import importlib

from odoo.tests import BaseCase, tagged

MODULES = ["addresses", "kek"]
TOKEN = ["base45", "cose", "jws", "keys", "payload", "signatures", "status_list", "strict_cbor"]


@tagged("post_install", "-at_install")
class TestTools(BaseCase):
    def test_examples_in_docstrings_hold(self):
        tried = 0
        names = [f"tools.{name}" for name in MODULES] + [f"token.{name}" for name in TOKEN]
        for name in names:
            module = importlib.import_module(f"odoo.addons.g2p_voucher_key.{name}")
            with self.subTest(name):
                result = doctest.testmod(module)
                self.assertFalse(result.failed)
            tried += result.attempted
        self.assertGreater(tried, 20)
