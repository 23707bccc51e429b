"""Characters that people type without seeing them, and characters that only look different."""

import unicodedata

#: zero width non-joiner and joiner: part of the spelling in Arabic, Persian and Indian scripts
JOINERS = "\u200c\u200d"
#: scripts in which they never stand between letters
UNJOINED = ("LATIN", "GREEK", "CYRILLIC", "ARMENIAN", "GEORGIAN", "HEBREW", "CJK", "HANGUL")
#: invisible characters that count as letters or signs: fillers and the blank of Braille
BLANK = "\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
LINE_ENDS = "\n\r\u2028\u2029\x85\x0b\x0c"


class Forbidden(ValueError):
    """A character that the database cannot store: NUL, or half of a surrogate pair."""


def visible(text):
    """The text without control and format characters; line ends stay, tabs become blanks.

    >>> visible("a\\u200b\\u00adb\\tc"), visible("\\u0645\\u06cc\\u200c\\u062e")
    ('ab c', 'می\\u200cخ')
    >>> visible("a\\0")
    Traceback (most recent call last):
    odoo.addons.g2p_suite_base.tools.typed_characters.Forbidden: 0x0
    """
    return "".join(_visible(char, text, at) for at, char in enumerate(text))


def _visible(char, text, at):
    if char == "\0" or unicodedata.category(char) == "Cs":
        raise Forbidden(hex(ord(char)))
    if char in LINE_ENDS:
        return char if char in "\n\r" else "\n"
    if char == "\t":
        return " "
    if char in JOINERS:
        return char if _joins(text, at) else ""
    return "" if unicodedata.category(char) in ("Cc", "Cf") else char


def _joins(text, at):
    """Whether a joiner stands between two letters of a script that spells with it."""
    around = text[at - 1 : at] + text[at + 1 : at + 2]
    return len(around) == 2 and all(
        unicodedata.category(char)[0] in "LM"
        and not unicodedata.name(char, "LATIN").startswith(UNJOINED)
        for char in around
    )


def is_seen(text):
    """Whether a character of the text leaves a mark on paper.

    >>> is_seen("-"), is_seen("\\u3164 \\u0301"), is_seen("")
    (True, False, False)
    """
    return any(char not in BLANK and unicodedata.category(char)[0] in "LNPS" for char in text)


def has_letter(text):
    """Whether it contains a letter of any script.

    >>> has_letter("Ng"), has_letter("\\u674e"), has_letter("\\u3164"), has_letter("- 7 .")
    (True, True, False, False)
    """
    return any(char.isalpha() and char not in BLANK for char in text)


def plain_number(text):
    """Digits of all scripts as 0 to 9, all dashes as hyphens, all blanks as spaces.

    ``²`` is no digit.

    >>> plain_number("\\u0967\\u2013\\u0668\\u00a0\\u00b2\\uff0b\\uff21"), plain_number("1\\u06668")
    ('1-8 ²+A', '168')
    """
    return "".join(_plain(char) for char in text)


def _plain(char):
    if unicodedata.decimal(char, None) is not None:
        return str(unicodedata.decimal(char))
    if unicodedata.category(char) == "Pd" or char in "\u2212\u02d7":
        return "-"
    if unicodedata.category(char) == "Zs":
        return " "
    if 0xFF01 <= ord(char) <= 0xFF5E:  # the wide forms of ASCII
        return chr(ord(char) - 0xFEE0)
    return char
