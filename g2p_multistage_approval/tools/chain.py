"""The hash chain of a request's decisions; no ``env`` here."""

import hashlib
import json


def text_digest(salt, *texts):
    """Salted digest of free texts, so that they can be erased without breaking the chain.

    >>> text_digest("s", "a", None) == text_digest("s", "a", "")
    True
    >>> text_digest("s", "a") == text_digest("t", "a")
    False
    """
    joined = "\x1f".join(text or "" for text in texts)
    return hashlib.sha256(f"{salt}\x1e{joined}".encode()).hexdigest()


def link(previous_hash, row):
    """Hash of a row (JSON-able values) that follows ``previous_hash``.

    >>> link("", {"a": 1}) == link("", {"a": 1})
    True
    >>> link("x", {"a": 1}) == link("", {"a": 1})
    False
    """
    body = json.dumps(row, sort_keys=True, separators=(",", ":"), default=str)
    return hashlib.sha256(f"{previous_hash or ''}\n{body}".encode()).hexdigest()
