import base64
import json

import cbor2

from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_voucher_key.token import keys
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase


@tagged("post_install", "-at_install")
class TestVoucherHttp(HttpCase, VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.text = cls.voucher.active_copy_id.payload

    def ask(self, text):
        body = json.dumps({"text": text}).encode()
        headers = {"Content-Type": "application/json"}
        response = self.url_open("/voucher/verify", data=body, headers=headers)
        self.assertEqual(response.status_code, 200)
        return response.json()

    def test_anybody_verifies(self):
        answer = self.ask(self.text)
        self.assertEqual((answer["genuine"], answer["usable"]), (True, True))
        self.assertEqual(answer["details"], {})
        answer = self.ask("HELLO")
        self.assertEqual(answer["code"], "not_genuine")
        answer = self.ask("")
        self.assertFalse(answer["genuine"])

    def test_signed_in_staff_get_the_details(self):
        self.authenticate("vq_staff", "vq_staff")
        answer = self.ask(self.text)
        self.assertEqual(answer["details"]["number"], self.voucher.name)

    def test_odd_inputs_are_answered(self):
        for text in (None, 5, [], {}, "x" * 60_000, "\u0000", "😀"):
            answer = self.ask(text)
            self.assertFalse(answer["genuine"])

    def test_public_keys_without_private_parts(self):
        revoked = self.env["g2p.voucher.key"]._generate(self.company)
        revoked._set_state("revoked")
        response = self.url_open("/voucher/keys/jwks.json")
        self.assertIn("max-age", response.headers["Cache-Control"])
        found = {key["kid"]: key for key in json.loads(response.content)["keys"]}
        self.assertNotIn(revoked.kid, found)
        key = found[self.key.kid]
        self.assertNotIn("d", key)
        self.assertEqual(base64.urlsafe_b64decode(key["x"] + "="), self.key._public_raw())
        etag = response.headers["ETag"]
        again = self.url_open("/voucher/keys/jwks.json", headers={"If-None-Match": etag})
        self.assertEqual(again.status_code, 304)

    def test_the_cose_key_set_says_the_same(self):
        found = cbor2.loads(self.url_open("/voucher/keys/cose").content)
        mine = next(key for key in found if key[2] == self.key.kid.encode())
        self.assertEqual(mine[-2], self.key._public_raw())
        self.assertEqual(keys.kid_of(mine[-2]), self.key.kid)
