"""Reading of the provider's forms; no database here."""

from odoo.addons.g2p_suite_base.tools import numbers, typed


def plain(*values):
    """Return the values as text; files and texts with NUL become "".

    >>> plain("A", None, b"B", "C\\0"), plain("one")
    (['A', '', '', ''], ['one'])
    """
    return [value if isinstance(value, str) and "\0" not in value else "" for value in values]


def agreed_amount(text):
    """Return the amount that the page wrote and the person confirmed, or None.

    >>> agreed_amount("1200.500"), agreed_amount("7")
    (1200.5, 7.0)
    >>> [agreed_amount(text) for text in ("", "-1", "0", "1e309", "NaN", "1,200", "1_0", None)]
    [None, None, None, None, None, None, None, None]
    """
    number = numbers.exact(text)
    return float(number) if number and number > 0 else None


def parse_date(text):
    """Return the ISO date in ``text``, or None.

    >>> parse_date("2026-02-28")
    datetime.date(2026, 2, 28)
    >>> [parse_date(text) for text in ("2026-02-30", "28/02/2026", "20260228", None)]
    [None, None, None, None]
    """
    try:
        return typed.date(text)
    except typed.Unreadable:
        return None


def parse_day(text):
    """Return the day in ``text`` if it is a plausible day of a redemption, or None.

    >>> parse_day("2026-02-28")
    datetime.date(2026, 2, 28)
    >>> [parse_day(text) for text in ("0001-01-01", "9999-12-31", "28/02/2026", "", None)]
    [None, None, None, None, None]
    """
    day = parse_date(text)
    return day if day and 2000 <= day.year < 3000 else None


def is_number(text):
    """Whether the text can be an invoice number: it contains a letter or a digit.

    >>> [is_number(text) for text in ("INV-1", "٤٢", "!!", " ", "", "\\u200b")]
    [True, True, False, False, False, False]
    """
    try:
        return bool(typed.identifier(text))
    except typed.Unreadable as error:
        return error.code != "identifier"


def parse_ids(values):
    """Return the positive ids among ``values``, each once.

    >>> parse_ids(["7", "x", "-1", "7", "3", "9" * 30, "1\u0663", "0"])
    [7, 3]
    """
    return [number for number in dict.fromkeys(map(numbers.whole, values)) if number]
