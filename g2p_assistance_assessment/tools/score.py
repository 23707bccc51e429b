"""The arithmetic of an assessment: whole numbers and exact amounts; no ``env`` here.

A criterion is a dict, as a step keeps it: ``key``, ``kind`` (*scale* or *yes_no*), ``steps`` (the
highest number of a scale), ``full`` (the answer of a yes/no that counts), ``weight``, ``required``
and texts by language. An answer is a number of the scale, or *yes* or *no*.
"""

from decimal import ROUND_FLOOR
from math import lcm
from typing import NamedTuple


class Line(NamedTuple):
    """The part of one criterion: ``got`` of ``out_of`` by its answer, ``points`` of ``most``."""

    key: str
    got: int
    out_of: int
    points: int
    most: int


class Score(NamedTuple):
    """The lines of the answered criteria, their sums, and the points of a weight of 1."""

    lines: tuple
    points: int
    most: int
    unit: int


def text_in(texts, lang):
    """The text in the language, else in English, else in any.

    >>> text_in({"en_US": "Income", "fr_FR": "Revenu"}, "fr_FR"), text_in({"fr_FR": "Oui"}, "de_DE")
    ('Revenu', 'Oui')
    >>> text_in({}, "en_US")
    ''
    """
    return texts.get(lang) or texts.get("en_US") or next(filter(None, texts.values()), "")


def choices(criterion):
    """The answers that a criterion accepts.

    >>> choices({"kind": "scale", "steps": 3}), choices({"kind": "yes_no"})
    ((1, 2, 3), ('yes', 'no'))
    """
    if criterion["kind"] == "yes_no":
        return ("yes", "no")
    return tuple(range(1, criterion["steps"] + 1))


def is_answer(criterion, value):
    """Whether a value is one of the criterion's answers; what came over RPC can be anything.

    >>> scale = {"kind": "scale", "steps": 5}
    >>> [is_answer(scale, value) for value in (1, 5, 0, 6, "4", 4.0, True, [4], None)]
    [True, True, False, False, False, False, False, False, False]
    >>> [is_answer({"kind": "yes_no"}, value) for value in ("yes", "no", 1, True, {})]
    [True, True, False, False, False]
    """
    return any(type(value) is type(one) and value == one for one in choices(criterion))


def odd(criteria, answers):
    """Keys of the answers that nobody asked for, or that are no answers to what was asked.

    >>> asked = [{"key": "a", "kind": "yes_no"}, {"key": "b", "kind": "scale", "steps": 5}]
    >>> odd(asked, {"a": "yes", "b": None}), odd(asked, {"a": "maybe", "c": 1})
    ([], ['a', 'c'])
    """
    known = {one["key"]: one for one in criteria}
    return [
        key
        for key, value in answers.items()
        if key not in known or (value is not None and not is_answer(known[key], value))
    ]


def missing(criteria, answers):
    """The required criteria without an answer, in their order.

    >>> asked = [{"key": "a", "required": True}, {"key": "b", "required": False}]
    >>> [one["key"] for one in missing(asked, {})], missing(asked, {"a": "no"})
    (['a'], [])
    """
    return [one for one in criteria if one["required"] and answers.get(one["key"]) is None]


def out_of(criterion):
    """The highest value of an answer.

    >>> out_of({"kind": "scale", "steps": 5}), out_of({"kind": "yes_no"})
    (5, 1)
    """
    return 1 if criterion["kind"] == "yes_no" else criterion["steps"]


def got(criterion, answer):
    """The value of an answer.

    >>> got({"kind": "scale", "steps": 5}, 4), got({"kind": "yes_no", "full": "no"}, "no")
    (4, 1)
    >>> got({"kind": "yes_no", "full": "no"}, "yes")
    0
    """
    if criterion["kind"] == "yes_no":
        return int(answer == criterion["full"])
    return answer


def reckon(criteria, answers):
    """The weighted mean of the answers as points, without fractions.

    A weight of 1 has as many points as the scales have in common, so that a criterion counts by its
    weight and not by the length of its scale. Criteria without an answer do not count.

    >>> scale = lambda key, weight, steps=5: {
    ...     "key": key, "kind": "scale", "steps": steps, "weight": weight}
    >>> yes_no = lambda key, weight: {
    ...     "key": key, "kind": "yes_no", "full": "yes", "weight": weight}
    >>> score = reckon([scale("income", 3), scale("urgency", 5)], {"income": 4, "urgency": 4})
    >>> score.lines[0]
    Line(key='income', got=4, out_of=5, points=12, most=15)
    >>> score.points, score.most, score.unit
    (32, 40, 5)

    An optional criterion that nobody answered leaves the total as if it were not there.

    >>> reckon([scale("a", 3), scale("b", 5)], {"a": 4})[1:]
    (12, 15, 5)
    >>> reckon([scale("a", 3)], {})[1:]
    (0, 0, 5)

    Scales of other lengths, and yes or no, count by their weight.

    >>> mixed = [scale("a", 1), scale("b", 1, 3), yes_no("c", 1)]
    >>> [(line.points, line.most) for line in reckon(mixed, {"a": 5, "b": 3, "c": "yes"}).lines]
    [(15, 15), (15, 15), (15, 15)]
    >>> reckon(mixed, {"a": 4, "b": 2, "c": "no"})[1:]
    (22, 45, 15)
    """
    unit = lcm(*(out_of(one) for one in criteria))
    lines = []
    for one in criteria:
        answer = answers.get(one["key"])
        if answer is not None:
            most, value = one["weight"] * unit, got(one, answer)
            points = most * value // out_of(one)  # exact: the unit is a multiple of it
            lines.append(Line(one["key"], value, out_of(one), points, most))
    return Score(
        tuple(lines), sum(line.points for line in lines), sum(line.most for line in lines), unit
    )


def percent(points, most):
    """The score as a whole percent, a half rounded up, and whether it is exact.

    >>> percent(31, 40), percent(32, 40), percent(1, 3), percent(0, 5), percent(5, 5)
    ((78, False), (80, True), (33, False), (0, True), (100, True))
    """
    return (200 * points + most) // (2 * most), 100 * points % most == 0


def band(bands, score):
    """The band of the table that a score falls into; None below the lowest one.

    The score is the whole percent that people read, so that nobody has to guess its decimals.

    :param bands: (score in percent, percent of the requested amount) in any order

    >>> table = [(40, 50), (90, 100), (78, 80)]
    >>> band(table, 78), band(table, 77), band(table, 40), band(table, 39), band([], 100)
    ((78, 80), (40, 50), (40, 50), None, None)
    """
    return max((tuple(one) for one in bands if one[0] <= score), default=None)


def share(requested, part, rounding, ceiling):
    """A percentage of the requested amount, as an amount that can be paid.

    :param Decimal requested: the amount
    :param int part: percent
    :param Decimal rounding: the smallest amount of the currency
    :param Decimal ceiling: most that can be granted
    :return: the amount, whether it was rounded down, whether the ceiling limits it

    >>> from decimal import Decimal
    >>> cent = Decimal("0.01")
    >>> share(Decimal("1200"), 80, cent, Decimal(5000))
    (Decimal('960'), False, False)
    >>> share(Decimal("1000.01"), 80, cent, Decimal(5000))
    (Decimal('800.00'), True, False)
    >>> share(Decimal("9000"), 80, cent, Decimal(5000))
    (Decimal('5000'), False, True)
    >>> share(Decimal("7"), 50, Decimal("1"), Decimal(5000))
    (Decimal('3'), True, False)
    """
    exact = requested * part / 100
    limited = exact > ceiling
    wanted = ceiling if limited else exact
    whole = (wanted / rounding).to_integral_value(rounding=ROUND_FLOOR) * rounding
    return whole, whole != wanted, limited
