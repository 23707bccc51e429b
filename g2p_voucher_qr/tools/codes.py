"""The code a person types when a camera is missing: nearly 65 random bits and a check character.

Crockford's base 32: no I, L, O, U; what looks alike reads alike.
"""

import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 13  # characters of 5 bits
_LOOKALIKE = str.maketrans("ILO", "110")
_CHECK = ALPHABET + "*~$=U"  # Crockford's check symbols, modulo 37


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
    """
    if len(text) > 4 * LENGTH:
        return None
    code = "".join(text.upper().split()).replace("-", "").translate(_LOOKALIKE)
    body, check = code[:LENGTH], code[LENGTH:]
    if len(code) != LENGTH + 1 or any(char not in ALPHABET for char in body):
        return None
    return code if check_character(body) == check else None
