"""Ed25519 key pairs and the forms in which their public part is published."""

import base64
import hashlib

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

KTY_OKP, CRV_ED25519 = 1, 6


def generate():
    """(private bytes, public bytes)."""
    key = Ed25519PrivateKey.generate()
    private = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
    return private, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def kid_of(public_raw):
    """Eight characters made from the key itself.

    >>> kid_of(bytes(32))
    'MZUHVLPY'
    """
    digest = hashlib.sha256(public_raw).digest()
    return base64.b32encode(digest[:5]).decode()


def jwk(kid, public_raw):
    """JSON Web Key (RFC 8037)."""
    x = base64.urlsafe_b64encode(public_raw).rstrip(b"=").decode()
    return {
        "kty": "OKP",
        "crv": "Ed25519",
        "use": "sig",
        "alg": "EdDSA",
        "kid": kid,
        "x": x,
    }


def cose_key_set(pairs):
    """COSE_KeySet bytes of (kid, public bytes) pairs."""
    return cbor2.dumps(
        [
            {1: KTY_OKP, 2: kid.encode(), 3: -8, -1: CRV_ED25519, -2: public_raw}
            for kid, public_raw in pairs
        ],
        canonical=True,
    )
