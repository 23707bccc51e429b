"""Reading what a person typed into a page; no ``env`` here.

Each reader takes the text and returns a value, or raises ``Unreadable`` with a code that
the model turns into a sentence.
"""

import datetime
import re

from odoo.addons.g2p_suite_base.tools import numbers


class Unreadable(ValueError):
    """The answer cannot be read; ``args[0]`` is the code of the sentence."""


def text(value, longest=200):
    """Trimmed text without control characters.

    >>> text("  a b ")
    'a b'
    """
    clean = " ".join(str(value or "").split())
    if len(clean) > longest:
        raise Unreadable("too_long")
    return clean


def long_text(value, longest=2000):
    """Text of several lines.

    >>> long_text(" a \\r\\n b ")
    'a\\nb'
    """
    lines = [" ".join(line.split()) for line in str(value or "").splitlines()]
    clean = "\n".join(lines).strip()
    if len(clean) > longest:
        raise Unreadable("too_long")
    return clean


def amount(value, decimals=2):
    """A positive amount of money as people type it.

    >>> amount("1,200.50"), amount("1200"), amount("1 200")
    (1200.5, 1200.0, 1200.0)
    >>> amount("1.125", 3), amount("1,200", 0)
    (1.125, 1200.0)
    >>> amount("1200.5", 0)
    Traceback (most recent call last):
    g2p_immediate_assistance.tools.answers.Unreadable: amount
    >>> amount("\u0663")  # digits of another script
    Traceback (most recent call last):
    g2p_immediate_assistance.tools.answers.Unreadable: amount
    >>> amount("-1")
    Traceback (most recent call last):
    g2p_immediate_assistance.tools.answers.Unreadable: amount
    """
    clean = re.sub(r"[\s\u00a0]", "", str(value or ""))
    clean = re.sub(r",(?=\d{3}(\D|$))", "", clean)
    fraction = rf"(\.[0-9]{{1,{decimals}}})?" if decimals else ""
    number = numbers.exact(clean) if re.fullmatch(rf"[0-9]{{1,9}}{fraction}", clean) else None
    if not number:
        raise Unreadable("amount")
    return float(number)


def date(value):
    """An ISO date, or None when empty.

    >>> date("2026-02-28")
    datetime.date(2026, 2, 28)
    >>> date("") is None
    True
    """
    clean = str(value or "").strip()
    if not clean:
        return None
    try:
        return datetime.date.fromisoformat(clean)
    except ValueError as error:
        raise Unreadable("date") from error


def birth_date(value, today):
    """A date in the past and within a human life.

    >>> birth_date("2030-01-01", datetime.date(2026, 1, 1))
    Traceback (most recent call last):
    g2p_immediate_assistance.tools.answers.Unreadable: birth_date
    """
    born = date(value)
    if born and not (today.replace(year=today.year - 130, day=1) < born <= today):
        raise Unreadable("birth_date")
    return born


def whole(value, lowest, highest):
    """A whole number within bounds.

    >>> whole("4", 1, 40)
    4
    """
    number = numbers.whole(str(value or "").strip())
    if number is None or not lowest <= number <= highest:
        raise Unreadable("whole")
    return number


def phone(value):
    """A telephone number as typed, when it looks like one.

    >>> phone("+254 700 000 000")
    '+254 700 000 000'
    """
    clean = text(value, 30)
    if clean and not re.fullmatch(r"\+?[\d][\d\s().\-/]{4,24}", clean):
        raise Unreadable("phone")
    return clean
