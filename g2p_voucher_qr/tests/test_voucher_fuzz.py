from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, HttpCase, tagged

from odoo.addons.g2p_voucher_key.tests.test_fuzz import few, json_values, quiet

from ..exceptions import VoucherRefused
from ..tools import codes
from .common import VoucherCase


@tagged("post_install", "-at_install")
class TestFuzzCodes(BaseCase):
    """A typed text is a code in exactly one way, or not at all."""

    @quiet
    @given(st.text(max_size=60))
    def test_codes_are_read_in_one_way_or_not_at_all(self, text):
        code = codes.parse(text)
        if code is not None:
            self.assertEqual(codes.parse(codes.grouped(code)), code)
            self.assertEqual(codes.check_character(code[:-1]), code[-1])


@tagged("post_install", "-at_install")
class TestFuzzServer(HttpCase, VoucherCase):
    """The same over the server's API: an answer or a refusal, never a failure."""

    def test_verify_answers_whatever_is_asked(self):
        vouchers = self.env["g2p.voucher"].with_user(self.env.ref("base.public_user"))

        @quiet
        @given(json_values | st.text(max_size=5000))
        def ask(value):
            answer = vouchers.verify(value)
            self.assertEqual((answer["code"], answer["details"]), ("not_genuine", {}))

        ask()

    def test_redeem_and_pins_refuse_whatever_is_sent(self):
        vouchers = self.env["g2p.voucher"].with_user(self.staff)

        @few
        @given(json_values, json_values, json_values, json_values)
        def send(text, amount, key, proof):
            with self.assertRaises(VoucherRefused):
                vouchers.redeem(text, amount, key, proof=proof)
            self.assertFalse(vouchers.prove_presence(text, amount)["ok"])

        send()
