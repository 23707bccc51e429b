"""COSE_Sign1 (RFC 9052) with Ed25519 or ES256: sign, read strictly, verify."""

from dataclasses import dataclass

import cbor2

from . import signatures, strict_cbor

TAG_SIGN1, TAG_CWT = 18, 61
HEADER_ALG, HEADER_CRIT, HEADER_KID = 1, 2, 4
#: algorithms that deployed decoders know; RFC 9864's -19 and -9 are not read either
ALGORITHMS = {signatures.EDDSA: -8, signatures.ES256: -7}
KNOWN_HEADERS = {HEADER_ALG, HEADER_KID}


@dataclass(frozen=True)
class Parts:
    """A COSE_Sign1 as in RFC 9052, with any headers."""

    protected: bytes
    header: dict
    unprotected: dict
    payload: bytes
    signature: bytes

    def to_be_signed(self, external=b""):
        """Sig_structure of RFC 9052, section 4.4; an empty header counts as no bytes."""
        return _sig_structure(self.protected if self.header else b"", self.payload, external)


@dataclass(frozen=True)
class Sign1:
    """A message of our profile, whose signature is not yet checked."""

    kid: bytes
    alg: int
    protected: bytes
    payload: bytes
    signature: bytes

    @property
    def to_be_signed(self):
        return _sig_structure(self.protected, self.payload)


def _sig_structure(protected, payload, external=b""):
    return cbor2.dumps(["Signature1", protected, external, payload])


def sign1(payload, private_raw, kid, alg=signatures.EDDSA):
    """Tagged COSE_Sign1 bytes; `kid` is in the protected header.

    >>> from . import keys
    >>> private, public = keys.generate(signatures.EDDSA)
    >>> message = read(sign1(b"claims", private, b"AAAABBBB"))
    >>> message.kid, message.payload, verify(message, public)
    (b'AAAABBBB', b'claims', True)
    """
    header = {HEADER_ALG: ALGORITHMS[alg], HEADER_KID: kid}
    protected = strict_cbor.dumps(header)
    signature = signatures.sign(alg, private_raw, _sig_structure(protected, payload))
    return cbor2.dumps(cbor2.CBORTag(TAG_SIGN1, [protected, {}, payload, signature]))


def read(data):
    """Sign1 of the bytes (bare, tag 18, or tag 61 around 18); ValueError otherwise.

    Only an algorithm and a key ID are accepted, both protected.
    """
    parts = parse(data)
    if set(parts.header) != KNOWN_HEADERS or parts.unprotected:
        raise ValueError("unknown or missing header")
    alg, kid = parts.header[HEADER_ALG], parts.header[HEADER_KID]
    if alg not in ALGORITHMS.values() or isinstance(alg, bool):
        raise ValueError("unknown algorithm")
    if not isinstance(kid, bytes) or not kid:
        raise ValueError("missing key id")
    return Sign1(kid, alg, parts.protected, parts.payload, parts.signature)


def parse(data):
    """Parts of the bytes; ValueError if they are no COSE_Sign1."""
    message = _untagged(strict_cbor.loads(data, tags=(TAG_SIGN1, TAG_CWT)))
    if not isinstance(message, list) or len(message) != 4:
        raise ValueError("not a COSE_Sign1")
    protected, unprotected, payload, signature = message
    if [type(part) for part in message] != [bytes, dict, bytes, bytes]:
        raise ValueError("not a COSE_Sign1")
    if len(signature) != signatures.SIZE:
        raise ValueError("wrong signature size")
    header = strict_cbor.loads(protected) if protected else {}
    if type(header) is not dict:
        raise ValueError("not a header")
    return Parts(protected, header, unprotected, payload, signature)


def _untagged(message):
    """The message inside its tags."""
    if isinstance(message, cbor2.CBORTag) and message.tag == TAG_CWT:
        message = message.value
        if not isinstance(message, cbor2.CBORTag):
            raise ValueError("a CWT tag needs a COSE tag inside")
    if isinstance(message, cbor2.CBORTag):
        if message.tag != TAG_SIGN1:
            raise ValueError("not a COSE_Sign1")
        message = message.value
    return message


def verify(message, public_raw, alg=signatures.EDDSA):
    """Whether the key made the signature; the algorithm is the key's, not the token's."""
    if message.alg != ALGORITHMS.get(alg):
        return False
    return signatures.verify(alg, public_raw, message.signature, message.to_be_signed)
