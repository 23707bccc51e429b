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

from odoo.exceptions import UserError
from odoo.tests import BaseCase, tagged

from ..exceptions import VoucherRefused
from ..token import cose, keys, payload, signatures, strict_cbor
from .common import VoucherCase
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
    """A token of ours with other headers or members, rightly signed over them."""
    header = {"alg": "ES256", "kid": KID, "typ": "JWT", **changes.pop("header", {})}
    members = {**json.loads(CLAIMS.encode_json()), **changes}
    return signed(json.dumps(header).encode(), json.dumps(members).encode())


def signed(header, members):
    text = f"{padless(header)}.{padless(members)}"
    return f"{text}.{padless(signatures.sign('ES256', PRIVATE, text.encode()))}"


def ec_only_reader(text, pem):
    """A reader that knows one key, of the EC kind, and ES256: the published SmartScanner code.

    It casts what it finds in the X.509 form to an EC key, and does not look at the key id.
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
    """A reader that knows one Ed25519 key and takes any CWT that it signed."""
    key = load_pem_public_key(pem.encode())
    if not isinstance(key, Ed25519PublicKey):
        raise TypeError("not an Ed25519 key")
    message = cbor2.loads(zlib.decompress(reference_base45.b45decode(text))).value
    key.verify(message[3], cbor2.dumps(["Signature1", message[0], b"", message[2]]))
    return cbor2.loads(message[2])


@tagged("post_install", "-at_install")
class TestExamples(BaseCase):
    """What the standards' own examples say."""

    def genuine(self, example):
        """As the RFC has it: any header, the key of the example."""
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
        if made != again:  # a number is drawn for each, where the library knows no other way
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

    def test_no_other_algorithm_is_taken(self):
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

    def test_what_has_two_readings_is_refused(self):
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


@tagged("post_install", "-at_install")
class TestProfiles(VoucherCase):
    """Vouchers of programmes with another profile, from the key to the redemption."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.fake_pdf()
        voucher_keys = cls.env["g2p.voucher.key"].with_user(cls.manager)
        cls.es256 = voucher_keys.browse(voucher_keys.action_generate("ES256")["res_id"])
        cls.es256.action_activate()
        cls.template = cls.env.ref("g2p_voucher_qr.voucher_template_default").copy()
        cls.voucher_manager.template_id = cls.template

    def issued(self, profile):
        self.voucher_manager.profile = profile
        return self.issue_voucher().active_copy_id

    def test_one_key_of_each_algorithm_is_active(self):
        self.assertEqual((self.es256.state, self.key.state), ("active", "active"))
        self.assertEqual(self.issued("cwt").key_id, self.key)
        for profile in ("cwt_es256", "jwt"):
            self.assertEqual(self.issued(profile).key_id, self.es256)

    def test_every_profile_is_verified_and_redeemed(self):
        for number, profile in enumerate(("cwt", "cwt_es256", "jwt")):
            copy = self.issued(profile)
            answer = self.verify(copy.payload, self.staff)
            self.assertEqual((answer["genuine"], answer["usable"]), (True, True), profile)
            done = self.redeem(copy.payload, 1000, f"profile-{number}")
            self.assertEqual(done["amount_available"], 0)
            with self.assertRaises(VoucherRefused) as caught:
                self.redeem(copy.payload, 1, f"profile-again-{number}")
            self.assertEqual(caught.exception.code, "redeemed")

    def test_another_signature_of_the_same_copy_is_the_same_copy(self):
        """ECDSA: (r, n - s) is right as well, so a text never says what is redeemed."""
        copy = self.issued("jwt")
        head, body, signature = copy.payload.split(".")
        raw = unpadded(signature)
        twin = raw[:32] + (ORDER - int.from_bytes(raw[32:], "big")).to_bytes(32, "big")
        text = f"{head}.{body}.{padless(twin)}"
        self.assertTrue(self.verify(text, self.staff)["usable"])
        self.redeem(copy.payload, 1000, "first-text-1")
        self.assertEqual(self.verify(text, self.staff)["code"], "redeemed")
        with self.assertRaises(VoucherRefused):
            self.redeem(text, 1000, "twin-text-01")

    def test_without_a_key_of_the_kind_it_says_which(self):
        self.es256.action_retire()
        with self.assertRaisesRegex(
            UserError, r"no active voucher key of the kind ES256 \(P-256\)"
        ):
            self.issued("jwt")

    def test_a_revoked_key_takes_its_vouchers_along(self):
        copy = self.issued("jwt")
        self.es256.action_revoke("stolen")
        self.assertEqual(self.verify(copy.payload, self.staff)["code"], "key_revoked")

    def test_the_vouchers_of_a_revoked_key_are_found_and_reissued(self):
        copies = self.issued("jwt") | self.issued("jwt")
        closed = self.issued("jwt").voucher_id
        closed.with_user(self.issuer).action_revoke("moved away")
        self.es256.action_revoke("stolen")
        self.assertEqual(self.es256.live_count, 2)
        found = self.env["g2p.voucher"].with_user(self.issuer)
        found = found.search(self.es256.with_user(self.issuer).action_view_live()["domain"])
        self.assertEqual(found, copies.voucher_id)
        self.voucher_manager.profile = "cwt"
        dialog = self.env["g2p.voucher.reason"].with_user(self.issuer)
        dialog = dialog.with_context(**found.action_open_reissue()["context"])
        dialog.create({"reason": "key revoked"}).action_confirm()
        for voucher in found:
            text = voucher.active_copy_id.payload
            self.assertTrue(self.verify(text, self.staff)["usable"])
        self.assertEqual(self.verify(copies[0].payload, self.staff)["code"], "key_revoked")
        self.es256.invalidate_recordset(["live_count"])
        self.assertEqual(self.es256.live_count, 0)

    def test_only_known_algorithms_are_generated(self):
        voucher_keys = self.env["g2p.voucher.key"].with_user(self.manager)
        for alg in ("none", "HS256", None, 5, [], {}):
            with self.assertRaisesRegex(UserError, "one of the algorithms"):
                voucher_keys.action_generate(alg)

    def test_a_key_does_not_sign_for_another_profile(self):
        copy = self.issued("cwt")
        claims = copy._claims(copy.voucher_id, self.key, b"0" * 16)
        with self.assertRaisesRegex(UserError, "is of another algorithm"):
            self.key._sign(claims, "jwt")

    # === Readers that know one key only === #

    def test_a_reader_of_ec_keys_reads_the_jwt(self):
        copy = self.issued("jwt")
        found = ec_only_reader(copy.payload, self.es256.public_pem)
        self.assertEqual(found["voucher"], copy.voucher_id.name)
        self.assertEqual(found["jti"], copy.cti)
        with self.assertRaises(TypeError):
            ec_only_reader(copy.payload, self.key.public_pem)

    def test_a_reader_of_ed25519_reads_the_cwt(self):
        copy = self.issued("cwt")
        self.assertTrue(self.key.public_pem.splitlines()[1].startswith("MCowBQYDK2VwAyEA"))
        found = ed25519_only_reader(copy.payload, self.key.public_pem)
        self.assertEqual(found[-70001][1], copy.voucher_id.name)
        with self.assertRaises(TypeError):
            ed25519_only_reader(copy.payload, self.es256.public_pem)
