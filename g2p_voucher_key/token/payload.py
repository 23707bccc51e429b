"""The voucher's QR text: Base45 of zlib of a CWT in COSE_Sign1, or a JWT.

Claims of the CWT: 1 issuer, 4 expiry, 5 not before, 7 ID of the copy (CWT, RFC 8392);
169 {4: masked name} (MOSIP claim 169); PRIVATE {…} the voucher's content.

The JWT contains the same under names: iss, exp, nbf, jti (hexadecimal), name, and the private ones
in JSON_NAMES.
"""

import json
import zlib
from dataclasses import dataclass

from . import base45, cose, jws, signatures, strict_cbor

ISS, EXP, NBF, CTI, IDENTITY, PRIVATE = 1, 4, 5, 7, 169, -70001
NAME = 4
NUMBER, PROGRAM, BIRTH_YEAR, AMOUNT, CURRENCY, STATUS, PROFILE = 1, 2, 4, 5, 6, 8, 9
PROFILE_VERSION = 1
MAX_TEXT = 4096  # characters; real ones have about 350
MAX_INFLATED = 16384  # bytes
#: form of the text and algorithm of the key, by the programme's profile
PROFILES = {
    "cwt": ("cwt", signatures.EDDSA),
    "cwt_es256": ("cwt", signatures.ES256),
    "jwt": ("jwt", signatures.ES256),
}
#: {member of the JWT: field of Claims}; optional ones are omitted if they are empty
JSON_NAMES = {
    "iss": "issuer",
    "nbf": "not_before",
    "exp": "expires",
    "jti": "cti",
    "voucher": "number",
    "program": "program",
    "name": "masked_name",
    "amount_minor": "amount_minor",
    "currency": "currency",
    "birth_year": "birth_year",
    "status": "status_index",
}
OPTIONAL = ("birth_year", "status_index")
PROGRAM_LABEL = 24  # characters of the programme's name in the QR


@dataclass(frozen=True)
class Claims:
    """The content that a verifier reads on paper."""

    issuer: str
    not_before: int
    expires: int
    cti: bytes
    number: str
    program: str
    masked_name: str
    amount_minor: int
    currency: str
    birth_year: int = 0
    status_index: int = 0  # place in the published status list; 0 = not listed

    def encode(self):
        """CWT claims set, deterministic."""
        private = {
            NUMBER: self.number,
            PROGRAM: self.program[:PROGRAM_LABEL],
            AMOUNT: self.amount_minor,
            CURRENCY: self.currency,
            PROFILE: PROFILE_VERSION,
        }
        if self.birth_year:
            private[BIRTH_YEAR] = self.birth_year
        if self.status_index:
            private[STATUS] = self.status_index
        return strict_cbor.dumps(
            {
                ISS: self.issuer,
                EXP: self.expires,
                NBF: self.not_before,
                CTI: self.cti,
                IDENTITY: {NAME: self.masked_name},
                PRIVATE: private,
            }
        )

    def encode_json(self):
        """JWT claims set (RFC 7519), members in a fixed order."""
        values = {
            **{name: getattr(self, field) for name, field in JSON_NAMES.items()},
            "jti": self.cti.hex(),
            "program": self.program[:PROGRAM_LABEL],
        }
        kept = {
            name: value
            for name, value in values.items()
            if value or JSON_NAMES[name] not in OPTIONAL
        }
        kept["ver"] = PROFILE_VERSION
        return json.dumps(kept, separators=(",", ":"), ensure_ascii=False).encode()


_TYPES = {
    "issuer": str,
    "not_before": int,
    "expires": int,
    "cti": bytes,
    "number": str,
    "program": str,
    "masked_name": str,
    "amount_minor": int,
    "currency": str,
    "birth_year": int,
    "status_index": int,
}


def claims_of(message):
    """Claims of a message; ValueError as in the decoders."""
    if isinstance(message, jws.Jws):
        return decode_json(message.payload)
    return decode_claims(message.payload)


def decode_json(data):
    """Claims of a JWT's payload; ValueError if something is missing or has another type."""
    members = _map(jws.loads(data))
    if members.pop("ver", None) != PROFILE_VERSION or set(members) - set(JSON_NAMES):
        raise ValueError("unknown profile or member")
    found = {JSON_NAMES[name]: value for name, value in members.items()}
    found["cti"] = _bytes(found.get("cti"))
    return _checked({name: found.get(name, 0) for name in _TYPES})


def _bytes(text):
    """The bytes of hexadecimal text; other values unchanged."""
    return bytes.fromhex(text) if isinstance(text, str) else text


def decode_claims(data):
    """Claims of the bytes; ValueError if something is missing or has another type."""
    claims = _map(strict_cbor.loads(data))
    private, identity = _map(claims.get(PRIVATE)), _map(claims.get(IDENTITY))
    if private.get(PROFILE) != PROFILE_VERSION:
        raise ValueError("unknown profile")
    found = {
        "issuer": claims.get(ISS),
        "not_before": claims.get(NBF),
        "expires": claims.get(EXP),
        "cti": claims.get(CTI),
        "number": private.get(NUMBER),
        "program": private.get(PROGRAM),
        "masked_name": identity.get(NAME),
        "amount_minor": private.get(AMOUNT),
        "currency": private.get(CURRENCY),
        "birth_year": private.get(BIRTH_YEAR, 0),
        "status_index": private.get(STATUS, 0),
    }
    return _checked(found)


def _checked(found):
    """Claims of the values, after a check of their types."""
    if any(type(found[name]) is not kind for name, kind in _TYPES.items()):
        raise ValueError("missing claim")
    return Claims(**found)


def _map(value):
    """The value if it is a map, or an empty one."""
    return value if isinstance(value, dict) else {}


def sign(claims, profile, private_raw, kid):
    """QR text of the claims.

    :param str profile: one of PROFILES
    """
    form, alg = PROFILES[profile]
    if form == "jwt":
        return jws.sign(claims.encode_json(), private_raw, kid)
    return pack(cose.sign1(claims.encode(), private_raw, kid.encode(), alg))


def verify(message, public_raw, alg):
    """Whether the key signed the message, with the key's own algorithm."""
    form = jws if isinstance(message, jws.Jws) else cose
    return form.verify(message, public_raw, alg)


def pack(message):
    """QR text of COSE bytes."""
    return base45.encode(zlib.compress(message, 9))


def unpack(text):
    """Unverified message (Sign1 or Jws) of a QR text; ValueError if it is none.

    >>> unpack("QED8WEX0")
    Traceback (most recent call last):
    ValueError: not compressed
    """
    if not isinstance(text, str) or len(text) > MAX_TEXT:
        raise ValueError("too long")
    if jws.is_jws(text):
        return jws.read(text)
    return cose.read(_inflate(base45.decode(text)))


def _inflate(data):
    """The whole zlib stream, limited in size, with nothing after it."""
    stream = zlib.decompressobj()
    try:
        out = stream.decompress(data, MAX_INFLATED)
    except zlib.error:
        raise ValueError("not compressed") from None
    if not stream.eof or stream.unused_data or stream.unconsumed_tail:
        raise ValueError("cut short, too long or followed by something")
    return out
