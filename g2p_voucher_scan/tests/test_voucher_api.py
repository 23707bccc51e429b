import base64
import json

import cbor2
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import HttpCase, tagged

from odoo.addons.g2p_voucher_key.token import keys
from odoo.addons.g2p_voucher_qr.tests.common import VoucherCase

VERIFY = "/voucher/verify"
JSON = {"Content-Type": "application/json"}
KEY_SETS = {
    "/voucher/keys/jwks.json": "application/jwk-set+json",
    "/.well-known/g2p-voucher/jwks.json": "application/jwk-set+json",
    "/voucher/keys/cose": "application/cose-key-set",
    "/.well-known/g2p-voucher/cose-keys": "application/cose-key-set",
}
KINDS = [
    ("EdDSA", {"kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig"}),
    ("ES256", {"kty": "EC", "crv": "P-256", "alg": "ES256", "use": "sig"}),
]
CALLS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "params", "text", "self"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@tagged("post_install", "-at_install")
class TestVoucherApi(HttpCase, VoucherCase):
    """The addresses that anybody on the internet can call."""

    def ask(self, body, headers=None):
        response = self.url_open(VERIFY, data=body, headers=headers or JSON)
        self.assertNotIn("Traceback", response.text)
        return response

    def test_invalid_calls_are_refused_exactly(self):
        deep = b"[" * 30000
        refusals = {
            400: [
                *(b"[]", b"5", b"null", b'"x"', b"x", b"{", b"\xff", deep, b'{"a":' + deep),
                *(b"{}", b'{"Text": "x"}', b'["text"]', b'"text"'),
                # a JSON-RPC body must not be checked as an empty text
                b'{"jsonrpc": "2.0", "id": 1, "params": {"text": "x"}}',
                b'{"text":' + b"9" * 5000 + b"}",
            ],
            413: [b'{"text":"' + b"x" * 65536 + b'"}', b" " * 200_000],
        }
        for status, bodies in refusals.items():
            for body in bodies:
                with self.subTest(body=body[:30]):
                    self.assert_refused(self.ask(body), status)

    def assert_refused(self, response, status):
        kind = response.headers["Content-Type"]
        self.assertEqual((response.status_code, kind), (status, "application/problem+json"))
        self.assertEqual(set(response.json()), {"status", "title"})
        self.assertEqual(response.json()["status"], status)
        self.assertNotIn("Set-Cookie", response.headers)

    def test_it_takes_json_only(self):
        body = b'{"text":"x"}'
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data"):
            self.assert_refused(self.ask(body, {"Content-Type": kind}), 415)
        self.assertEqual(self.url_open(VERIFY).status_code, 405)

    def test_odd_members_are_harmless(self):
        for more in ({"self": 1}, {"context": {"su": 1}}, {"uid": 1}, {"csrf_token": 1}, {"id": 1}):
            response = self.ask(json.dumps({"text": "A", **more}).encode())
            self.assertEqual(response.status_code, 200)
            self.assertEqual(response.json()["code"], "not_genuine")
            self.assertNotIn("Set-Cookie", response.headers)

    def test_any_json_is_answered_or_refused(self):
        @settings(
            max_examples=60,
            derandomize=True,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        )
        @given(CALLS)
        def send(call):
            response = self.ask(json.dumps(call).encode())
            if response.status_code == 200:
                self.assertEqual(response.json()["code"], "not_genuine")
            else:
                self.assert_refused(response, 400)

        send()

    def test_key_sets_are_cached_and_revalidated_cheaply(self):
        for address, kind in KEY_SETS.items():
            with self.subTest(address=address):
                response = self.url_open(address)
                self.assertEqual(response.status_code, 200)
                self.assertEqual(response.headers["Content-Type"].split(";")[0], kind)
                self.assertEqual(response.headers["Cache-Control"], "public, max-age=3600")
                self.assertEqual(response.headers["Access-Control-Allow-Origin"], "*")
                self.assertNotIn("Set-Cookie", response.headers)
                tag = {"If-None-Match": response.headers["ETag"]}
                again = self.url_open(address, headers=tag)
                self.assertEqual((again.status_code, again.content), (304, b""))
                self.env["g2p.voucher.key"]._generate(self.company)
                changed = self.url_open(address, headers=tag)
                self.assertEqual(changed.status_code, 200)
                self.assertNotEqual(changed.headers["ETag"], response.headers["ETag"])

    def test_both_sets_contain_both_kinds_of_keys_and_nothing_more(self):
        made = {alg: self.env["g2p.voucher.key"]._generate(self.company, alg) for alg, _n in KINDS}
        jwks = json.loads(self.url_open("/.well-known/g2p-voucher/jwks.json").content)["keys"]
        jwks = {key["kid"]: key for key in jwks}
        coses = cbor2.loads(self.url_open("/.well-known/g2p-voucher/cose-keys").content)
        coses = {key[2]: key for key in coses}
        for alg, members in KINDS:
            key = made[alg]
            raw, jwk, cose = key._public_raw(), jwks[key.kid], coses[key.kid.encode()]
            self.assertEqual({name: jwk[name] for name in members}, members)
            parts = [raw] if alg == "EdDSA" else [raw[1:33], raw[33:]]
            found = [base64.urlsafe_b64decode(jwk[name] + "=") for name in "xy" if name in jwk]
            self.assertEqual(found, parts)
            self.assertEqual([cose[label] for label in (-2, -3) if label in cose], parts)
            self.assertEqual(set(jwk) - set("xy"), {"kty", "crv", "use", "alg", "kid"})
            self.assertLessEqual(set(cose), {1, 2, 3, -1, -2, -3})
            self.assertEqual(keys.kid_of(raw), key.kid)
