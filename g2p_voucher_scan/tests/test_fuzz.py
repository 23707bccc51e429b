import json

from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_voucher_key.tests.test_fuzz import few, json_values
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase


@tagged("post_install", "-at_install")
class TestFuzz(HttpCase, VoucherCase):
    """The API answers or refuses any input."""

    def test_the_api_answers_any_json(self):
        @few
        @given(json_values)
        def ask(value):
            headers = {"Content-Type": "application/json"}
            body = json.dumps({"text": value}).encode()
            response = self.url_open("/voucher/verify", data=body, headers=headers)
            self.assertEqual(response.json()["code"], "not_genuine")

        ask()

    def test_the_api_refuses_invalid_requests(self):
        @few
        @given(st.binary(max_size=200))
        def ask(body):
            headers = {"Content-Type": "application/json"}
            response = self.url_open("/voucher/verify", data=body or b"x", headers=headers)
            self.assertIn(response.status_code, (200, 400))
            if response.status_code == 200:
                self.assertNotIn("Traceback", response.text)

        ask()
