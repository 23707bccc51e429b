"""When two records may be the same person; no ``env`` here."""

import re
import unicodedata


def fold(text):
    """Letters and digits only, without accents and case, for comparing.

    >>> fold("  Mâry-Anne ")
    'maryanne'
    >>> fold(None)
    ''
    """
    decomposed = unicodedata.normalize("NFKD", text or "")
    return "".join(char for char in decomposed.casefold() if char.isalnum())


def name_words(*names):
    """The words of a name in any order: people and clerks swap them.

    >>> sorted(name_words("Sitá Rani", "DEVI,"))
    ['devi', 'rani', 'sita']
    >>> name_words("", None)
    set()
    """
    words = (word for part in names for word in re.split(r"[\s,]+", part or ""))
    return {folded for word in words if (folded := fold(word))}


def same_name(words, others):
    """Whether one name holds the other; a single word never makes a longer name.

    >>> same_name({"sita", "devi"}, {"sita", "rani", "devi"})
    True
    >>> same_name({"sita", "devi"}, {"sita", "rani"})
    False
    >>> same_name({"devi"}, {"sita", "devi"})
    False
    >>> same_name({"suharto"}, {"suharto"})
    True
    """
    if not words or not others:
        return False
    shorter, longer = sorted((words, others), key=len)
    return words == others or (len(shorter) > 1 and shorter <= longer)


def id_variants(number):
    """How an ID number may have been written down.

    >>> sorted(id_variants(" ab-12 34 "))
    ['AB-12 34', 'AB1234', 'ab-12 34', 'ab1234']
    >>> id_variants("")
    set()
    """
    plain = (number or "").strip()
    compact = re.sub(r"[^0-9A-Za-z]", "", plain)
    return {text for text in (plain, plain.upper(), compact, compact.upper()) if text}


def phone_variants(number, calling_code=None):
    """How a telephone number may be stored, with and without the country.

    >>> sorted(phone_variants("0170 123456", 49))
    ['+49170123456', '0170 123456', '0170123456']
    >>> sorted(phone_variants("0049 170 123456", 49))
    ['+49170123456', '0049 170 123456', '0170123456']
    >>> phone_variants("12")
    set()
    """
    plain = (number or "").strip()
    digits = re.sub(r"\D", "", plain)
    if len(digits) < 5:
        return set()
    if plain.startswith(("+", "00")):
        digits = digits.removeprefix("00")
        return {plain, "+" + digits} | _national(digits, calling_code)
    found = {plain, digits}
    if calling_code:
        found.add(f"+{calling_code}{digits.removeprefix('0')}")
    return found


def _national(digits, calling_code):
    code = str(calling_code or "")
    return {"0" + digits[len(code) :]} if code and digits.startswith(code) else set()


def account_key(account):
    """An account number as ``res.partner.bank`` stores it for searching.

    >>> account_key("de89 3704 0044")
    'DE8937040044'
    """
    return re.sub(r"\W+", "", account or "").upper()
