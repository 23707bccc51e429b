"""A name as written, and its masked form for strangers."""

import re
import unicodedata

DOT = "•"
WORDS = 3
JOINERS = "\u200c\u200d"  # invisible; some scripts write them within a word


def mask_name(name):
    """First letter of each word as written, always with the same number of dots.

    >>> mask_name("Amina Kabore"), mask_name("ßeta დავით")
    ('A•••• K••••', 'ß•••• დ••••')
    >>> mask_name("  LI ,  wei ")
    'L•••• w••••'
    >>> mask_name("")
    ''

    Vowel signs and accents belong to their word, as letters or as separate marks:

    >>> mask_name("प्रिया शर्मा"), mask_name("E\u0301lodie Re\u0301mi")
    ('प•••• श••••', 'É•••• R••••')
    """
    text = unicodedata.normalize("NFC", name or "")
    letters = "".join(_letter(char) for char in text)
    return " ".join(word[0] + DOT * 4 for word in letters.split()[:WORDS])


def as_written(name, *parts):
    """The parts if the name consists of them, or the name.

    A registry may store the name in capitals, which changes letters of some scripts; the parts
    keep the original spelling.

    >>> as_written("İBRAHIMOĞLU, AYŞE", "Ayşe", "", "İbrahimoğlu"), as_written("WEISS", "Weiß")
    ('Ayşe İbrahimoğlu', 'Weiß')
    >>> as_written("KABORÉ, AMINA", "Rosa", "", "Mutua"), as_written("Amina Kaboré", "", "")
    ('KABORÉ, AMINA', 'Amina Kaboré')
    """
    written = " ".join(filter(None, parts))
    return written if _words(written) == _words(name or "") else name or ""


def _words(text):
    """The sorted words, in capitals and then casefolded: ß becomes SS, then ss."""
    return sorted(re.split(r"[\s,]+", text.upper().casefold().strip(" ,")))


def _letter(char):
    """The letter or digit; nothing for marks on or within a word, or a space."""
    if char.isalnum():
        return char
    return "" if char in JOINERS or unicodedata.category(char)[0] == "M" else " "
