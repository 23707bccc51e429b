"""The ways in which a typed amount of money can be read."""

import re
from decimal import Decimal

#: marks that may group or mark decimals: comma, point, blank, apostrophe
MARKS = ",. '"
#: marks with one meaning: the thousands and the decimal mark of Arabic, the middle dot
SAME = str.maketrans("\u2019\u02bc`\u00b4\u2032\u060c\u00b7", "''''',.")
THOUSANDS, DECIMAL = "\u066c", "\u066b"
GROUPED = (r"[0-9]{1,3}(?:%s[0-9]{3})+", r"[0-9]{1,2}(?:%s[0-9]{2})*%s[0-9]{3}")


def readings(text, decimals):
    """The amounts that a text may mean in a currency with the given decimals.

    :return: set of ``Decimal``; empty when the text is not an amount

    >>> sorted(readings("1,200", 3))
    [Decimal('1.200'), Decimal('1200')]
    >>> readings("1,200", 2), readings("0,500", 2), readings("1.200.50", 2)
    ({Decimal('1200')}, set(), set())
    """
    text = text.translate(SAME).strip()
    found = {_whole(text)}
    if decimals:
        for mark in MARKS + DECIMAL:
            found.add(_divided(text, mark, decimals))
    return found - {None}


def _whole(text):
    """The text as a whole number, plain or grouped by one mark; else None."""
    if re.fullmatch(r"[0-9]+", text):
        return Decimal(text)
    for mark in MARKS + THOUSANDS:
        quoted = re.escape(mark)
        three, indian = GROUPED[0] % quoted, GROUPED[1] % (quoted, quoted)
        if text[:1] != "0" and re.fullmatch(f"{three}|{indian}", text):
            return Decimal(text.replace(mark, ""))
    return None


def _divided(text, mark, decimals):
    """The text with ``mark`` before its fraction; else None."""
    front, found, fraction = text.rpartition(mark)
    if not found or mark in front or not re.fullmatch(rf"[0-9]{{1,{decimals}}}", fraction):
        return None
    whole = _whole(front) if front else Decimal(0)
    return None if whole is None else Decimal(f"{whole}.{fraction}")


def without_names(text, names):
    """The text without the currency's own code or symbol before or after the number.

    >>> without_names("usd 7", ("USD", "$")), without_names("7$", ("USD", "$"))
    ('7', '7')
    >>> without_names("EUR 7", ("USD", "$"))
    'EUR 7'
    """
    for name in sorted(filter(None, names), key=len, reverse=True):
        for side in (rf"^{re.escape(name)}\s*", rf"\s*{re.escape(name)}$"):
            found = re.sub(side, "", text, count=1, flags=re.IGNORECASE)
            if found != text:
                return found.strip()
    return text


def unmistakable(reading, decimals):
    """One reading of an amount, written so that it is unambiguous.

    >>> unmistakable(Decimal("1200"), 3), unmistakable(Decimal("1.200"), 3)
    ('1200', '1.2')
    >>> unmistakable(Decimal("1.234"), 3)
    '01.234'
    """
    text = f"{reading.normalize():f}"
    return text if len(readings(text, decimals)) == 1 else f"0{text}"
