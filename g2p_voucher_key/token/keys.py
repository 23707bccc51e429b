"""Names of key pairs, and the forms in which public keys are published."""

import base64
import hashlib

import cbor2
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from . import signatures

# RFC 9053: key types, curves and algorithms
_OKP, _EC2 = 1, 2
_COSE = {signatures.EDDSA: (_OKP, 6, -8), signatures.ES256: (_EC2, 1, -7)}
_JOSE = {signatures.EDDSA: ("OKP", "Ed25519"), signatures.ES256: ("EC", "P-256")}


def generate(alg=signatures.EDDSA):
    """(private bytes, public bytes)."""
    return signatures.generate(alg)


def kid_of(public_raw):
    """Eight characters, derived from the key.

    >>> kid_of(bytes(32))
    'MZUHVLPY'
    """
    digest = hashlib.sha256(public_raw).digest()
    return base64.b32encode(digest[:5]).decode()


def _coordinates(alg, public_raw):
    """x, and for a point also y."""
    if alg == signatures.EDDSA:
        return [public_raw]
    return [public_raw[1:33], public_raw[33:]]


def jwk(kid, public_raw, alg=signatures.EDDSA):
    """JSON Web Key (RFC 7517, RFC 7518, RFC 8037).

    >>> jwk("A", bytes(32))["x"][:4], sorted(jwk("A", bytes(65), "ES256"))
    ('AAAA', ['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y'])
    """
    kty, crv = _JOSE[alg]
    texts = (
        base64.urlsafe_b64encode(part).rstrip(b"=").decode()
        for part in _coordinates(alg, public_raw)
    )
    key = {"kty": kty, "crv": crv, "use": "sig", "alg": alg, "kid": kid}
    return key | dict(zip("xy", texts, strict=False))


def cose_key(kid, public_raw, alg=signatures.EDDSA):
    """COSE_Key as a map (RFC 9052, section 7)."""
    kty, crv, number = _COSE[alg]
    key = {1: kty, 2: kid.encode(), 3: number, -1: crv}
    return key | dict(zip((-2, -3), _coordinates(alg, public_raw), strict=False))


def cose_key_set(entries):
    """COSE_KeySet bytes of (kid, public bytes, alg) entries."""
    return cbor2.dumps([cose_key(*entry) for entry in entries], canonical=True)


def spki_pem(public_raw, alg=signatures.EDDSA):
    """The public key in the form that most programs read: PEM of SubjectPublicKeyInfo (RFC 5280).

    >>> spki_pem(bytes(32)).splitlines()[1][:16]
    'MCowBQYDK2VwAyEA'
    """
    key = signatures.public_key(alg, public_raw)
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
