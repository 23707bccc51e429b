"""A name as it was written, and what a stranger may see of it."""

import re
import unicodedata

DOT = "•"
WORDS = 3
JOINERS = "\u200c\u200d"  # invisible; some scripts write them within a word


def mask_name(name):
    """First letter of each word as it is written, always the same number of dots.

    >>> mask_name("Amina Kabore"), mask_name("ßeta დავით")
    ('A•••• K••••', 'ß•••• დ••••')
    >>> mask_name("  LI ,  wei ")
    'L•••• w••••'
    >>> mask_name("")
    ''

    Vowel signs and accents belong to their word, as letters or as marks of their own:

    >>> mask_name("प्रिया शर्मा"), mask_name("E\u0301lodie Re\u0301mi")
    ('प•••• श••••', 'É•••• R••••')
    """
    text = unicodedata.normalize("NFC", name or "")
    letters = "".join(_letter(char) for char in text)
    return " ".join(word[0] + DOT * 4 for word in letters.split()[:WORDS])


def as_written(name, *parts):
    """The parts when the name is made of them, else the name.

    A registry may keep the name in capitals, which changes letters of some scripts; its parts
    stay as people wrote them.

    >>> as_written("İBRAHIMOĞLU, AYŞE", "Ayşe", "", "İbrahimoğlu"), as_written("WEISS", "Weiß")
    ('Ayşe İbrahimoğlu', 'Weiß')
    >>> as_written("KABORÉ, AMINA", "Rosa", "", "Mutua"), as_written("Amina Kaboré", "", "")
    ('KABORÉ, AMINA', 'Amina Kaboré')
    """
    written = " ".join(filter(None, parts))
    return written if _words(written) == _words(name or "") else name or ""


def _words(text):
    """The words without order, in capitals and out of them again: ß is SS, then ss."""
    return sorted(re.split(r"[\s,]+", text.upper().casefold().strip(" ,")))


def _letter(char):
    """The letter or digit; nothing for what is written on or within a word, else a space."""
    if char.isalnum():
        return char
    return "" if char in JOINERS or unicodedata.category(char)[0] == "M" else " "
