import base64
import hashlib
import hmac
import json
import zlib

import jwt as pyjwt
from freezegun import freeze_time

from odoo import fields
from odoo.tests import BaseCase, tagged

from odoo.addons.g2p_voucher_key import vault
from odoo.addons.g2p_voucher_key.tests.test_token import CLAIMS, same
from odoo.addons.g2p_voucher_key.token import base45, cose, keys, payload, signatures, strict_cbor

from .common import VoucherCase, create_key

PAIRS = {alg: keys.generate(alg) for alg in cose.ALGORITHMS}
TOKENS = {
    profile: payload.sign(CLAIMS, profile, PAIRS[alg][0], "AAAABBBB")
    for profile, (_form, alg) in payload.PROFILES.items()
}


def padless(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def genuine(text, alg):
    try:
        message = payload.unpack(text)
        return payload.verify(message, PAIRS[alg][1], alg) and bool(payload.claims_of(message))
    except ValueError:
        return False


def flips(data):
    """The bytes with one bit flipped, for each bit."""
    for bit in range(8 * len(data)):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


@tagged("post_install", "-at_install")
class TestEveryBit(BaseCase):
    def test_every_flipped_bit_of_every_form_is_refused(self):
        for profile, (form, alg) in payload.PROFILES.items():
            text = TOKENS[profile]
            self.assertTrue(genuine(text, alg))
            if form == "cwt":
                texts = map(payload.pack, flips(zlib.decompress(base45.decode(text))))
            else:
                texts = (changed.decode("latin-1") for changed in flips(text.encode()))
            accepted = [changed for changed in texts if genuine(changed, alg)]
            self.assertEqual(accepted, [], profile)

    def test_every_flipped_bit_of_the_printed_text_is_refused(self):
        text = TOKENS["cwt"]
        changed = (flipped.decode("latin-1") for flipped in flips(text.encode()))
        accepted = [one for one in changed if genuine(one, "EdDSA") and not same(one, text)]
        self.assertEqual(accepted, [])

    def test_bits_outside_of_what_is_signed_change_nothing(self):
        text = TOKENS["cwt"]
        message = zlib.decompress(base45.decode(text))
        respelled = base45.encode(zlib.compress(message, 0))  # packed by another program
        self.assertNotEqual(respelled, text)
        self.assertEqual(payload.unpack(respelled), payload.unpack(text))
        self.assertTrue(genuine(respelled, "EdDSA"))

    def test_every_shorter_and_some_longer_text_is_refused(self):
        for profile, (_form, alg) in payload.PROFILES.items():
            text = TOKENS[profile]
            for size in range(len(text)):
                self.assertFalse(genuine(text[:size], alg))
            for more in ("A", "0", "000", ".", "=", "\n", " ", "\x00", text):
                self.assertFalse(genuine(text + more, alg))
                self.assertFalse(genuine(more + text, alg))

    def test_a_library_for_jwt_reads_ours(self):
        pem = keys.spki_pem(PAIRS["ES256"][1], "ES256")
        members = pyjwt.decode(TOKENS["jwt"], pem, algorithms=["ES256"], issuer=CLAIMS.issuer)
        self.assertEqual(members["jti"], CLAIMS.cti.hex())
        self.assertEqual(pyjwt.get_unverified_header(TOKENS["jwt"])["kid"], "AAAABBBB")

    def test_we_read_what_a_library_for_jwt_signs(self):
        secret = int.from_bytes(PAIRS["ES256"][0], "big")
        private = signatures.ec.derive_private_key(secret, signatures.ec.SECP256R1())
        members = json.loads(CLAIMS.encode_json())
        text = pyjwt.encode(members, private, "ES256", headers={"kid": "AAAABBBB"})
        self.assertTrue(genuine(text, "ES256"))
        self.assertEqual(payload.claims_of(payload.unpack(text)), CLAIMS)


@tagged("post_install", "-at_install")
class TestVoucherForgery(VoucherCase):
    """Forgeries presented to a provider: each attempt gets exactly its refusal."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        cls.es256 = create_key_of(cls.env, cls.company, "ES256")
        cls.template = cls.env.ref("g2p_voucher_template.voucher_template_default").copy()
        cls.voucher_manager.template_id = cls.template
        cls.cwt = cls.issue_voucher().active_copy_id
        cls.voucher_manager.profile = "jwt"
        cls.jwt = cls.issue_voucher().active_copy_id

    def refused(self, text, code):
        answer = self.verify(text, self.staff)
        self.assertEqual(
            (answer["code"], answer["genuine"], answer["usable"]), (code, False, False)
        )
        self.assertEqual(answer["details"], {})

    def jws(self, header, members, sign):
        signed = f"{padless(json.dumps(header).encode())}.{padless(members)}"
        return f"{signed}.{padless(sign(signed.encode()))}"

    def members(self):
        claims = payload.claims_of(payload.unpack(self.jwt.payload))
        return claims, claims.encode_json()

    def test_a_jwt_of_another_algorithm_or_key(self):
        _claims, members = self.members()
        header = {"alg": "ES256", "kid": self.es256.kid, "typ": "JWT"}
        raw, pem = self.es256._public_raw(), self.es256.public_pem.encode()
        thief = keys.generate("ES256")[0]

        def hmac_with(secret):
            return lambda data: hmac.new(secret, data, hashlib.sha256).digest()

        def thief_signs(data):
            return signatures.sign("ES256", thief, data)

        def ours_signs(data):
            return signatures.sign("ES256", vault.private_part(self.es256), data)

        cases = [
            ({**header, "alg": "none"}, lambda data: b"", "malformed"),
            ({**header, "alg": "none"}, lambda data: bytes(64), "malformed"),
            ({**header, "alg": "HS256"}, hmac_with(raw), "malformed"),
            ({**header, "alg": "HS256"}, hmac_with(pem), "malformed"),
            ({**header, "jwk": keys.jwk("x", raw, "ES256")}, ours_signs, "malformed"),
            ({**header, "crit": ["b64"], "b64": False}, ours_signs, "malformed"),
            (header, hmac_with(pem), "malformed"),  # 32 bytes
            (header, lambda data: hmac_with(pem)(data) * 2, "bad_signature"),
            (header, lambda data: bytes(64), "bad_signature"),
            (header, lambda data: b"\xff" * 64, "bad_signature"),
            (header, thief_signs, "bad_signature"),
            ({**header, "kid": self.key.kid}, ours_signs, "bad_signature"),
            ({**header, "kid": "AAAABBBB"}, ours_signs, "unknown_key"),
            ({**header, "kid": "../etc"}, ours_signs, "unknown_key"),
            ({**header, "kid": "' OR 1=1"}, ours_signs, "unknown_key"),
            ({**header, "kid": "\ud800"}, ours_signs, "malformed"),
        ]
        for head, sign, code in cases:
            with self.subTest(header=str(head)[:80], code=code):
                self.refused(self.jws(head, members, sign), code)
        self.assertEqual(
            self.verify(self.jws(header, members, ours_signs), self.staff)["code"], "ok"
        )

    def test_a_cwt_that_names_another_algorithm_than_its_key(self):
        claims = payload.claims_of(payload.unpack(self.cwt.payload)).encode()
        own = {key.kid: vault.private_part(key) for key in (self.key, self.es256)}
        for key, alg in ((self.key, "ES256"), (self.es256, "EdDSA")):
            message = cose.sign1(claims, own[key.kid], key.kid.encode(), alg)
            self.refused(payload.pack(message), "bad_signature")
        message = cose.sign1(claims, own[self.es256.kid], self.key.kid.encode(), "ES256")
        self.refused(payload.pack(message), "bad_signature")

    def test_the_claims_of_one_copy_under_another_key_or_form(self):
        """Correctly signed by our key, but not the issued text."""
        cases = ((self.cwt, "jwt"), (self.cwt, "cwt_es256"))
        for copy, profile in cases:
            claims = payload.claims_of(payload.unpack(copy.payload))
            self.refused(self.es256._sign(claims, profile), "unknown_voucher")

    def test_a_voucher_of_another_instance(self):
        foreign = payload.unpack(self.cwt.payload)
        private, public = keys.generate()
        for kid in (keys.kid_of(public), "ZZZZZZZZ"):
            made = cose.sign1(foreign.payload, private, kid.encode())
            self.refused(payload.pack(made), "unknown_key")
        made = cose.sign1(foreign.payload, private, self.key.kid.encode())
        self.refused(payload.pack(made), "bad_signature")

    def test_an_old_copy_after_a_reissue(self):
        for copy in (self.cwt, self.jwt):
            old = copy.payload
            copy.voucher_id.with_user(self.issuer).action_reissue("lost")
            answer = self.verify(old, self.staff)
            self.assertEqual(
                (answer["code"], answer["genuine"], answer["usable"]), ("copy_revoked", True, False)
            )
            new = copy.voucher_id.active_copy_id.payload
            self.assertEqual(self.verify(new, self.staff)["code"], "ok")

    def test_a_voucher_of_another_company(self):
        """It has its own key and register: codes of one are invalid for the other."""
        other = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = create_key_of(self.env, other, "EdDSA")
        claims = payload.claims_of(payload.unpack(self.cwt.payload))
        self.refused(theirs._sign(claims), "unknown_voucher")

    def test_a_clock_that_is_wrong_changes_usable_not_genuine(self):
        for copy in (self.cwt, self.jwt):
            voucher = copy.voucher_id
            moments = {
                "not_yet_valid": fields.Date.subtract(voucher.valid_from, years=30),
                "expired": fields.Date.add(voucher.valid_until, years=30),
            }
            for code, moment in moments.items():
                with freeze_time(moment):
                    answer = self.verify(copy.payload, self.staff)
                self.assertEqual((answer["code"], answer["genuine"]), (code, True))

    def test_the_paper_names_the_dates_of_the_register(self):
        for copy in (self.cwt, self.jwt):
            claims = payload.claims_of(payload.unpack(copy.payload))
            dates = (claims.not_before, claims.expires)
            self.assertEqual(dates, copy.voucher_id._validity_seconds())

    def test_headers_that_are_not_protected_do_not_count(self):
        kid = self.key.kid.encode()
        message = payload.unpack(self.cwt.payload)
        protected = strict_cbor.dumps({1: -8})
        loose = [protected, {4: kid}, message.payload, message.signature]
        self.refused(payload.pack(strict_cbor.dumps(loose)), "malformed")


def create_key_of(env, company, alg):
    """An active key of the algorithm."""
    if alg == "EdDSA":
        return create_key(env, company)
    key = env["g2p.voucher.key"]._generate(company, alg)
    key._set_state("active")
    return key
