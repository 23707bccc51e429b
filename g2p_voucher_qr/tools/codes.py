"""The code a person types when a camera is missing: nearly 65 random bits and a check character.

Crockford's base 32: no I, L, O, U; what looks alike reads alike.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13  # characters of 5 bits
_LOOKALIKE = str.maketrans("ILO", "110")
_CHECK = ALPHABET + "*~$=U"  # Crockford's check symbols, modulo 37
#: categories of what stands between the signs of a code and means nothing: blanks, dashes, and
#: what telephones put into a text that is pasted
_BETWEEN = ("Zs", "Pd", "Cc", "Cf")
MAX_TYPED = 4 * LENGTH  # characters, with all that stands between them


def generate():
    """A new code without separators, its check character last.

    Of the check symbols only those that every keyboard has at hand; others are read.

    >>> set(generate()) <= set(ALPHABET)
    True
    """
    while True:
        body = "".join(secrets.choice(ALPHABET) for _digit in range(LENGTH))
        check = check_character(body)
        if check in ALPHABET:
            return body + check


def check_character(body):
    """Check symbol of a body.

    >>> check_character("0000000000001")
    '1'
    """
    number = 0
    for char in body:
        number = number * 32 + ALPHABET.index(char)
    return _CHECK[number % 37]


def grouped(code):
    """As printed.

    >>> grouped("0123456789ABCD")
    '0123-4567-89AB-CD'
    """
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def parse(text):
    """The code without separators, or None when it cannot be one.

    >>> parse("0000-0000-0000-11")
    '00000000000011'
    >>> parse("oooo oooo oooo li")
    '00000000000011'
    >>> parse("0000-0000-0000-12") is None
    True
    >>> parse("\u202a\u0660\u0660\u0660\u0660\u2011oooo\u2013oooo\u00a0li\u202c")
    '00000000000011'
    """
    if len(text) > MAX_TYPED:
        return None
    code = _plain(text)
    body, check = code[:LENGTH], code[LENGTH:]
    if len(code) != LENGTH + 1 or any(char not in ALPHABET for char in body):
        return None
    return code if check_character(body) == check else None


def _plain(text):
    """Capitals and digits of keyboards, nothing between them."""
    wide = unicodedata.normalize("NFKC", text).upper()
    signs = (char for char in wide if unicodedata.category(char) not in _BETWEEN)
    return "".join(str(unicodedata.decimal(char, char)) for char in signs).translate(_LOOKALIKE)


def is_mistyped(text):
    """Whether it is a code typed wrongly rather than what a QR code holds: short, no address.

    >>> is_mistyped("ABCD-EFGH-1234-56"), is_mistyped("0000-0000-0000-11"), is_mistyped(" ")
    (True, False, False)
    >>> is_mistyped("https://example.org"), is_mistyped("NCF" * 80)
    (False, False)
    """
    short = len(text) <= MAX_TYPED and not set(text) & {":", "/"}
    return bool(text.strip()) and short and not parse(text)
