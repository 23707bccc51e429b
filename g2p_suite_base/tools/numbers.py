"""Numbers that other programs and forms send as text; no ``env`` here."""

import re
from decimal import Decimal

#: ASCII digits only: int() and Decimal() also accept 1_0, 1e3 and other scripts
AMOUNT = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,12})?")
WHOLE = re.compile(r"[0-9]{1,9}")
#: the largest id of a row
MAX_ID = 2**31 - 1


def exact(value):
    """The number that was sent, or None: a number, or its plain digits as text.

    >>> exact("1250.50"), exact(7), exact(0.5), exact("-3")
    (Decimal('1250.50'), Decimal('7'), Decimal('0.5'), Decimal('-3'))
    >>> [exact(text) for text in ("1_0", " 10 ", "1e3", "\u0663", "0x10", "nan", "inf", "", "+1")]
    [None, None, None, None, None, None, None, None, None]
    >>> [exact(value) for value in (True, None, [1], float("nan"), float("inf"))]
    [None, None, None, None, None]
    """
    if isinstance(value, str):
        return Decimal(value) if AMOUNT.fullmatch(value) else None
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    number = Decimal(repr(value) if isinstance(value, float) else value)
    return number if number.is_finite() else None


def whole(value):
    """An id or a count that was sent as text; None for everything else.

    >>> whole("12"), whole("0")
    (12, 0)
    >>> [whole(text) for text in ("\u00b2", "\u0663", "1_0", " 1", "-1", "1" * 30, "", None)]
    [None, None, None, None, None, None, None, None]
    """
    return int(value) if isinstance(value, str) and WHOLE.fullmatch(value) else None
