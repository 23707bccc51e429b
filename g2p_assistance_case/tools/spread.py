"""How amounts of earlier cases are spread; no ``env`` here."""

from typing import NamedTuple

#: fewer amounts are not shown: they would be those of single persons
FEWEST = 10
#: significant digits that are shown: the exact amount of a person is none of them
DIGITS = 2


class Spread(NamedTuple):
    """The middle of some amounts, and the range of the middle half of them."""

    count: int
    low: float
    middle: float
    high: float


def spread(amounts):
    """The spread of the amounts, rounded; None where they are too few.

    >>> spread([111, 222, 333, 444, 555, 666, 777, 888, 999, 1111, 1222])
    Spread(count=11, low=390.0, middle=670.0, high=940.0)
    >>> spread([100, 200, 300, 400, 500, 600, 700, 800, 900]) is None
    True
    """
    ordered = sorted(amounts)
    if len(ordered) < FEWEST:
        return None
    return Spread(len(ordered), *(_rounded(_at(ordered, part)) for part in (0.25, 0.5, 0.75)))


def _at(ordered, part):
    """The amount below which a part of them lies, between two of them where it has to be.

    >>> _at([10, 20], 0.5)
    15.0
    """
    place = part * (len(ordered) - 1)
    at = int(place)
    above = ordered[min(at + 1, len(ordered) - 1)]
    return float(ordered[at] + (above - ordered[at]) * (place - at))


def _rounded(amount):
    """The amount with its first digits only.

    >>> _rounded(1234.56), _rounded(98765), _rounded(0.1234), _rounded(0)
    (1200.0, 99000.0, 0.12, 0.0)
    """
    return float(f"{amount:.{DIGITS}g}")


def times(amount, usual):
    """How many times the usual an amount is, with one decimal; None where that says nothing.

    >>> times(1800, 1000), times(1000, 1000), times(5, 0), times(0, 5)
    (1.8, 1.0, None, None)
    """
    return round(amount / usual, 1) if usual > 0 and amount > 0 else None
