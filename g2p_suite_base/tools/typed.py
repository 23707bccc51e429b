"""The one parser of values that people type into pages; no ``env`` here.

Each function takes the text and returns a value, or raises ``Unreadable``. Nothing is rounded,
guessed or dropped silently: for an ambiguous value the page asks again.
"""

import datetime
import re
import unicodedata

from . import numbers, typed_amount
from .typed_characters import Forbidden, has_letter, is_seen, plain_number, visible

#: most digits of an amount before the decimal mark
MAX_DIGITS = 12
#: the highest whole number that is read
HIGHEST = 999_999
#: characters of the reason of an action, and of a text of a decision
LONGEST_REASON, LONGEST_NOTE = 500, 4000
#: NUL, and halves of surrogate pairs
NO_COLUMN = re.compile("[\0\ud800-\udfff]")


class Unreadable(ValueError):
    """The answer cannot be parsed.

    :ivar str code: of the message that the page shows
    :ivar tuple readings: for ``amount_two_ways``, the amounts that may be meant
    """

    def __init__(self, code, readings=()):
        super().__init__(code)
        self.code = code
        self.readings = readings


def text(value, longest=200):
    """One line without control and format characters; empty when nothing in it is visible.

    >>> text("  a\\u200b \\t b "), text("\\u200b\\u2060"), text(None)
    ('a b', '', '')
    """
    return _bounded(" ".join(_seen(value).split()), longest)


def long_text(value, longest=2000):
    """The same for several lines.

    >>> long_text(" a \\r\\n\\u202ab ")
    'a\\nb'
    """
    lines = [" ".join(line.split()) for line in _seen(value).splitlines()]
    return _bounded("\n".join(lines).strip(), longest)


def stored(value):
    r"""A text of an officer as a column can store it; empty for anything else than text.

    >>> stored("lost\0 "), stored("half \ud83d"), stored(None), stored(["lost"]), stored(5)
    ('lost ', 'half ', '', '', '')
    """
    return NO_COLUMN.sub("", value) if isinstance(value, str) else ""


def reason(value):
    """An officer's reason, without blanks around it; empty when nothing was written.

    >>> reason(" Too dark. "), reason(None)
    ('Too dark.', '')
    >>> reason("x" * 501)
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: too_long
    """
    return _bounded(stored(value).strip(), LONGEST_REASON)


def name(value, longest=120):
    """A name of a person; it needs a letter of some script.

    >>> name(" Sit\\u0101\\u00ad "), name("")
    ('Sitā', '')
    >>> name("-")
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: name
    """
    clean = text(value, longest)
    if clean and not has_letter(clean):
        raise Unreadable("name")
    return clean


def identifier(value, longest=64):
    """A document number, with ordinary dashes and digits.

    >>> identifier("NID\\u20119001\\u0661"), identifier("")
    ('NID-90011', '')
    >>> identifier("!!")
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: identifier
    """
    clean = plain_number(text(value, longest))
    if clean and not any(char.isalnum() for char in clean):
        raise Unreadable("identifier")
    return clean


def amount(value, decimals=2, currency_names=()):
    """A positive amount of money, when exactly one reading is possible.

    Comma, point, blank and apostrophe may each group digits (by three, or the Indian way) or mark
    the decimals.

    :param int decimals: of the currency
    :param currency_names: the currency's code and symbol, which may stand beside the number
    :return: float, or None when nothing was typed

    >>> [amount(text) for text in ("1,200", "1.200", "120,50", "1'234.50", "12,34,567.5")]
    [1200.0, 1200.0, 120.5, 1234.5, 1234567.5]
    >>> amount("0,500", 3), amount("\\u0661\\u0662\\u0660"), amount("US$ 7", 2, ("USD", "US$"))
    (0.5, 120.0, 7.0)
    >>> amount("0,500")
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: amount
    >>> amount("1,200", 3)
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: amount_two_ways
    """
    clean = typed_amount.without_names(plain_number(text(value)), currency_names)
    if not clean:
        return None
    readings = typed_amount.readings(clean, decimals)
    if len(readings) > 1:
        raise Unreadable("amount_two_ways", tuple(sorted(readings)))
    number = float(readings.pop()) if readings else 0.0
    if not 0 < number < 10**MAX_DIGITS:
        raise Unreadable("amount")
    return number


def whole(value, lowest, highest):
    """A whole number within bounds; None when nothing was typed.

    >>> whole("4", 1, 40), whole("\\u0664", 1, 40), whole(" ", 1, 40)
    (4, 4, None)
    >>> whole("\\u00b2", 1, 40)
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: whole
    """
    clean = plain_number(text(value))
    if not clean:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", clean) or not lowest <= int(clean) <= highest:
        raise Unreadable("whole")
    return int(clean)


def date(value):
    """An ISO date; None when nothing was typed.

    >>> date("2026\\u201102\\u201128"), date("")
    (datetime.date(2026, 2, 28), None)
    >>> date("20260228")
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: date
    """
    clean = plain_number(text(value))
    if not clean:
        return None
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", clean):
        raise Unreadable("date")
    try:
        return datetime.date.fromisoformat(clean)
    except ValueError as error:
        raise Unreadable("date") from error


def birth_date(value, today, oldest=130):
    """A day in the past and within a human life, and whether the day itself is known.

    :param today: the latest current date in any time zone where the person may be
    :return: (date or None, bool exact); a year alone is the first of January, not exact

    >>> today = datetime.date(2026, 3, 1)
    >>> birth_date("1962", today), birth_date("1962-05-04", today)
    ((datetime.date(1962, 1, 1), False), (datetime.date(1962, 5, 4), True))
    >>> birth_date("2030-01-01", today)
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: birth_date
    """
    year_alone = re.fullmatch(r"[0-9]{4}", plain_number(text(value)))
    try:
        born = datetime.date(int(year_alone[0]), 1, 1) if year_alone else date(value)
    except ValueError as error:  # the year 0000
        raise Unreadable("birth_date") from error
    if born and not (today.year - oldest <= born.year and born <= today):
        raise Unreadable("birth_date")
    return born, not year_alone


def phone(value, longest=30):
    """A telephone number as it is dialled, when it looks like one.

    >>> phone("\\u202a+254\\u00a0700\\u2011000\\u2011000\\u202c"), phone("")
    ('+254 700-000-000', '')
    >>> phone("call me")
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: phone
    """
    clean = plain_number(text(value, longest))
    if clean and not re.fullmatch(r"\+?[0-9(][0-9 ().\-/]{4,28}", clean):
        raise Unreadable("phone")
    if clean and not 5 <= sum(char.isdigit() for char in clean) <= 15:  # ITU-T E.164: 15 at most
        raise Unreadable("phone")
    return clean


def row_id(value):
    """The id of a choice, or None when nothing was chosen.

    >>> row_id("7"), row_id("")
    (7, None)
    >>> row_id("1_0")
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed.Unreadable: choice
    """
    if value in (None, False, ""):
        return None
    number = numbers.whole(str(value))
    if not number:
        raise Unreadable("choice")
    return number


def _seen(value):
    """The typed text without invisible characters; empty when nothing visible is left."""
    try:
        clean = visible(unicodedata.normalize("NFC", str(value or "")))
    except Forbidden as error:
        raise Unreadable("characters") from error
    return clean if is_seen(clean) else ""


def _bounded(clean, longest):
    if len(clean) > longest:
        raise Unreadable("too_long")
    return clean
