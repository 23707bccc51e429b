"""The code to type without a camera: nearly 65 random bits and a check character.

Crockford's base 32: no I, L, O, U; characters that look alike are read alike.
"""

import secrets
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13  # characters of 5 bits
_LOOKALIKE = str.maketrans("ILO", "110")
_CHECK = ALPHABET + "*~$=U"  # Crockford's check symbols, modulo 37
#: categories of meaningless characters between the signs of a code: blanks, dashes, and
#: characters that telephones add to pasted text
_BETWEEN = ("Zs", "Pd", "Cc", "Cf")
MAX_TYPED = 4 * LENGTH  # characters, including those between the signs


def generate():
    """A new code without separators, its check character last.

    Only check symbols that every keyboard has are generated; others are accepted.

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
    """The code as printed.

    >>> grouped("0123456789ABCD")
    '0123-4567-89AB-CD'
    """
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def parse(text):
    """The code without separators, or None if it cannot be one.

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
    """Capitals and plain digits, without the characters in between."""
    wide = unicodedata.normalize("NFKC", text).upper()
    signs = (char for char in wide if unicodedata.category(char) not in _BETWEEN)
    return "".join(str(unicodedata.decimal(char, char)) for char in signs).translate(_LOOKALIKE)


def is_mistyped(text):
    """Whether it is a mistyped code and not the text of a QR code: short, and no address.

    >>> is_mistyped("ABCD-EFGH-1234-56"), is_mistyped("0000-0000-0000-11"), is_mistyped(" ")
    (True, False, False)
    >>> is_mistyped("https://example.org"), is_mistyped("NCF" * 80)
    (False, False)
    """
    short = len(text) <= MAX_TYPED and not set(text) & {":", "/"}
    return bool(text.strip()) and short and not parse(text)
