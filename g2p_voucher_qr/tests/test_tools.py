import doctest
import importlib

from odoo.tests import BaseCase, tagged

MODULES = [
    "addresses",
    "base45",
    "brake",
    "codes",
    "cose",
    "css_check",
    "jws",
    "kek",
    "keys",
    "look",
    "masking",
    "money",
    "paper",
    "payload",
    "pdf",
    "pictures",
    "plain_text",
    "qr",
    "rtl",
    "signatures",
    "status_list",
    "steps",
    "strict_cbor",
    "template_check",
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
        self.assertGreater(tried, 20)
