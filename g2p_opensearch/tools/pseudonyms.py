"""Keyed pseudonyms: the same record has the same one, and nobody without the key finds it.

The key is stored outside the database, so that neither a dump of the database nor the index alone
leads from a document to a person.
"""

import base64
import binascii
import hashlib
import hmac

SIZE = 32


class KeyMissing(Exception):
    """There is no usable key; the text says why."""


class Pseudonyms:
    """Pseudonyms under one key.

    >>> one, two = Pseudonyms(bytes(32)), Pseudonyms(b"x" * 32)
    >>> one.of("res.partner", 7) == one.of("res.partner", 7)
    True
    >>> one.of("res.partner", 7) in (one.of("res.partner", 8), two.of("res.partner", 7))
    False
    >>> len(one.of("res.partner", 7)), one.of("res.partner", False)
    (32, None)
    """

    def __init__(self, key):
        self._key = key

    def of(self, model, res_id):
        """The pseudonym of a record; None for no record."""
        if not res_id:
            return None
        text = f"g2p_opensearch/{model}/{res_id}".encode()
        return hmac.new(self._key, text, hashlib.sha256).hexdigest()[:SIZE]


def decoded(text):
    """The 32 bytes of a key in base64.

    >>> decoded(base64.b64encode(bytes(32)).decode()) == bytes(32)
    True
    >>> decoded("AAAA")
    Traceback (most recent call last):
        ...
    KeyMissing: not 32 bytes
    """
    if not text:
        raise KeyMissing("not set")
    try:
        key = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise KeyMissing("not base64") from None
    if len(key) != SIZE:
        raise KeyMissing("not 32 bytes")
    return key
