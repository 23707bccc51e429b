import dataclasses

from freezegun import freeze_time

from odoo import fields
from odoo.tests import tagged

from odoo.addons.g2p_voucher_key import vault
from odoo.addons.g2p_voucher_key.token import cose, keys, payload

from ..tools import codes
from .common import VoucherCase, create_key, create_provider


@tagged("post_install", "-at_install")
class TestVoucherVerify(VoucherCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.voucher = cls.issue_voucher()
        cls.copy = cls.voucher.active_copy_id
        cls.text = cls.copy.payload

    def code(self, text=None, user=None):
        return self.verify(text or self.text, user or self.staff)["code"]

    def test_provider_staff_learn_what_it_covers(self):
        answer = self.verify(self.text, self.staff)
        self.assertTrue(answer["genuine"] and answer["usable"])
        self.assertEqual(answer["code"], "ok")
        details = answer["details"]
        self.assertEqual(details["beneficiary"], "A•••• K••••")
        self.assertEqual(details["birth_year"], 1984)
        self.assertEqual((details["amount"], details["currency"]), (1000, "USD"))
        self.assertEqual(details["covers"], "Surgery")
        self.assertEqual(details["redemptions"], [])
        self.assertNotIn("Kaboré", str(answer))

    def test_the_typed_code_works_in_any_writing(self):
        code = codes.grouped(self.copy.code)
        for text in (code, code.lower(), code.replace("-", " "), f" {code}\n"):
            self.assertEqual(self.verify(text, self.staff)["details"]["number"], self.voucher.name)
        body = codes.generate()
        self.assertEqual(self.code(body), "unknown_voucher")

    def test_signed_text_and_register_match(self):
        copy = self.copy.sudo()
        cti = bytes.fromhex(copy.cti)
        claims = copy._claims(self.voucher, self.key, cti, copy.status_index)
        self.assertEqual(self.code(self.key._sign(claims)), "ok")
        other = self.issue_voucher()
        for changed in (
            {"issuer": "https://elsewhere.example.org"},
            {"number": other.name},
            {"currency": "EUR"},
            {"amount_minor": claims.amount_minor + 1},
            {"cti": bytes(16)},
        ):
            text = self.key._sign(dataclasses.replace(claims, **changed))
            self.assertEqual(self.code(text), "unknown_voucher", changed)

    def test_it_is_used_up_to_the_end_of_its_last_day(self):
        with freeze_time(f"{self.voucher.valid_until} 23:59:59"):
            self.assertEqual(self.code(), "ok")
        with freeze_time(fields.Date.add(self.voucher.valid_until, days=1)):
            self.assertEqual(self.code(), "expired")

    def test_a_stranger_learns_only_genuine_and_usable(self):
        public = self.env.ref("base.public_user")
        for user in (public, self.visitor):
            answer = self.verify(self.text, user)
            self.assertEqual(answer["details"], {})
            self.assertEqual((answer["genuine"], answer["usable"]), (True, True))
        self.voucher.with_user(self.manager).action_revoke("why")
        for user in (public, self.visitor):
            answer = self.verify(self.text, user)
            self.assertEqual(answer["code"], "not_usable")
            self.assertNotIn("revoked", answer["message"])
            self.assertEqual(self.verify("HELLO", user)["code"], "not_genuine")
            self.assertEqual(self.verify(self.text, user)["details"], {})

    def test_staff_of_a_suspended_provider_are_strangers(self):
        self.provider.with_user(self.manager).action_suspend()
        self.assertEqual(self.verify(self.text, self.staff)["details"], {})

    def test_a_provider_of_another_programme_learns_no_details(self):
        self.provider.program_ids = self.env["g2p.program"].create({"name": "Food"})
        answer = self.verify(self.text, self.staff)
        self.assertEqual(answer["code"], "wrong_provider")
        self.assertEqual((answer["genuine"], answer["usable"]), (True, False))
        self.assertEqual(answer["details"], {})

    def test_forgeries_are_not_genuine(self):
        private, public = keys.generate()
        claims = self.copy._claims(self.voucher, self.key, bytes.fromhex(self.copy.cti))

        def sign(secret, kid, body=claims):
            return payload.pack(cose.sign1(body.encode(), secret, kid.encode()))

        own = vault.private_part(self.key)
        other_amount = payload.Claims(**{**claims.__dict__, "amount_minor": 9_999_999})
        other_cti = payload.Claims(**{**claims.__dict__, "cti": b"1" * 16})
        cases = {
            "malformed": ["", "HELLO", "x" * 100, self.text[:-3], self.text * 20, None, 5, b"a"],
            "unknown_key": [
                sign(private, keys.kid_of(public)),
                sign(private, "\x00"),
                sign(own, "clé"),
            ],
            "bad_signature": [sign(private, self.key.kid)],
            "unknown_voucher": [
                sign(own, self.key.kid, other_amount),
                sign(own, self.key.kid, other_cti),
            ],
        }
        for code, texts in cases.items():
            for text in texts:
                answer = self.verify(text, self.staff)
                self.assertEqual((answer["code"], answer["genuine"]), (code, False))
                self.assertEqual(answer["details"], {})

    def test_another_key_of_the_house_does_not_sign_for_this_one(self):
        other = create_key(self.env, self.company)
        claims = self.copy._claims(self.voucher, self.key, bytes.fromhex(self.copy.cti))
        self.assertEqual(self.code(other._sign(claims)), "unknown_voucher")

    def test_key_states(self):
        self.key._set_state("verify_only")
        self.assertEqual(self.code(), "ok")
        self.key.with_user(self.manager).action_revoke("stolen")
        self.assertEqual(self.code(), "key_revoked")
        typed = self.verify(self.copy.code, self.staff)
        self.assertEqual((typed["code"], typed["usable"]), ("key_revoked", False))

    def test_dates(self):
        with freeze_time(fields.Date.subtract(self.voucher.valid_from, days=2)):
            answer = self.verify(self.text, self.staff)
            self.assertEqual((answer["code"], answer["genuine"]), ("not_yet_valid", True))
        with freeze_time(fields.Date.add(self.voucher.valid_until, days=2)):
            answer = self.verify(self.text, self.staff)
            self.assertEqual((answer["code"], answer["usable"]), ("expired", False))
            self.assertIn(self.voucher.name, answer["message"])

    def test_states(self):
        self.voucher.entitlement_id.state = "pending_validation"
        self.assertEqual(self.code(), "not_approved")
        self.voucher.entitlement_id.state = "trans2FSP"
        self.assertEqual(self.code(), "ok")
        self.voucher.with_user(self.manager).action_revoke("why")
        answer = self.verify(self.text, self.staff)
        self.assertEqual((answer["code"], answer["genuine"]), ("revoked", True))
        self.assertEqual(self.code(user=self.auditor), "revoked")

    def test_a_user_works_for_one_provider(self):
        with self.assertRaisesRegex(Exception, "already works"):
            create_provider(self.env, {"program": self.program, "r": self.staff}, "H9", "r")
