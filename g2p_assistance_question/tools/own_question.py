"""A question that a type of assistance asks itself; no ``env`` here."""

import re
from dataclasses import dataclass
from datetime import date

from odoo.addons.g2p_immediate_assistance.tools.questions import Question
from odoo.addons.g2p_suite_base.tools import typed

#: codes are keys of stored answers and parts of the names of inputs
CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
#: kinds whose answers can be a condition of other questions
DECIDABLE = ("choice", "choices", "yes_no")
#: kinds of input, where the usual questions have the same
INPUTS = {
    "text": "text",
    "long_text": "long_text",
    "number": "whole",
    "amount": "amount",
    "date": "near_date",
}
#: pages that can have own questions, in their order
PAGES = ("treatment", "person", "address", "family")


@dataclass(frozen=True)
class OwnQuestion(Question):
    """A question of a type, as the pages of the application show it.

    >>> OwnQuestion("family", "q_pets", "whole", "How many pets?", code="pets").required
    False
    """

    #: key of the answer
    code: str = ""
    #: kind of the question's record
    own_kind: str = "text"
    #: (value, label) of each answer to choose from
    choices: tuple = ()
    #: code of the question on which it depends; empty: it is always asked
    depends: str = ""
    #: answers to that question with which it is asked
    answers: tuple = ()
    #: page of that question
    depends_step: str = ""
    #: the condition in words
    only_if: str = ""


def is_own(question):
    """Whether a type asks it, and not every application."""
    return isinstance(question, OwnQuestion)


def is_several(question):
    """Whether the form sends a value for each chosen answer."""
    return is_own(question) and question.own_kind == "choices"


def text_in(texts, lang):
    """The text in the language, else in English, else in any.

    >>> text_in({"en_US": "Yes", "fr_FR": "Oui"}, "fr_FR"), text_in({"fr_FR": "Oui"}, "de_DE")
    ('Oui', 'Oui')
    >>> text_in({}, "en_US")
    ''
    """
    return texts.get(lang) or texts.get("en_US") or next(filter(None, texts.values()), "")


def shown(questions, answers):
    """Codes of the questions that apply with these answers; a question follows the one on which it
    depends.

    >>> ask = lambda code, depends="", when=(): OwnQuestion(
    ...     "family", code, "text", code, code=code, depends=depends, answers=when)
    >>> chain = [ask("a"), ask("b", "a", ("yes",)), ask("c", "b", ("x", "y"))]
    >>> shown(chain, {"a": "yes", "b": ["y"]}) == {"a", "b", "c"}
    True
    >>> shown(chain, {"a": "no", "b": ["y"]})
    {'a'}
    """
    found = set()
    for question in questions:
        if not question.depends or (
            question.depends in found and _matches(answers.get(question.depends), question.answers)
        ):
            found.add(question.code)
    return found


def on_page(questions, step, answers):
    """The questions of a page: those that can apply while it is filled in.

    A condition on an earlier page is known; one on the same page depends on what is chosen there.

    >>> ask = lambda code, step, depends="": OwnQuestion(
    ...     step, code, "own_choice", code, code=code, depends=depends, answers=("yes",),
    ...     depends_step="person" if depends else "")
    >>> rows = [ask("a", "person"), ask("b", "person", "a"), ask("c", "family", "b")]
    >>> [one.code for one in on_page(rows, "person", {})], on_page(rows, "family", {})
    (['a', 'b'], [])
    """
    known, found = shown(questions, answers), {}
    for question in questions:
        if question.step != step:
            continue
        if question.depends and question.depends_step == step:
            possible = question.depends in found
        else:
            possible = question.code in known
        if possible:
            found[question.code] = question
    return list(found.values())


def kept(questions, answers):
    """The answers that belong to the questions that apply, without those that no longer fit.

    >>> ask = OwnQuestion("family", "q_n", "whole", "How many?", code="n", own_kind="number")
    >>> kept([ask], {"n": 0, "other": "x"}), kept([ask], {"n": "many"})
    ({'n': 0}, {})
    """
    apply = shown(questions, answers)
    clean = {
        one.code: answers[one.code]
        for one in questions
        if one.code in apply and fits(one, answers.get(one.code))
    }
    # an answer that no longer fits can be the condition of others
    return clean if clean == answers else _again(questions, clean)


def _again(questions, clean):
    apply = shown(questions, clean)
    return {code: value for code, value in clean.items() if code in apply}


def fits(question, value):
    """Whether a stored answer is one of the question as it is now.

    >>> day = OwnQuestion("family", "q", "near_date", "When?", own_kind="date")
    >>> [fits(day, value) for value in ("2026-11-30", "hello", None, 5)]
    [True, False, False, False]
    """
    kind = question.own_kind
    values = {value for value, _label in question.choices}
    if kind == "choices":
        return bool(value) and isinstance(value, list) and values.issuperset(value)
    if kind in DECIDABLE:
        return isinstance(value, str) and value in values
    if kind == "number":
        return isinstance(value, int) and not isinstance(value, bool)
    if kind == "amount":
        return isinstance(value, dict) and {"amount", "currency"} == set(value)
    if kind == "date":
        return _is_day(value)
    return bool(value) and isinstance(value, str)


def _is_day(value):
    try:
        return bool(date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def read(question, value):
    """The typed answer as it is stored; None when there is none. Amounts need their currency and
    are read by the application.

    >>> two = (("a", "A"), ("b", "B"))
    >>> some = OwnQuestion("family", "q", "own_choice", "", own_kind="choices", choices=two)
    >>> read(some, ["b", "a", "b"]), read(some, None)
    (['a', 'b'], None)
    >>> read(some, ["c"])
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: choice
    """
    kind = question.own_kind
    if kind == "number":
        return typed.whole(value, 0, typed.HIGHEST)
    if kind == "date":
        day = typed.date(value)
        return day.isoformat() if day else None
    if kind in DECIDABLE:
        return _read_choice(question, value)
    return (typed.long_text if kind == "long_text" else typed.text)(value) or None


def _read_choice(question, value):
    known = [value for value, _label in question.choices]
    chosen = [one for one in (value if isinstance(value, list) else [value]) if one]
    several = question.own_kind == "choices"
    # forged values need not be texts
    if any(one not in known for one in chosen) or (chosen[1:] and not several):
        raise typed.Unreadable("choice")
    chosen = [one for one in known if one in chosen]
    return (chosen if several else next(iter(chosen), None)) or None


def _matches(value, wanted):
    """Whether one of the wanted answers was given; one that was stored for a question of another
    kind, such as an amount, is none.

    >>> _matches("yes", ("yes",)), _matches(["a", "b"], ("b",)), _matches(None, ("yes",))
    (True, True, False)
    >>> _matches({"amount": "5.00", "currency": "USD"}, ("5.00",))
    False
    """
    given = value if isinstance(value, list) else [value]
    return any(one in wanted for one in given)
