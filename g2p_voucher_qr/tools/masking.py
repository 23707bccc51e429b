"""What a stranger may see of a name."""

import unicodedata

DOT = "•"
WORDS = 3
JOINERS = "\u200c\u200d"  # invisible; some scripts write them within a word


def mask_name(name):
    """First letter of each word, always the same number of dots.

    >>> mask_name("Amina Kabore")
    'A•••• K••••'
    >>> mask_name("  LI ,  wei ")
    'L•••• W••••'
    >>> mask_name("")
    ''

    Vowel signs and accents belong to their word, as letters or as marks of their own:

    >>> mask_name("प्रिया शर्मा"), mask_name("E\u0301lodie Re\u0301mi")
    ('प•••• श••••', 'É•••• R••••')
    """
    text = unicodedata.normalize("NFC", name or "")
    letters = "".join(_letter(char) for char in text)
    return " ".join(word[0].upper() + DOT * 4 for word in letters.split()[:WORDS])


def _letter(char):
    """The letter or digit; nothing for what is written on or within a word, else a space."""
    if char.isalnum():
        return char
    return "" if char in JOINERS or unicodedata.category(char)[0] == "M" else " "
