"""Texts that leave in a payment file: accounts, payees, invoice numbers, references."""

import re
import unicodedata

LONGEST = 140  # characters; ISO 20022 gives names no more
# A spreadsheet runs a cell that starts like this as a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "|", "%")
# A sign before letters, digits and separators calls nothing: +254700000123, -7/2026.
HARMLESS = re.compile(r"[+-][^\W_][\w ./-]*")
ACCOUNT = re.compile(r"\+?[A-Za-z0-9][A-Za-z0-9 ./-]*")
# Letters of Arabic and Indic words are joined and turned by these; nothing is hidden.
JOINERS = frozenset("\u200c\u200d\u200e\u200f")
HIDDEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Letters and symbols by their kind, and yet there is nothing to be seen.
FILLERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
# Dashes that are none by their kind: modifier, Arabic, bullet, minus, lines, Japanese.
DASHES = frozenset("\u02d7\u0640\u06d4\u2043\u2212\u23af\u2500\u2501\u2796\u30fc")
SLASHES = frozenset("\u2044\u2215\u29f8\u2571")
# Capitals of Cyrillic and Greek that look like those of Latin.
LOOK_ALIKES = str.maketrans(
    "\u0410\u0412\u0415\u0405\u0406\u0408\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7",
    "ABESIJKMHOPCTYXABEZHIKMNOPTYX",
)


def one_line(text):
    """Return the text on one line, with single blanks.

    >>> one_line("  Clinic\\u00a0 One\\n"), one_line(None)
    ('Clinic One', '')
    """
    return " ".join((text or "").split())


def tidy_account(text):
    """Return an account number as it is kept and paid to: plain digits, dashes and blanks.

    >>> tidy_account(" KE59\\u20110001 \\uff12\\u0663 "), tidy_account("+254700000123")
    ('KE59-0001 23', '+254700000123')
    """
    return one_line("".join(map(_plain, unicodedata.normalize("NFKC", text or ""))))


def is_account(text):
    """Whether a bank or a mobile money office can pay to it.

    >>> [is_account(text) for text in ("KE59 0001", "+254700000123", "12-34/5")]
    [True, True, True]
    >>> [is_account(text) for text in ("", "-", "=1", "+", "12\\u200b3", "'+254", None)]
    [False, False, False, False, False, False, False]
    """
    return bool(ACCOUNT.fullmatch(text or "")) and len(text) <= LONGEST


def problem(text):
    """Return why a text cannot be exported to a payment file unchanged, or None.

    >>> [problem(text) for text in ("KE59 0001", "+254700000123", "-7/2026", "Clinic (One)")]
    [None, None, None, None]
    >>> [problem(text) for text in ("", " \\t", None, "\\u3164", "\\u200d")]
    ['empty', 'empty', 'empty', 'empty', 'empty']
    >>> [problem(text) for text in ("=1+1", "@Clinic", "-2+cmd|' /C calc'!A0", "\\uff1d1", " =1")]
    ['formula', 'formula', 'formula', 'formula', 'formula']
    >>> problem("two\\nlines"), problem("hid\\u200bden"), problem("x" * 141)
    ('hidden', 'hidden', 'long')
    """
    text = text or ""
    if not any(map(_is_seen, text)):
        return "empty"
    if any(unicodedata.category(char) in HIDDEN and char not in JOINERS for char in text):
        return "hidden"
    if len(text) > LONGEST:
        return "long"
    start = unicodedata.normalize("NFKC", text).lstrip()
    is_formula = start.startswith(FORMULA_STARTS) and not HARMLESS.fullmatch(text)
    return "formula" if is_formula else None


def look_alike_key(text):
    """Return a key that is equal for texts that look the same to a person.

    Case, blanks, accents and invisible characters do not count, and signs that look alike
    are one: all dashes and slashes, digits of all scripts, capitals of Cyrillic and Greek.

    >>> look_alike_key(" inv  7/a ")
    'INV7/A'
    >>> {look_alike_key(f"INV{dash}7") for dash in "-\\u2010\\u2011\\u2013\\u2014\\u2212"}
    {'INV-7'}
    >>> look_alike_key("\\u0406N\\u200bV--\\u0667"), look_alike_key("INV7")
    ('INV-7', 'INV7')
    """
    text = unicodedata.normalize("NFKD", text or "").casefold().upper()
    kept = [char for char in text if _is_seen(char) and unicodedata.category(char)[0] != "M"]
    return re.sub("-+", "-", "".join(map(_plain, kept)).translate(LOOK_ALIKES))


def _is_seen(char):
    hidden = unicodedata.category(char) in HIDDEN or char in FILLERS
    return not (hidden or char.isspace())


def _plain(char):
    """The sign of ASCII that a person takes this one for."""
    if char in DASHES or unicodedata.category(char) == "Pd":
        return "-"
    if char in SLASHES:
        return "/"
    digit = unicodedata.decimal(char, None)
    return char if digit is None else str(digit)
