"""The text of a link that confirms an address; no ``env`` here."""

import base64
import binascii
import json
from time import time

#: seconds that a link can be used
LASTS = 24 * 3600


def pack(values, sign, now=None):
    """A token of the values, which expires.

    :param dict values: texts
    :param sign: function of a text that gives its seal

    >>> token = pack({"login": "a@b.org"}, str.upper, now=0)
    >>> unpack(token, str.upper, now=LASTS - 1)
    {'login': 'a@b.org'}
    """
    until = int((time() if now is None else now) + LASTS)
    text = json.dumps([until, values])
    whole = json.dumps([text, sign(text)]).encode()
    return base64.urlsafe_b64encode(whole).decode().rstrip("=")


def unpack(token, sign, now=None, same=str.__eq__):
    """The values of a token; nothing if it is not genuine, or has expired.

    :param same: compares two seals, in constant time

    >>> token = pack({"login": "a@b.org"}, str.upper, now=0)
    >>> unpack(token, str.upper, now=LASTS + 1), unpack(token, str.lower, now=0)
    (None, None)
    >>> [unpack(text, str.upper, now=0) for text in ("", "x", "é", "W10", token + "é", None)]
    [None, None, None, None, None, None]
    >>> unpack(base64.urlsafe_b64encode(b"[" * 20_000).decode(), str.upper, now=0)
    """
    try:
        text, seal = json.loads(base64.urlsafe_b64decode(token.encode("ascii") + b"==="))
        if not same(seal, sign(text)):
            return None
        until, values = json.loads(text)
    except (AttributeError, RecursionError, TypeError, ValueError, binascii.Error):
        return None
    return values if (time() if now is None else now) < until else None
