"""Public keys of this client as JWK (RFC 7517); no ``env`` here."""

import json

import jwt


def public_text(public, kid, alg="RS256"):
    """A public RSA key as the JWK that a provider is given."""
    values = jwt.algorithms.RSAAlgorithm.to_jwk(public, as_dict=True)
    shown = {name: values[name] for name in ("kty", "n", "e")}
    return json.dumps({**shown, "kid": kid, "use": "sig", "alg": alg})


def key_set(texts):
    """The set that a provider reads.

    >>> key_set(['{"kid": "a"}'])
    {'keys': [{'kid': 'a'}]}
    """
    return {"keys": [json.loads(text) for text in texts]}
