"""Reading signed tokens: nothing of them is believed before the signature, issuer, client and time
are right (OpenID Connect Core 1.0, sections 3.1.3.7 and 5.3.4; RFC 8725)."""

import hashlib
import hmac
import re
import time

import jwt

from . import keyset
from .refusals import Refused
from .secrets_of_sign_in import encoded

#: seconds that two clocks may differ
LEEWAY = 60
MAX_LENGTH = 64 * 1024
SUBJECT = re.compile(r"[\x20-\x7e]{1,255}")
#: PyJWT's refusals, the most special first
CAUSES = (
    (jwt.InvalidSignatureError, "signature"),
    (jwt.InvalidIssuerError, "issuer"),
    (jwt.InvalidAudienceError, "audience"),
    ((jwt.ExpiredSignatureError, jwt.ImmatureSignatureError, jwt.InvalidIssuedAtError), "time"),
    (OverflowError, "time"),  # an endless number, in some versions
    ((jwt.InvalidAlgorithmError, jwt.InvalidKeyError), "algorithm"),
)


def header_of(token, algorithms):
    """The header of a signed token, if its algorithm is allowed.

    >>> header_of("a.b.c.d.e", ["RS256"])
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: encrypted
    >>> header_of("a.b.c", ["RS256"])
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: malformed: header
    """
    if not isinstance(token, str) or len(token) > MAX_LENGTH:
        raise Refused("malformed", "no token")
    if token.count(".") == 4:
        raise Refused("encrypted")
    try:
        header = jwt.get_unverified_header(token)
    except (jwt.PyJWTError, ValueError, RecursionError):
        raise Refused("malformed", "header") from None
    if header.get("alg") not in algorithms or header["alg"] not in keyset.KINDS:
        raise Refused("algorithm")
    if "crit" in header or not isinstance(header.get("kid", ""), str):
        raise Refused("malformed", "header")
    return header


def verified(token, keys, config, require=()):
    """The claims of an ID token that the issuer signed for this client.

    :param list keys: of the provider's JWK Set
    :param config: with ``issuer``, ``client_id`` and ``algorithms``
    :param require: claims that must be there
    """
    return _decoded(
        *(token, keys, config.algorithms, ("iss", "aud", "sub", *require)),
        audience=config.client_id,
        issuer=config.issuer,
    )


def verified_about(token, keys, config):
    """The claims about a person that the provider signed.

    Issuer and client should be in them and need not (OpenID Connect Core 1.0, section 5.3.2); where
    they are, they must be right.
    """
    unchecked = {"verify_iss": False, "verify_aud": False}
    claims = _decoded(token, keys, config.algorithms, ("sub",), **unchecked)
    if claims.get("iss", config.issuer) != config.issuer:
        raise Refused("issuer")
    audience = claims.get("aud", config.client_id)
    if config.client_id not in (audience if isinstance(audience, list) else [audience]):
        raise Refused("audience")
    return claims


def _decoded(token, keys, algorithms, require, audience=None, issuer=None, **options):
    header = header_of(token, algorithms)
    key = keyset.pick(keys, header)
    try:
        return jwt.decode(
            token,
            key,
            algorithms=[header["alg"]],
            audience=audience,
            issuer=issuer,
            leeway=LEEWAY,
            options={"require": list(require), **options},
        )
    except (jwt.PyJWTError, ValueError, TypeError, OverflowError, RecursionError) as err:
        raise Refused(_cause(err), type(err).__name__) from None


def _cause(err):
    """The code of a refusal of PyJWT.

    >>> _cause(jwt.ExpiredSignatureError()), _cause(jwt.MissingRequiredClaimError("exp"))
    ('time', 'malformed')
    """
    return next((code for kinds, code in CAUSES if isinstance(err, kinds)), "malformed")


def check_party(claims, client_id):
    """Refuse a token that is for others as well and does not name this client as its party.

    >>> check_party({"aud": "a"}, "a"), check_party({"aud": ["a", "b"], "azp": "a"}, "a")
    (None, None)
    >>> check_party({"aud": ["a", "b"]}, "a")
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: audience
    """
    many = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if claims.get("azp", None if many else client_id) != client_id:
        raise Refused("audience")


def check_nonce(claims, nonce):
    """Refuse a token of another sign-in.

    >>> check_nonce({"nonce": "a"}, "a")
    >>> check_nonce({}, "a")
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: nonce
    """
    if not _same(claims.get("nonce"), nonce):
        raise Refused("nonce")


def check_subject(claims):
    """Refuse a subject that is none (OpenID Connect Core 1.0, section 2: at most 255 ASCII
    characters); the database could not store some of them.

    >>> check_subject({"sub": "psut-1"})
    >>> check_subject({"sub": "a\\0b"})
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: malformed: no subject
    """
    subject = claims["sub"]
    if not isinstance(subject, str) or not SUBJECT.fullmatch(subject):
        raise Refused("malformed", "no subject")


def check_access_token(claims, alg, access_token):
    """Refuse an access token that was not issued together with the ID token.

    >>> import base64
    >>> half = hashlib.sha256(b"token").digest()[:16]
    >>> check_access_token({"at_hash": encoded(half)}, "RS256", "token"), check_access_token(
    ...     {}, "RS256", "token")
    (None, None)
    >>> check_access_token({"at_hash": encoded(half)}, "RS256", "other")
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: at_hash
    """
    if "at_hash" in claims:
        name = "sha512" if alg == "EdDSA" else f"sha{alg[2:]}"
        whole = hashlib.new(name, access_token.encode()).digest()
        if not _same(claims["at_hash"], encoded(whole[: len(whole) // 2])):
            raise Refused("at_hash")


def check_method(claims, accepted):
    """Refuse a weaker way of signing in than asked for.

    >>> check_method({"acr": "b"}, ["a", "b"]), check_method({}, [])
    (None, None)
    >>> check_method({"acr": "c"}, ["a", "b"])
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: acr
    """
    if accepted and claims.get("acr") not in accepted:
        raise Refused("acr")


def check_moment(claims, max_age, now=None):
    """Refuse a sign-in at the provider that is older than asked for.

    >>> check_moment({"auth_time": 1000}, 300, now=1200), check_moment({}, None)
    (None, None)
    >>> check_moment({"auth_time": 1000}, 300, now=1400)
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: auth_time
    >>> check_moment({"auth_time": 10**400}, 300)
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: auth_time
    >>> check_moment({}, 300)
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: auth_time
    """
    if max_age is None:
        return
    moment, now = claims.get("auth_time"), time.time() if now is None else now
    is_number = isinstance(moment, int | float) and not isinstance(moment, bool)
    # compared, not subtracted: a whole number of 400 digits is no float
    if not is_number or not now - max_age - LEEWAY <= moment <= now + LEEWAY:
        raise Refused("auth_time")


def _same(one, other):
    return isinstance(one, str) and hmac.compare_digest(one.encode(), other.encode())
