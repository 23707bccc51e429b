"""The fields that documents of the search index may have. No other value leaves the database.

>>> build("payment", {"state": "paid", "currency": "KES"}, 7)["revision"]
7
>>> "state" in build("payment", {"state": False}, 7)
False
>>> build("payment", {"account": "KE00 1234"}, 7)
Traceback (most recent call last):
    ...
Refused: field account of payment is not listed
>>> build("payment", {"programme": "call +254 799 000 123"}, 7)
Traceback (most recent call last):
    ...
Refused: value of programme in payment is no label
"""

import hashlib
import json
import re
from datetime import date, datetime
from functools import cache, lru_cache

#: kinds of values
KEY, CHOICE, CODE, LABEL = "key", "choice", "code", "label"
COUNT, MINOR, HOURS, FLAG, MOMENT, DAY = "count", "minor", "hours", "flag", "moment", "day"

#: what a field of a kind is in the index
TYPES = {
    **{type_: {"type": "keyword", "ignore_above": 256} for type_ in (KEY, CHOICE, CODE, LABEL)},
    COUNT: {"type": "integer"},
    MINOR: {"type": "long"},
    HOURS: {"type": "float"},
    FLAG: {"type": "boolean"},
    MOMENT: {"type": "date", "format": "strict_date_time_no_millis"},
    DAY: {"type": "date", "format": "strict_date"},
}


def _of(type_, names):
    return dict.fromkeys(names.split(), type_)


#: place and programme of a case, on every document about it
PLACE = _of(LABEL, "programme company") | _of(CODE, "type area region")
MONEY = _of(CODE, "currency")
#: the case or claim that a step or decision belongs to
SUBJECT = _of(KEY, "subject") | _of(CHOICE, "subject_kind") | _of(LABEL, "stage")
PROVIDER = _of(LABEL, "programme company") | _of(CODE, "provider") | _of(CHOICE, "state")
#: on every document: its day for the reconciliation, a digest of its content, its version
COMMON = _of(DAY, "day") | _of(MINOR, "fold revision")

#: {kind: {field: kind of value}}. A field is added here after a review of what it discloses, and
#: in the test that repeats this list.
FIELDS = {
    "application": PLACE
    | MONEY
    | _of(KEY, "person")
    | _of(CHOICE, "state urgency relation age_band household")
    | _of(CODE, "gender")
    | _of(COUNT, "round")
    | _of(MOMENT, "applied_at answer_by_at decided_at")
    | _of(DAY, "applied_week decided_week")
    | _of(FLAG, "is_kept")
    | _of(HOURS, "hours_to_decision hours_paused")
    | _of(MINOR, "amount_requested amount_granted"),
    "step": PLACE
    | SUBJECT
    | _of(CHOICE, "state")
    | _of(COUNT, "urgency_rank")
    | _of(FLAG, "is_late is_escalated")
    | _of(MOMENT, "opened_at closed_at due_at")
    | _of(DAY, "opened_week")
    | _of(HOURS, "hours_open hours_limit"),
    "decision": PLACE
    | MONEY
    | SUBJECT
    | _of(CHOICE, "action verdict")
    | _of(CODE, "reason")
    | _of(MINOR, "amount")
    | _of(MOMENT, "decided_at")
    | _of(DAY, "decided_week")
    | _of(FLAG, "is_bulk is_second_look is_on_behalf"),
    "voucher": PLACE
    | MONEY
    | _of(KEY, "case")
    | _of(CHOICE, "state")
    | _of(MINOR, "amount amount_redeemed amount_unused")
    | _of(MOMENT, "issued_at")
    | _of(DAY, "issued_week valid_until"),
    "redemption": PLACE
    | MONEY
    | _of(KEY, "voucher case")
    | _of(CODE, "provider")
    | _of(MINOR, "amount")
    | _of(FLAG, "is_reversal")
    | _of(MOMENT, "redeemed_at")
    | _of(DAY, "redeemed_week"),
    "claim": PROVIDER
    | MONEY
    | _of(MOMENT, "submitted_at")
    | _of(DAY, "submitted_week paid_on")
    | _of(MINOR, "amount_claimed amount_granted amount_paid")
    | _of(HOURS, "hours_to_payment"),
    "payment": PROVIDER
    | MONEY
    | _of(KEY, "claim")
    | _of(MINOR, "amount")
    | _of(MOMENT, "made_at")
    | _of(DAY, "made_week"),
    "equity": _of(DAY, "quarter")
    | _of(CHOICE, "dimension")
    | _of(LABEL, "company value")
    | _of(COUNT, "people approved_percent")
    | _of(HOURS, "days_to_decision"),
    "check": _of(CHOICE, "checked_kind")
    | _of(DAY, "checked_day")
    | _of(MOMENT, "checked_at")
    | _of(COUNT, "count_database count_index repaired")
    | _of(MINOR, "sum_database sum_index")
    | _of(FLAG, "is_equal"),
}
#: the field that the reconciliation adds up
SUMS = {
    "application": "amount_requested",
    "decision": "amount",
    "voucher": "amount",
    "redemption": "amount",
    "claim": "amount_claimed",
    "payment": "amount",
}

_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"))
_KEY = re.compile(r"[0-9a-f]{32}")
_CODE = re.compile(r"[\w.+/ -]{1,64}")
#: a telephone number, an ID, an account or an address: never part of a label
_PERSONAL = re.compile(r"@|\d(?:[ .-]?\d){8}")


class Refused(Exception):
    """A document is not sent; the text names its field, never its value."""


def build(kind, values, version):
    """The document of a record: listed fields only, each with a value of its kind.

    :param dict values: {field: value}; None is left out, and False of all but flags
    :raises Refused: a field is not listed, or its value has another form
    """
    listed, document = _cleaners_of(kind), {}
    for name, value in values.items():
        if name not in listed:
            raise Refused(f"field {name} of {kind} is not listed")
        type_, clean = listed[name]
        if value is None or (value is False and type_ != FLAG):
            continue
        done = clean(value)
        if done is None:
            raise Refused(f"value of {name} in {kind} is no {type_}")
        document[name] = done
    document["fold"] = fold(document)
    document["revision"] = version
    return document


def fields_of(kind):
    """{field: kind of value} of the documents of a kind."""
    return {**FIELDS[kind], **COMMON}


def fold(document):
    """A digest of the content that sums add up exactly: 32 bits.

    >>> fold({"a": 1}) == fold({"a": 1}) != fold({"a": 2})
    True
    """
    digest = hashlib.sha256(_WRITER.encode(document).encode()).digest()
    return int.from_bytes(digest[:4], "big")


def mapping(kind):
    """The mapping of an index: fields that are not listed are refused by the engine too."""
    properties = {name: TYPES[type_] for name, type_ in fields_of(kind).items()}
    return {"dynamic": "strict", "properties": properties}


def index_body(kind, replicas=1):
    """Settings and mapping of a new index.

    Versions of deleted documents are kept for an hour, so that a late write does not bring one
    back.
    """
    settings = {
        "number_of_shards": 1,
        "number_of_replicas": replicas,
        "refresh_interval": "5s",
        "gc_deletes": "1h",
    }
    return {"settings": {"index": settings}, "mappings": mapping(kind)}


@cache
def _cleaners_of(kind):
    """{field: (kind of value, its cleaner)}; once for all documents."""
    return {name: (type_, _CLEANERS[type_]) for name, type_ in fields_of(kind).items()}


def _text(pattern):
    def clean(value):
        fits = isinstance(value, str) and pattern.fullmatch(value)
        return value if fits else None

    return clean


def _remembered(clean):
    """A cleaner of texts that are few in many documents."""
    known = lru_cache(4096)(clean)
    return lambda value: known(value) if isinstance(value, str) else None


def _label(value):
    fits = len(value) <= 120 and "\n" not in value
    return value if fits and not _PERSONAL.search(value) else None


def _whole(value):
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _hours(value):
    return round(float(value), 2) if isinstance(value, (int, float)) else None


def _flag(value):
    return value if isinstance(value, bool) else None


def _moment(value):
    return value.isoformat("T", "seconds") + "Z" if isinstance(value, datetime) else None


def _day(value):
    is_day = isinstance(value, date) and not isinstance(value, datetime)
    return value.isoformat() if is_day else None


_CLEANERS = {
    KEY: _text(_KEY),
    CHOICE: _remembered(_text(_CODE)),
    CODE: _remembered(_text(_CODE)),
    LABEL: _remembered(_label),
    COUNT: _whole,
    MINOR: _whole,
    HOURS: _hours,
    FLAG: _flag,
    MOMENT: _moment,
    DAY: _day,
}
