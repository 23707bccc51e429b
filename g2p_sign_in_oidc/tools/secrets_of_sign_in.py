"""Random values of one sign-in, and their forms that may be seen."""

import base64
import hashlib
import secrets


def token():
    """A value that nobody guesses: 256 bits.

    >>> len(token()) > 40, token() != token()
    (True, True)
    """
    return secrets.token_urlsafe(32)


def digest(value):
    """The form in which a secret is stored to recognise it.

    >>> digest("a") == digest("a"), digest("a") == digest("b"), len(digest(""))
    (True, False, 64)
    """
    return hashlib.sha256(value.encode()).hexdigest()


def challenge(verifier):
    """The PKCE challenge of a verifier, method S256 (RFC 7636, appendix B).

    >>> challenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk")
    'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'
    """
    return encoded(hashlib.sha256(verifier.encode()).digest())


def encoded(data):
    """Base64url without padding.

    >>> encoded(b"\\xff\\xfe")
    '__4'
    """
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
