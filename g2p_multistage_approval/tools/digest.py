"""One canonical digest of a record's material content; no ``env`` here."""

import datetime
import hashlib
import json


def normal(value, decimals=2):
    """A value in canonical form, equal for equal content.

    >>> normal(1), normal(0.1 + 0.2), normal(False), normal("x")
    ('1', '0.30', None, 'x')
    >>> normal(datetime.date(2026, 1, 2))
    '2026-01-02'
    """
    if value is False or value is None:
        return None
    if isinstance(value, bool):
        return "true"
    if isinstance(value, float):
        return f"{value:.{decimals}f}"
    if isinstance(value, datetime.date | datetime.datetime):
        return value.isoformat()
    return str(value)


def digest(content):
    """SHA-256 over canonical JSON.

    >>> digest({"a": "1", "b": "2"}) == digest({"b": "2", "a": "1"})
    True
    """
    body = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()
