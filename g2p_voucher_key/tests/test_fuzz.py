import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..token import base45, cose, jws, keys, payload, strict_cbor
from .test_token import CLAIMS, same

#: the same inputs each time, without a database of examples: a failure is reproducible everywhere
quiet = settings(
    max_examples=120,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
few = settings(quiet, max_examples=40)

KEYS = {alg: keys.generate(alg) for alg in ("EdDSA", "ES256")}
TOKENS = {
    profile: payload.sign(CLAIMS, profile, KEYS[alg][0], "FUZZKEYS")
    for profile, (_form, alg) in payload.PROFILES.items()
}
scalars = st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.binary(max_size=20)
trees = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers() | st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4)
    ),
    max_leaves=10,
)


def judge(text):
    """True if the text is genuine with one of the keys; a ValueError refuses it."""
    try:
        message = payload.unpack(text)
        payload.claims_of(message)
    except ValueError:
        return False
    return any(payload.verify(message, public, alg) for alg, (_own, public) in KEYS.items())


@tagged("post_install", "-at_install")
class TestFuzz(BaseCase):
    """Parsers of foreign bytes raise only ValueError, and accept nothing."""

    @quiet
    @given(st.sampled_from(sorted(TOKENS)), st.data())
    def test_a_changed_token_is_refused(self, profile, data):
        text = TOKENS[profile]
        at = data.draw(st.integers(0, len(text) - 1))
        char = data.draw(st.characters())
        changed = text[:at] + char + text[at + 1 :]
        self.assertEqual(judge(changed), same(changed, text))

    @quiet
    @given(st.sampled_from(sorted(TOKENS)), st.data())
    def test_cut_or_spliced_tokens_are_refused(self, profile, data):
        text, other = TOKENS[profile], TOKENS[data.draw(st.sampled_from(sorted(TOKENS)))]
        cut = data.draw(st.integers(0, len(text) - 1))
        self.assertFalse(judge(text[:cut]))
        spliced = text[:cut] + other[data.draw(st.integers(0, len(other))) :]
        self.assertEqual(judge(spliced), spliced in TOKENS.values())

    @quiet
    @given(st.text(max_size=300) | st.binary(max_size=200) | json_values)
    def test_any_text_is_refused(self, text):
        self.assertFalse(judge(text))

    @quiet
    @given(st.binary(max_size=300))
    def test_any_bytes_in_the_right_wrapping_are_refused(self, data):
        self.assertFalse(judge(payload.pack(data)))
        self.assertFalse(judge(base45.encode(data)))

    @quiet
    @given(trees)
    def test_any_cbor_is_read_as_it_was_written_or_refused(self, tree):
        try:
            written = strict_cbor.dumps(tree)
            again = strict_cbor.loads(written)
        except ValueError:
            return
        self.assertEqual(strict_cbor.dumps(again), written)
        self.assertFalse(judge(payload.pack(written)))

    @quiet
    @given(trees, trees, trees)
    def test_any_headers_are_refused_though_signed(self, header, unprotected, body):
        try:
            parts = [strict_cbor.dumps(header), unprotected, strict_cbor.dumps(body), bytes(64)]
            self.assertFalse(judge(payload.pack(strict_cbor.dumps(parts))))
            cose.parse(strict_cbor.dumps(parts))
        except ValueError:
            return

    @quiet
    @given(json_values)
    def test_any_json_is_refused_though_signed(self, value):
        body = json.dumps(value).encode()
        text = jws.sign(body, KEYS["ES256"][0], "FUZZKEYS")
        self.assertFalse(judge(text))
