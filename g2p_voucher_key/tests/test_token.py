import base64
import os
import zlib

import base45 as reference_base45
import cbor2
import cwt

from odoo.tests import BaseCase, tagged

from ..token import base45, cose, keys, payload, strict_cbor

PRIVATE, PUBLIC = keys.generate()
KID = keys.kid_of(PUBLIC)
CLAIMS = payload.Claims(
    issuer="https://assist.example.org",
    not_before=1_795_000_000,
    expires=4_000_000_000,
    cti=bytes(range(16)),
    number="V2026-0000012",
    program="Immediate Assistance",
    masked_name="A•••• K••••",
    amount_minor=10_000_000,
    currency="USD",
    birth_year=1984,
)


def token(claims=CLAIMS, private=PRIVATE, kid=KID):
    return payload.pack(cose.sign1(claims.encode(), private, kid.encode()))


def judge(text, public=PUBLIC):
    """True if the text is genuine; False if it is refused."""
    try:
        message = payload.unpack(text)
        genuine = cose.verify(message, public)
        payload.decode_claims(message.payload)
    except ValueError:
        return False
    return genuine


def same(text, other):
    """Whether both texts contain the same message, byte for byte.

    Up to seven bits between the compressed data and its checksum fill the last byte (RFC 1951,
    section 3.2.3): they are not signed, and texts that differ only in them are equivalent.
    """
    try:
        return payload.unpack(text) == payload.unpack(other)
    except ValueError:
        return False


def forge(protected, unprotected=None, claims=None, tag=18, parts=None):
    """QR text of a hand-made message, correctly signed over its protected header."""
    body = claims or CLAIMS.encode()
    signed = cbor2.loads(cose.sign1(body, PRIVATE, KID.encode())).value
    signed[0], signed[1] = protected, unprotected or {}
    message = cbor2.dumps(cbor2.CBORTag(tag, signed if parts is None else parts))
    return payload.pack(message)


@tagged("post_install", "-at_install")
class TestToken(BaseCase):
    def test_round_trip(self):
        message = payload.unpack(token())
        self.assertTrue(cose.verify(message, PUBLIC))
        self.assertEqual(message.kid, KID.encode())
        self.assertEqual(payload.decode_claims(message.payload), CLAIMS)

    def test_it_fits_version_eleven(self):
        self.assertLessEqual(len(token()), 366)

    def test_the_cwt_package_verifies_it(self):
        pem = base64.b64encode(bytes.fromhex("302a300506032b6570032100") + PUBLIC).decode()
        key = cwt.COSEKey.from_pem(
            f"-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n", kid=KID
        )
        message = zlib.decompress(reference_base45.b45decode(token()))
        claims = cwt.CWT.new(expires_in=1).decode(message, key)
        self.assertEqual(claims[1], CLAIMS.issuer)
        self.assertEqual(claims[7], CLAIMS.cti)
        self.assertEqual(claims[169], {4: CLAIMS.masked_name})
        self.assertEqual(claims[-70001][5], CLAIMS.amount_minor)

    def test_base45_agrees_with_the_reference(self):
        for size in range(40):
            data = os.urandom(size)
            text = reference_base45.b45encode(data).decode()
            self.assertEqual(base45.encode(data), text)
            self.assertEqual(base45.decode(text), data)

    def test_every_changed_character_is_refused(self):
        text = token()
        for at, char in enumerate(text):
            other = base45.ALPHABET[(base45.ALPHABET.index(char) + 7) % 45]
            changed = text[:at] + other + text[at + 1 :]
            with self.subTest(at=at):
                self.assertEqual(judge(changed), same(changed, text))

    def test_every_flipped_bit_of_the_message_is_refused(self):
        message = zlib.decompress(base45.decode(token()))
        for bit in range(0, len(message) * 8, 5):
            changed = bytearray(message)
            changed[bit // 8] ^= 1 << bit % 8
            with self.subTest(bit=bit):
                self.assertFalse(judge(payload.pack(bytes(changed))))

    def test_truncated_and_extended_texts_are_refused(self):
        text = token()
        for size in range(0, len(text), 7):
            self.assertFalse(judge(text[:size]))
        for more in ("0", "00", "000", " ", text):
            self.assertFalse(judge(text + more))

    def test_something_after_the_message_is_refused(self):
        message = zlib.decompress(base45.decode(token()))
        self.assertFalse(judge(payload.pack(message + b"\x00")))

    def test_another_key_is_refused(self):
        self.assertFalse(judge(token(), keys.generate()[1]))

    def test_no_other_algorithm_is_accepted(self):
        for alg in (0, None, "none", -7, -19, 5, True, -257):
            protected = cbor2.dumps({1: alg, 4: KID.encode()})
            with self.subTest(alg=alg):
                self.assertFalse(judge(forge(protected)))

    def test_unknown_headers_are_refused(self):
        kid = KID.encode()
        self.assertFalse(judge(forge(cbor2.dumps({1: -8, 2: [99], 4: kid, 99: 1}))))
        self.assertFalse(judge(forge(cbor2.dumps({1: -8, 4: kid, 99: 1}))))
        self.assertFalse(judge(forge(cbor2.dumps({1: -8, 4: kid}), {4: b"other"})))
        self.assertFalse(judge(forge(cbor2.dumps({1: -8}), {4: kid})))
        self.assertFalse(judge(forge(b"")))

    def test_a_repeated_key_is_refused(self):
        once = strict_cbor.dumps({1: -8, 4: KID.encode()})
        self.assertFalse(judge(forge(b"\xa3" + once[1:] + b"\x01\x27")))
        claims = bytearray(CLAIMS.encode())
        claims[0] += 1
        self.assertFalse(judge(forge(once, claims=bytes(claims) + b"\x01\x61\x78")))

    def test_other_tags_and_shapes_are_refused(self):
        protected = strict_cbor.dumps({1: -8, 4: KID.encode()})
        self.assertFalse(judge(forge(protected, tag=998)))
        self.assertFalse(judge(forge(protected, tag=17)))
        for parts in ([], [protected, {}, b""], [1, 2, 3, 4], {1: 2}, [protected] * 5):
            self.assertFalse(judge(forge(protected, parts=parts)))

    def test_a_cwt_tag_around_it_is_read(self):
        message = zlib.decompress(base45.decode(token()))
        self.assertTrue(judge(payload.pack(b"\xd8\x3d" + message)))

    def test_huge_and_deep_inputs_are_refused_quickly(self):
        bomb = base45.encode(zlib.compress(bytes(1_000_000), 9))
        for text in (
            "A" * 5000,
            bomb,
            payload.pack(b"\x81" * 900 + b"\x00"),
            payload.pack(b"\x9b" + b"\xff" * 8),
            payload.pack(b"\xbb" + b"\xff" * 8),
            payload.pack(b"\x5b" + b"\xff" * 8),
            payload.pack(b"\xc5\x82\x1b" + b"\xff" * 8 + b"\x01"),
        ):
            self.assertFalse(judge(text))

    def test_garbage_is_refused(self):
        for size in range(0, 120, 3):
            self.assertFalse(judge(payload.pack(os.urandom(size))))
            self.assertFalse(judge(base45.encode(os.urandom(size))))
        for text in (None, 5, b"bytes", "", "\x00", "Ü", "{}", "a.b.c"):
            self.assertFalse(judge(text))

    def test_claims_of_another_shape_are_refused(self):
        for claims in ({}, [], 5, {1: "x"}, {169: {}, -70001: {9: 2}}):
            self.assertFalse(judge(forge(b"", claims=cbor2.dumps(claims))))
            with self.assertRaises(ValueError):
                payload.decode_claims(cbor2.dumps(claims))
