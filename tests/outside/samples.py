"""Invented documents of each kind."""

import random
from datetime import date, datetime, timedelta
from functools import cache

from tools import documents
from tools.pseudonyms import Pseudonyms

CHOICES = {
    "state": ("submitted", "approved", "rejected", "issued", "redeemed", "revoked", "expired"),
    "region": ("north", "south", "east"),
    "dimension": ("gender", "age", "district"),
    "action": ("approve", "reject", "override", "submit"),
    "verdict": ("approve", "reject"),
    "checked_kind": ("application", "voucher"),
}
NAMES = Pseudonyms(bytes(32))
#: documents with different content; more of them would measure this file
DIFFERENT = 1000


def values(kind, number):
    """The values of a document; the same for the same number."""
    dice = random.Random(f"{kind}/{number}")  # noqa: S311  invented documents
    return {name: _value(dice, name, type_) for name, type_ in documents.fields_of(kind).items()}


def _value(dice, name, type_):
    day = date(2026, 1, 1) + timedelta(days=dice.randrange(300))
    made = {
        documents.KEY: lambda: NAMES.of("res.partner", dice.randrange(1, 1000)),
        documents.CHOICE: lambda: dice.choice(CHOICES.get(name, ("a", "b", "c"))),
        documents.CODE: lambda: dice.choice(CHOICES.get(name, ("x", "y", "z"))),
        documents.LABEL: lambda: dice.choice(("Emergency aid", "Winter aid")),
        documents.COUNT: lambda: dice.randrange(1, 50),
        documents.MINOR: lambda: dice.randrange(100, 900_000),
        documents.HOURS: lambda: dice.random() * 100,
        documents.FLAG: lambda: dice.random() < 0.5,
        documents.MOMENT: lambda: datetime.combine(day, datetime.min.time()),
        documents.DAY: lambda: day,
    }
    return made[type_]()


def document(kind, number, version=1):
    return _document(kind, number % DIFFERENT, version)


@cache
def _document(kind, number, version):
    return documents.build(kind, values(kind, number), version)


def key(kind, number):
    return NAMES.of(kind, number + 1)  # no record has the id 0
