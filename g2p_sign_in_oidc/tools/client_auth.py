"""How this server proves to the provider's token endpoint that it is the client."""

import time
import uuid
from urllib.parse import quote_plus

import jwt

from .refusals import Refused

#: seconds that an assertion is valid
VALID = 60
BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
METHODS = ("private_key_jwt", "client_secret_basic", "client_secret_post")


def assertion(client_id, audience, signer):
    """A signed statement for one request (RFC 7523); eSignet refuses one without ``jti``.

    :param signer: with ``kid``, ``alg`` and ``private`` (PEM)
    """
    now = int(time.time())
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": audience,
        "iat": now,
        "exp": now + VALID,
        "jti": uuid.uuid4().hex,
    }
    return jwt.encode(claims, signer.private, signer.alg, headers={"kid": signer.kid})


def proof(config, audience):
    """(further fields of the form, HTTP Basic pair or None).

    :param config: with ``client_id``, ``auth_method``, ``signer`` and ``secret``

    >>> from types import SimpleNamespace
    >>> config = SimpleNamespace(client_id="a b", auth_method="client_secret_post", secret="s")
    >>> proof(config, "https://id.example.org/token")
    ({'client_id': 'a b', 'client_secret': 's'}, None)
    >>> config.auth_method = "client_secret_basic"
    >>> proof(config, "")
    ({}, ('a+b', 's'))
    """
    own = {"client_id": config.client_id}
    if config.auth_method == "private_key_jwt":
        signed = assertion(config.client_id, audience, config.signer)
        return {**own, "client_assertion_type": BEARER, "client_assertion": signed}, None
    if not config.secret:
        raise Refused("key", "there is no client secret")
    if config.auth_method == "client_secret_post":
        return {**own, "client_secret": config.secret}, None
    return {}, (_form(config.client_id), _form(config.secret))


def _form(text):
    """RFC 6749, section 2.3.1: both parts are form-encoded first.

    >>> _form("a:b")
    'a%3Ab'
    """
    return quote_plus(text)
