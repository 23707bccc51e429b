"""The provider's published keys: the one key that may have signed a token."""

import jwt

from .refusals import Refused

#: what may be allowed: asymmetric signatures only. With HS256 the provider's public key, or the
#: client's secret, would be a signing key; ``none`` is no signature
KINDS = {
    **dict.fromkeys(("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"), "RSA"),
    **dict.fromkeys(("ES256", "ES384", "ES512"), "EC"),
    "EdDSA": "OKP",
}
#: bits of the smallest RSA key
SMALLEST = 2048
#: keys of a set that are looked at
MOST = 100


def check(document):
    """Refuse what is no key set.

    >>> check({"keys": []})
    >>> check({"keys": "none"})
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: metadata: no key set
    """
    if not isinstance(document.get("keys"), list):
        raise Refused("metadata", "no key set")


def pick(keys, header):
    """The key of a token's header.

    :param list keys: of a JWK Set
    :raises Refused: *unknown_key* when there is none, so that the set may be read again

    >>> pick([], {"alg": "RS256", "kid": "a"})
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: unknown_key
    """
    found = [key for key in keys[:MOST] if _fits(key, header)]
    if len(found) != 1:
        raise Refused("unknown_key")
    return _read(found[0], header["alg"])


def _fits(key, header):
    """Whether a key may have signed a token with this header.

    >>> _fits({"kty": "RSA", "kid": "a"}, {"alg": "RS256", "kid": "a"})
    True
    >>> _fits({"kty": "RSA", "kid": "a"}, {"alg": "ES256", "kid": "a"})
    False
    >>> _fits({"kty": "RSA", "kid": "a", "use": "enc"}, {"alg": "RS256", "kid": "a"})
    False
    >>> _fits({"kty": "RSA", "kid": "a", "alg": "PS256"}, {"alg": "RS256"})
    False
    """
    if not isinstance(key, dict) or key.get("kty") != KINDS.get(header["alg"]):
        return False
    if key.get("use", "sig") != "sig" or key.get("alg", header["alg"]) != header["alg"]:
        return False
    return "kid" not in header or key.get("kid") == header["kid"]


def _read(key, alg):
    try:
        public = jwt.PyJWK(key, algorithm=alg).key
    except (jwt.PyJWTError, ValueError, TypeError, KeyError):
        raise Refused("unknown_key", "the key cannot be read") from None
    if KINDS[alg] == "RSA" and public.key_size < SMALLEST:
        raise Refused("unknown_key", "the key is too short")
    return public
