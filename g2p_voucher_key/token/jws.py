"""The JWT form of a voucher: a compact JWS (RFC 7515) with ES256, signed and read strictly.

For readers that support nothing else, such as SmartScanner's published code. Only output of this
file is accepted: three headers, no padding, one spelling of every byte. So an accepted text is the
issued text, or one with the same claims and another signature of the same key.
"""

import base64
import binascii
import json
import re
from dataclasses import dataclass

from . import signatures

TYPE = "JWT"
HEADERS = {"alg", "kid", "typ"}
MAX_PART = 2048  # characters
_FORM = re.compile(r"eyJ[A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+){2}")


@dataclass(frozen=True)
class Jws:
    """A well-formed message whose signature is not yet checked."""

    kid: bytes
    alg: str
    payload: bytes
    signature: bytes
    to_be_signed: bytes


def is_jws(text):
    """Whether the text has the form of a JWS; Base45 has no small letters.

    >>> is_jws("eyJhIjox.e30.AA"), is_jws("6BF+70790T9WJWG")
    (True, False)
    """
    return bool(_FORM.fullmatch(text))


def sign(claims, private, kid):
    """Compact JWS text.

    :param bytes claims: the JSON of the claims set (RFC 7519)
    :param str kid: key id, for the header
    """
    header = json.dumps({"alg": signatures.ES256, "kid": kid, "typ": TYPE}, separators=(",", ":"))
    signed = f"{_encode(header.encode())}.{_encode(claims)}"
    return f"{signed}.{_encode(signatures.sign(signatures.ES256, private, signed.encode()))}"


def read(text):
    """Jws of the text; ValueError if it is none.

    >>> read("eyJhbGciOiJub25lIn0.e30.AA")
    Traceback (most recent call last):
    ValueError: unknown or missing header
    """
    parts = text.split(".")
    if not is_jws(text) or max(map(len, parts)) > MAX_PART:
        raise ValueError("not a JWS")
    header = loads(_decode(parts[0]))
    if not isinstance(header, dict) or set(header) != HEADERS or header["typ"] != TYPE:
        raise ValueError("unknown or missing header")
    if header["alg"] != signatures.ES256 or not isinstance(header["kid"], str):
        raise ValueError("unknown algorithm or key id")
    signature = _decode(parts[2])
    if len(signature) != signatures.SIZE:
        raise ValueError("wrong signature size")
    signed = f"{parts[0]}.{parts[1]}".encode()
    return Jws(header["kid"].encode(), header["alg"], _decode(parts[1]), signature, signed)


def verify(message, public_raw, alg):
    """Whether the key made the signature; the algorithm is the key's, not the token's."""
    if message.alg != alg:
        return False
    return signatures.verify(alg, public_raw, message.signature, message.to_be_signed)


def loads(data):
    """The JSON object of the bytes; ValueError if it can be read in two ways.

    >>> loads(b'{"a":1,"a":2}')
    Traceback (most recent call last):
    ValueError: repeated member
    """
    try:
        return json.loads(
            data.decode(), object_pairs_hook=_unique, parse_float=_refuse, parse_constant=_refuse
        )
    except (UnicodeDecodeError, RecursionError) as err:
        raise ValueError("not JSON") from err


def _unique(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("repeated member")
    return found


def _refuse(_text):
    raise ValueError("no number of a voucher")


def _encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decode(text):
    """Bytes of base64url without padding, in canonical form (no stray bits at the end)."""
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        raise ValueError("not base64url") from None
    if _encode(data) != text:
        raise ValueError("not base64url in its one spelling")
    return data
