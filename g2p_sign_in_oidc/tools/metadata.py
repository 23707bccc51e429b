"""The provider's description of itself (OpenID Connect Discovery 1.0)."""

from dataclasses import dataclass

from .addresses import check_endpoint
from .refusals import Refused

WELL_KNOWN = "/.well-known/openid-configuration"
REQUIRED = ("authorization_endpoint", "token_endpoint", "jwks_uri")
#: fields that are kept of a description
KEPT = ("issuer", *REQUIRED, "userinfo_endpoint", "authorization_response_iss_parameter_supported")


@dataclass(frozen=True)
class Metadata:
    """Where the provider is asked what."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str = ""
    names_itself: bool = False


def address_of(issuer):
    """The address of the description of an issuer.

    >>> address_of("https://id.example.org/realms/a/")
    'https://id.example.org/realms/a/.well-known/openid-configuration'
    """
    return issuer.rstrip("/") + WELL_KNOWN


def shortened(document):
    """The fields of a description that are kept.

    >>> shortened({"issuer": "https://a", "scopes_supported": ["openid"]})
    {'issuer': 'https://a'}
    """
    return {name: document[name] for name in KEPT if name in document}


def read(document, issuer, loopback=False):
    """The description, checked: of the pinned issuer, character for character, and over https.

    >>> ends = {name: f"https://id.example.org/{name}" for name in REQUIRED}
    >>> read({"issuer": "https://id.example.org", **ends}, "https://id.example.org").jwks_uri
    'https://id.example.org/jwks_uri'
    >>> read({"issuer": "https://id.example.org", **ends}, "https://id.example.org/")
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: metadata: another issuer
    """
    if document.get("issuer") != issuer:
        raise Refused("metadata", "another issuer")
    found = {name: document.get(name) for name in REQUIRED}
    if document.get("userinfo_endpoint"):
        found["userinfo_endpoint"] = document["userinfo_endpoint"]
    for address in found.values():
        if not isinstance(address, str):
            raise Refused("metadata", "an address is missing")
        check_endpoint(address, loopback)
    names_itself = document.get("authorization_response_iss_parameter_supported") is True
    return Metadata(issuer=issuer, names_itself=names_itself, **found)
