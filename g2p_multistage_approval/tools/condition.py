"""Conditions of procedures: literal domains over an allow-list of fields; no ``env`` here.

A condition is written by one person and evaluated on the whole record for another, so it may use
only the fields that its model offers, and only terms that always evaluate.
"""

import ast
import math
import operator as compare

from odoo.addons.g2p_suite_base.tools.numbers import MAX_ID

MAX_LENGTH = 2000
MAX_TERMS = 40
MAX_VALUES = 200
MAX_NUMBER = 1e15
ALWAYS, NEVER = (1, "=", 1), (0, "=", 1)

_EQUAL = ("=", "!=", "in", "not in")
_ORDER = (*_EQUAL, "<", "<=", ">", ">=")
_LIKE = ("ilike", "not ilike")
_TEXT = (*_EQUAL, *_LIKE)
#: types of fields that a condition can use, with their meaningful operators
OPERATORS = {
    "boolean": ("=", "!="),
    "integer": _ORDER,
    "float": _ORDER,
    "monetary": _ORDER,
    "char": _TEXT,
    "text": _TEXT,
    "selection": _EQUAL,
    "many2one": _EQUAL,
}

_COMPARISONS = {
    "=": compare.eq,
    "!=": compare.ne,
    "<": compare.lt,
    "<=": compare.le,
    ">": compare.gt,
    ">=": compare.ge,
    "in": lambda amount, values: amount in values,
    "not in": lambda amount, values: amount not in values,
}


class AmountNow(float):
    """The amount being decided, passed to the hook that chooses the procedure.

    In the context, where only code can put it: no value from RPC is of this class.
    """


class ConditionError(ValueError):
    """A refused condition; ``code`` gives the reason, ``detail`` the word."""

    def __init__(self, code, detail=""):
        super().__init__(code)
        self.code = code
        self.detail = str(detail)[:100]


def read(text, types):
    """Parse a condition into a list; refuse one that uses more than it may.

    :param str text: the condition, as a Python literal
    :param dict types: {path: type of its field} of the allowed paths
    :raises ConditionError: with the code *unreadable*, *too_long*, *field*, *operator* or *value*

    >>> read("[('amount', '>=', 10)]", {"amount": "float"})
    [('amount', '>=', 10)]
    >>> read("", {})
    []
    >>> read("[('secret', '=', 'x')]", {"amount": "float"})
    Traceback (most recent call last):
    ...
    odoo.addons.g2p_multistage_approval.tools.condition.ConditionError: field
    """
    terms = _literal(text)
    if len(terms) > MAX_TERMS:
        raise ConditionError("too_long")
    open_ends = 1
    for term in terms:
        open_ends = (open_ends or 1) + _ends(term, types)
    if terms and open_ends:
        raise ConditionError("unreadable")
    return terms


def settle(terms, path, amount):
    """The terms of a condition, with the terms on ``path`` evaluated for ``amount``.

    >>> settle(["|", ("cost", ">=", 10), ("kind", "=", "a")], "cost", 12)
    ['|', (1, '=', 1), ('kind', '=', 'a')]
    """
    return [
        (ALWAYS if _COMPARISONS[term[1]](amount, term[2]) else NEVER)
        if not isinstance(term, str) and term[0] == path
        else term
        for term in terms
    ]


def _literal(text):
    if not isinstance(text or "", str):
        raise ConditionError("unreadable")
    if len(text or "") > MAX_LENGTH:
        raise ConditionError("too_long")
    try:
        terms = ast.literal_eval(text or "[]")
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ConditionError("unreadable") from error
    if not isinstance(terms, list | tuple):
        raise ConditionError("unreadable")
    return list(terms)


def _ends(term, types):
    """The number of operands the term takes, minus the one that it is."""
    if isinstance(term, str):
        if term not in ("&", "|", "!"):
            raise ConditionError("unreadable")
        return 0 if term == "!" else 1
    if not isinstance(term, list | tuple) or len(term) != 3:
        raise ConditionError("unreadable")
    if not any(isinstance(part, bool | list) for part in term) and tuple(term) in (ALWAYS, NEVER):
        return -1
    _check_term(*term, types)
    return -1


def _check_term(path, operator, value, types):
    if not isinstance(path, str) or path not in types:
        raise ConditionError("field", path)
    kind = types[path]
    if not isinstance(operator, str) or operator not in OPERATORS[kind]:
        raise ConditionError("operator", operator)
    if operator not in ("in", "not in"):
        values = [value]
    elif isinstance(value, list | tuple) and len(value) <= MAX_VALUES:
        values = value
    else:
        raise ConditionError("value", value)
    # ilike matches anywhere without them; several of them keep the server busy for hours
    if operator in _LIKE and "%" in str(value):
        raise ConditionError("value", value)
    unset = operator in ("=", "!=") and kind in ("char", "text", "selection", "many2one")
    if not all((unset and one is False) or _fits(kind, one) for one in values):
        raise ConditionError("value", value)


def _fits(kind, value):
    """Whether a field of this type can have the value.

    >>> _fits("integer", 3), _fits("integer", True), _fits("float", 1e300), _fits("char", "a")
    (True, False, False, True)
    """
    if kind == "boolean":
        return isinstance(value, bool)
    if kind in ("char", "text", "selection"):
        return isinstance(value, str) and value.isprintable() and 0 < len(value) <= MAX_VALUES
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    if kind == "many2one":
        return isinstance(value, int) and 0 < value <= MAX_ID
    whole = kind != "integer" or isinstance(value, int)
    return whole and abs(value) <= MAX_NUMBER and math.isfinite(value)
