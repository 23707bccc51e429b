"""Finds values that a column cannot store before the database refuses them; no ``env`` here."""

import math

from odoo.addons.g2p_suite_base.tools.numbers import MAX_ID, whole


def odd_number(value, low, high):
    """Whether a value for a number field is not a number, or out of bounds.

    >>> odd_number(3, 0, 10), odd_number("3", 0, 10), odd_number(False, 0, 10)
    (False, False, False)
    >>> odd_number(float("nan"), 0, 10), odd_number(10**400, 0, 10), odd_number("x", 0, 10)
    (True, True, True)
    """
    try:
        number = float(value or 0)
    except (TypeError, ValueError, OverflowError):
        return True
    return not math.isfinite(number) or not low <= number <= high


def odd_id(value):
    """Whether the value or its commands contain an id that no row can have.

    >>> odd_id(7), odd_id(2**40), odd_id([(6, 0, [1, 2**40])]), odd_id(False)
    (False, True, True, False)
    """
    if isinstance(value, list | tuple):
        return any(odd_id(part) for part in value)
    return isinstance(value, int | float) and not -MAX_ID <= value <= MAX_ID


def odd_link(value):
    """Whether the value of a link to one record is a text that is no id.

    >>> odd_link("7"), odd_link("abc"), odd_link("7.5"), odd_link(""), odd_link(7)
    (False, True, True, False, False)
    """
    return isinstance(value, str) and value != "" and whole(value) is None


def odd_text(value):
    r"""Whether a text contains the one character that PostgreSQL cannot store.

    >>> odd_text("a"), odd_text("a\0"), odd_text(5)
    (False, True, False)
    """
    return isinstance(value, str) and "\0" in value
