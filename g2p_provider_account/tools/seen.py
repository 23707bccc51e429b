"""Facts that a second officer confirms, in a form that can be compared; no ``env`` here."""

import hashlib
import json

HIDDEN = "•••"


def masked(text):
    """The last four characters of an account; nothing of one that is shorter.

    >>> masked("XX00 1111 2222 3333"), masked("1234"), masked(False)
    ('•••3333', '•••', '')
    """
    if not text:
        return ""
    return f"{HIDDEN}{text[-4:] if len(text) > 4 else ''}"


def digest(facts):
    """SHA-256 of the facts, whatever their order.

    >>> digest({"a": 1, "b": [2]}) == digest({"b": [2], "a": 1})
    True
    >>> digest({"a": 1}) == digest({"a": 2})
    False
    """
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
