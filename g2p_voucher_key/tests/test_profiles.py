import base64
import json
import zlib
from pathlib import Path

import base45 as reference_base45
import cbor2
import cryptography
import cwt
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from odoo.tests import BaseCase, tagged

from ..token import cose, keys, payload, signatures, strict_cbor
from .test_token import CLAIMS

EXAMPLES = json.loads(Path(__file__).with_name("data").joinpath("cose_examples.json").read_text())
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
PRIVATE, PUBLIC = keys.generate("ES256")
KID = keys.kid_of(PUBLIC)


def unpadded(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def padless(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def jwt(**changes):
    """A token of ours with other headers or members, correctly signed."""
    header = {"alg": "ES256", "kid": KID, "typ": "JWT", **changes.pop("header", {})}
    members = {**json.loads(CLAIMS.encode_json()), **changes}
    return signed(json.dumps(header).encode(), json.dumps(members).encode())


def signed(header, members):
    text = f"{padless(header)}.{padless(members)}"
    return f"{text}.{padless(signatures.sign('ES256', PRIVATE, text.encode()))}"


def ec_only_reader(text, pem):
    """A reader that supports one EC key and ES256: the published SmartScanner code.

    It casts the key in X.509 form to an EC key, and ignores the key ID.
    """
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise TypeError("not an EC key")
    head, body, signature = text.split(".")
    if json.loads(unpadded(head))["alg"] != "ES256":
        raise ValueError("unsupported")
    raw = unpadded(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    key.verify(der, f"{head}.{body}".encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(unpadded(body))


def ed25519_only_reader(text, pem):
    """A reader that supports one Ed25519 key and accepts any CWT signed with it."""
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("not an Ed25519 key")
    message = cbor2.loads(zlib.decompress(reference_base45.b45decode(text))).value
    key.verify(message[3], cbor2.dumps(["Signature1", message[0], b"", message[2]]))
    return cbor2.loads(message[2])


@tagged("post_install", "-at_install")
class TestExamples(BaseCase):
    """The standards' own examples."""

    def genuine(self, example):
        """As in the RFC: any header, with the key of the example."""
        try:
            parts = cose.parse(bytes.fromhex(example["message"]))
        except ValueError:
            return False
        alg = parts.header.get(1, parts.unprotected.get(1))
        if alg != cose.ALGORITHMS[example["alg"]]:
            return False
        external = bytes.fromhex(example["external"])
        public = bytes.fromhex(example["public"])
        to_be_signed = parts.to_be_signed(external)
        return signatures.verify(example["alg"], public, parts.signature, to_be_signed)

    def test_the_examples_of_the_cose_working_group(self):
        for example in EXAMPLES["examples"]:
            with self.subTest(example=example["name"]):
                self.assertEqual(self.genuine(example), example["genuine"])

    def test_our_profile_reads_none_of_them(self):
        for example in EXAMPLES["examples"]:
            with self.assertRaises(ValueError):
                cose.read(bytes.fromhex(example["message"]))

    def test_the_signed_example_of_rfc_8392_holds_its_claims(self):
        example = EXAMPLES["examples"][0]
        claims = strict_cbor.loads(cose.parse(bytes.fromhex(example["message"])).payload)
        self.assertEqual(claims[1], "coap://as.example.com")
        self.assertEqual((claims[4], claims[5], claims[7]), (1444064944, 1443944944, b"\x0bq"))

    def test_the_example_of_rfc_8037_signs_as_it_says(self):
        secret = unpadded("nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A")
        header, text = "eyJhbGciOiJFZERTQSJ9", "RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        signature = (
            "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        )
        made = signatures.sign("EdDSA", secret, f"{header}.{text}".encode())
        self.assertEqual(padless(made), signature)

    def test_es256_signs_as_rfc_6979_says(self):
        secret = "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"
        made, again = (
            signatures.sign("ES256", bytes.fromhex(secret), b"sample") for _number in range(2)
        )
        if made != again:  # the number is random where the library supports nothing else
            self.assertLess(int(cryptography.__version__.partition(".")[0]), 43)
            public = ec.derive_private_key(int(secret, 16), ec.SECP256R1()).public_key()
            raw = public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
            self.assertTrue(signatures.verify("ES256", raw, made, b"sample"))
            return
        self.assertEqual(
            made.hex(),
            "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
            "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
        )


@tagged("post_install", "-at_install")
class TestJwt(BaseCase):
    def judge(self, text, public=PUBLIC):
        try:
            message = payload.unpack(text)
            genuine = payload.verify(message, public, "ES256")
            payload.claims_of(message)
        except ValueError:
            return False
        return genuine

    def token(self, profile="jwt"):
        return payload.sign(CLAIMS, profile, PRIVATE, KID)

    def test_every_profile_comes_back_as_it_was_written(self):
        private, public = keys.generate("EdDSA")
        for profile, (_form, alg) in payload.PROFILES.items():
            pair = (private, public) if alg == "EdDSA" else (PRIVATE, PUBLIC)
            message = payload.unpack(payload.sign(CLAIMS, profile, pair[0], KID))
            self.assertTrue(payload.verify(message, pair[1], alg))
            self.assertEqual(payload.claims_of(message), CLAIMS)
            other = "ES256" if alg == "EdDSA" else "EdDSA"
            self.assertFalse(payload.verify(message, pair[1], other), "the key says which")

    def test_the_cwt_package_reads_es256_too(self):
        key = cwt.COSEKey.from_pem(keys.spki_pem(PUBLIC, "ES256"), kid=KID)
        message = zlib.decompress(reference_base45.b45decode(self.token("cwt_es256")))
        self.assertEqual(cwt.CWT.new(expires_in=1).decode(message, key)[7], CLAIMS.cti)

    def test_we_read_what_the_cwt_package_signs(self):
        for alg, number in (("EdDSA", -8), ("ES256", -7)):
            private, public = keys.generate(alg)
            map_key = {**keys.cose_key(KID, public, alg), 3: number, -4: private}
            key = cwt.COSEKey.new(map_key)
            made = cwt.COSE.new(alg_auto_inclusion=True).encode_and_sign(
                CLAIMS.encode(), key, protected={4: KID.encode()}
            )
            message = cose.read(made)
            self.assertTrue(cose.verify(message, public, alg))
            self.assertEqual(payload.claims_of(message), CLAIMS)

    def test_no_more_personal_data_than_on_paper(self):
        members = json.loads(unpadded(self.token().split(".")[1]))
        self.assertEqual(set(members) - set(payload.JSON_NAMES), {"ver"})
        self.assertEqual(members["name"], CLAIMS.masked_name)

    def test_every_changed_character_is_refused(self):
        text = self.token()
        for at, char in enumerate(text):
            other = "B" if char == "A" else "A"
            with self.subTest(at=at):
                self.assertFalse(self.judge(text[:at] + other + text[at + 1 :]))

    def test_truncated_extended_and_padded_texts_are_refused(self):
        text = self.token()
        for size in range(0, len(text), 7):
            self.assertFalse(self.judge(text[:size]))
        for wrong in (f"{text}=", f"{text}A", f"{text}.", f".{text}", f"{text}.AA", f"{text}\n"):
            self.assertFalse(self.judge(wrong))

    def test_no_other_algorithm_is_accepted(self):
        for alg in ("none", "None", "HS256", "RS256", "EdDSA", "ES384", "es256", "", None, 5):
            with self.subTest(alg=alg):
                self.assertFalse(self.judge(jwt(header={"alg": alg})))
        head, body, _signature = self.token().split(".")
        none = padless(b'{"alg":"none","kid":"A","typ":"JWT"}')
        self.assertFalse(self.judge(f"{none}.{body}."))
        self.assertFalse(self.judge(f"{head}.{body}."))

    def test_headers_that_bring_keys_or_extensions_are_refused(self):
        jwk = keys.jwk(KID, PUBLIC, "ES256")
        for more in (
            *({"jwk": jwk}, {"jku": "https://evil.example.org"}, {"x5u": "x"}, {"x5c": []}),
            *({"crit": ["exp"]}, {"b64": False}, {"zip": "DEF"}, {"cty": "JWT"}),
        ):
            with self.subTest(more=more):
                self.assertFalse(self.judge(jwt(header=more)))
        self.assertFalse(self.judge(jwt(header={"typ": "JOSE"})))
        self.assertFalse(self.judge(jwt(header={"kid": 5})))

    def test_ambiguous_texts_are_refused(self):
        head = json.dumps({"alg": "ES256", "kid": KID, "typ": "JWT"}).encode()
        body = CLAIMS.encode_json()
        self.assertTrue(self.judge(signed(head, body)))
        self.assertFalse(self.judge(signed(head[:-1] + b',"alg":"ES256"}', body)))
        self.assertFalse(self.judge(signed(head, body[:-1] + b',"amount_minor":1}')))
        self.assertFalse(self.judge(signed(head, body.replace(b"10000000", b"1e7"))))
        self.assertFalse(self.judge(signed(head, body.replace(b"10000000", b"NaN"))))
        self.assertFalse(self.judge(signed(head, b"\xff" + body)))

    def test_claims_of_another_shape_are_refused(self):
        for change in (
            *({"ver": 2}, {"admin": True}, {"exp": "x"}, {"amount_minor": True}),
            *({"jti": "zz"}, {"jti": 5}, {"iss": None}, {"currency": ["USD"]}),
        ):
            with self.subTest(change=change):
                self.assertFalse(self.judge(jwt(**change)))
        for body in (b"[]", b"5", b"null", b'"x"', b"{}", b"[" * 900):
            head = json.dumps({"alg": "ES256", "kid": KID, "typ": "JWT"}).encode()
            self.assertFalse(self.judge(signed(head, body)))

    def test_huge_inputs_are_refused(self):
        self.assertFalse(self.judge("eyJ" + "A" * 5000 + ".AAAA.AAAA"))
        self.assertFalse(self.judge(jwt(program="x" * 3000)))
