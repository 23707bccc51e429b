"""Addresses of the provider."""

import re
from urllib.parse import urlencode, urlsplit, urlunsplit

from .refusals import Refused

LOOPBACK = ("127.0.0.1", "localhost", "::1")
#: signs of an address that a header can hold
PRINTED = re.compile(r"[\x21-\x7e]+")


def is_endpoint(address, loopback=False):
    """Whether requests may be sent to an address: https without a user name; on the same machine
    http too, where the server's settings allow it (tests, demonstration).

    >>> [is_endpoint(a) for a in ("https://id.example.org/token", "http://id.example.org")]
    [True, False]
    >>> is_endpoint("http://127.0.0.1:9/a"), is_endpoint("http://127.0.0.1:9/a", loopback=True)
    (False, True)
    >>> [is_endpoint(a) for a in ("https://me@id.example.org", "file:///etc/passwd", "", None)]
    [False, False, False, False]
    >>> [is_endpoint(a) for a in ("https://id.example.org/\\n", "https://id.example.org/é")]
    [False, False]
    """
    if not PRINTED.fullmatch(address or ""):  # urlsplit would drop line breaks
        return False
    try:
        parts = urlsplit(address)
        _port = parts.port  # raises if it is no number
    except ValueError:
        return False
    if not parts.hostname or parts.username is not None or parts.fragment:
        return False
    near = loopback and parts.hostname in LOOPBACK
    return parts.scheme == "https" or (parts.scheme == "http" and near)


def check_endpoint(address, loopback=False):
    """Refuse an address to which nothing may be sent."""
    if not is_endpoint(address, loopback):
        raise Refused("metadata", "an address is not https")


def with_query(address, values):
    """The address with further parameters.

    >>> with_query("https://id.example.org/auth?ui=1", {"state": "a b"})
    'https://id.example.org/auth?ui=1&state=a+b'
    """
    parts = urlsplit(address)
    query = "&".join(filter(None, (parts.query, urlencode(values))))
    return urlunsplit((parts.scheme, parts.netloc, parts.path, query, ""))
