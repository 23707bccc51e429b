"""The address of a server, as stored on a key; no ``env`` here."""

import ipaddress
import re
from urllib.parse import urlsplit

MAX_LENGTH = 100  # characters: it is printed and in the QR code
#: scheme, name or number of a host, and a port; nothing after them
ADDRESS = re.compile(r"https?://([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[0-9]{1,5})?/?")
PORTS = {"https": 443, "http": 80}
#: suffixes of names that only the local network resolves (RFC 6761, 6762, 8375 and customs)
LOCAL = ("localhost", "localdomain", "local", "internal", "lan", "home.arpa", "test", "invalid")


def clean(text):
    """The address in its stored form; ValueError for anything but a server's address.

    >>> clean(" HTTPS://Aid.Example.org/ "), clean("http://[::1]:8069")
    ('https://aid.example.org', 'http://[::1]:8069')
    >>> clean("aid.example.org")
    Traceback (most recent call last):
    ValueError: no address
    >>> clean("https://aid.example.org/odoo")
    Traceback (most recent call last):
    ValueError: no address
    >>> clean("https://me@aid.example.org")
    Traceback (most recent call last):
    ValueError: no address
    """
    found = text.strip().lower()
    if len(found) > MAX_LENGTH or not ADDRESS.fullmatch(found):
        raise ValueError("no address")
    parts = urlsplit(found)
    _port = parts.port  # raises if the number is no port
    if parts.netloc.startswith("["):
        ipaddress.ip_address(parts.hostname)
    return found.rstrip("/")


def is_local(address):
    """Whether only this machine or its network can resolve the host.

    >>> near = "localhost:8069", "127.0.0.1", "10.0.0.7", "[::1]", "aid", "aid.lan"
    >>> [is_local(f"http://{host}") for host in near]
    [True, True, True, True, True, True]
    >>> [is_local(f"https://{host}") for host in ("aid.example.org", "9.9.9.9", "lan.example.org")]
    [False, False, False]
    """
    host = urlsplit(address).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host or any(host.endswith(f".{end}") for end in LOCAL)


def same(one, other):
    """Whether two addresses name the same server.

    >>> same("https://Aid.example.org/", "https://aid.example.org:443")
    True
    >>> same("http://aid.example.org", "https://aid.example.org")
    False
    """
    return _parts(one) == _parts(other)


def _parts(address):
    try:
        parts = urlsplit(address or "")
        port = parts.port or PORTS.get(parts.scheme)
    except ValueError:  # no address
        return address
    return parts.scheme, parts.hostname, port
