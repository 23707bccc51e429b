"""COSE_Sign1 (RFC 9052) with Ed25519: sign, read strictly, verify."""

from dataclasses import dataclass

import cbor2
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from . import strict_cbor

TAG_SIGN1, TAG_CWT = 18, 61
HEADER_ALG, HEADER_CRIT, HEADER_KID = 1, 2, 4
ALG_EDDSA = -8
ALGORITHMS = {"EdDSA": ALG_EDDSA}
SIGNATURE_SIZE = 64
KNOWN_HEADERS = {HEADER_ALG, HEADER_KID}


@dataclass(frozen=True)
class Sign1:
    """A message whose form is right and whose signature is not yet checked."""

    kid: bytes
    alg: int
    protected: bytes
    payload: bytes
    signature: bytes

    @property
    def to_be_signed(self):
        """Sig_structure of RFC 9052, section 4.4."""
        return _sig_structure(self.protected, self.payload)


def _sig_structure(protected, payload):
    return cbor2.dumps(["Signature1", protected, b"", payload])


def sign1(payload, private_raw, kid):
    """Tagged COSE_Sign1 bytes; `kid` stands in the protected header."""
    header = {HEADER_ALG: ALG_EDDSA, HEADER_KID: kid}
    protected = strict_cbor.dumps(header)
    key = Ed25519PrivateKey.from_private_bytes(private_raw)
    signature = key.sign(_sig_structure(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(TAG_SIGN1, [protected, {}, payload, signature]))


def read(data):
    """Sign1 of the bytes (bare, tag 18, or tag 61 around 18); ValueError otherwise."""
    message = strict_cbor.loads(data, tags=(TAG_SIGN1, TAG_CWT))
    if isinstance(message, cbor2.CBORTag) and message.tag == TAG_CWT:
        message = message.value
        if not isinstance(message, cbor2.CBORTag):
            raise ValueError("a CWT tag needs a COSE tag inside")
    if isinstance(message, cbor2.CBORTag):
        if message.tag != TAG_SIGN1:
            raise ValueError("not a COSE_Sign1")
        message = message.value
    protected, unprotected, payload, signature = _parts(message)
    return _read_header(protected, unprotected, payload, signature)


def _parts(message):
    """The four parts with the right types."""
    if not isinstance(message, list) or len(message) != 4:
        raise ValueError("not a COSE_Sign1")
    types = (bytes, dict, bytes, bytes)
    if not all(isinstance(part, kind) for part, kind in zip(message, types, strict=True)):
        raise ValueError("not a COSE_Sign1")
    if len(message[3]) != SIGNATURE_SIZE:
        raise ValueError("wrong signature size")
    return message


def _read_header(protected, unprotected, payload, signature):
    """Only an algorithm and a key id, both protected: nothing else is understood."""
    header = strict_cbor.loads(protected)
    if not isinstance(header, dict) or set(header) != KNOWN_HEADERS or unprotected:
        raise ValueError("unknown or missing header")
    alg, kid = header[HEADER_ALG], header[HEADER_KID]
    if alg not in ALGORITHMS.values() or isinstance(alg, bool):
        raise ValueError("unknown algorithm")
    if not isinstance(kid, bytes) or not kid:
        raise ValueError("missing key id")
    return Sign1(kid, alg, protected, payload, signature)


def verify(message, public_raw, alg="EdDSA"):
    """Whether the key made the signature; the algorithm is the key's, not the token's."""
    if message.alg != ALGORITHMS.get(alg):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public_raw).verify(
            message.signature, message.to_be_signed
        )
    except (InvalidSignature, ValueError):
        return False
    return True
