"""Reading what people type into the provider's forms. No database here."""

import datetime
import re

AMOUNT = re.compile(r"([0-9]{1,12})(?:([.,])([0-9]{1,6}))?")


def plain(*values):
    """Return what was sent as text; a file in a field's place or a NUL is no text.

    >>> plain("A", None, b"B", "C\\0"), plain("one")
    (['A', '', '', ''], ['one'])
    """
    return [value if isinstance(value, str) and "\0" not in value else "" for value in values]


def parse_amount(text, decimals=2):
    """Return the amount in ``text``, or None if it is none in this currency.

    A comma before three digits may mean thousands or decimals: it is refused, never guessed.

    >>> parse_amount(" 1200.50 "), parse_amount("1 200,5"), parse_amount("7")
    (1200.5, 1200.5, 7.0)
    >>> [parse_amount(text) for text in ("", "-1", "0", "1e309", "NaN", "0.001")]
    [None, None, None, None, None, None]
    >>> [parse_amount(text) for text in ("1,200", "1.200", "1.200,50")]
    [None, None, None]
    >>> parse_amount("12.5", decimals=0), parse_amount("1,200", 3), parse_amount("1.200", 3)
    (None, None, 1.2)
    """
    match = AMOUNT.fullmatch("".join((text or "").split()))
    if not match:
        return None
    whole, separator, fraction = match[1], match[2], match[3] or ""
    if len(fraction) > decimals or (separator == "," and len(fraction) == 3):
        return None
    return float(f"{whole}.{fraction or 0}") or None


def parse_date(text):
    """Return the ISO date in ``text``, or None.

    >>> parse_date("2026-02-28")
    datetime.date(2026, 2, 28)
    >>> parse_date("2026-02-30"), parse_date("28/02/2026"), parse_date(None)
    (None, None, None)
    """
    try:
        return datetime.date.fromisoformat(text or "")
    except ValueError:
        return None


def parse_ids(values):
    """Return the positive ids among ``values``, each once.

    >>> parse_ids(["7", "x", "-1", "7", "3", "9" * 30])
    [7, 3]
    """
    texts = [text for text in values if re.fullmatch(r"[1-9]\d{0,8}", text)]
    return [int(text) for text in dict.fromkeys(texts)]
