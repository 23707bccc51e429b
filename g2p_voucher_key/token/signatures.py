"""The two signatures of vouchers, over raw keys: Ed25519 (RFC 8032), ES256 (FIPS 186-5).

Private keys are 32 bytes; public keys are 32 bytes (Ed25519) or an uncompressed point of P-256
(65 bytes); signatures are 64 bytes, for ES256 r and s side by side as COSE and JOSE require.
"""

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

EDDSA, ES256 = "EdDSA", "ES256"
SIZE = 64  # bytes of a signature
_HALF = SIZE // 2
_CURVE = ec.SECP256R1()


def generate(alg):
    """(private bytes, public bytes) of a new key."""
    if alg == EDDSA:
        key = Ed25519PrivateKey.generate()
        private = key.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        return private, key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    key = ec.generate_private_key(_CURVE)
    private = key.private_numbers().private_value.to_bytes(_HALF, "big")
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return private, point


def sign(alg, private, data):
    """The signature, 64 bytes.

    >>> private, public = generate(ES256)
    >>> verify(ES256, public, sign(ES256, private, b"a"), b"a")
    True
    """
    if alg == EDDSA:
        return Ed25519PrivateKey.from_private_bytes(private).sign(data)
    key = ec.derive_private_key(int.from_bytes(private, "big"), _CURVE)
    r, s = decode_dss_signature(_sign_ecdsa(key, data))
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def _sign_ecdsa(key, data):
    """Deterministic (RFC 6979) where the library supports it: a bad random number would reveal
    the key."""
    try:
        return key.sign(data, ec.ECDSA(hashes.SHA256(), deterministic_signing=True))
    except (TypeError, UnsupportedAlgorithm):  # cryptography before 43, or its backend
        return key.sign(data, ec.ECDSA(hashes.SHA256()))


def public_key(alg, raw):
    """The library's key of raw bytes; ValueError if they are none."""
    if alg == EDDSA:
        return Ed25519PublicKey.from_public_bytes(raw)
    return ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, raw)


def verify(alg, public, signature, data):
    """Whether the key made the signature.

    >>> private, public = generate(EDDSA)
    >>> verify(EDDSA, public, sign(EDDSA, private, b"a"), b"b")
    False
    """
    if len(signature) != SIZE:
        return False
    try:
        key = public_key(alg, public)
        if alg == EDDSA:
            key.verify(signature, data)
        else:
            parts = signature[:_HALF], signature[_HALF:]
            der = encode_dss_signature(*(int.from_bytes(part, "big") for part in parts))
            key.verify(der, data, ec.ECDSA(hashes.SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True
