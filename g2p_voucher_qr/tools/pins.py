"""PINs: six digits that only the holder knows; the server keeps a keyed digest.

A million PINs are tried in a moment, so a plain or salted digest would not hold against whoever
has the database. The key is derived from the key-encryption key, which is never in it.
"""

import hashlib
import hmac
import secrets

DIGITS = 6
_PURPOSE = b"g2p_voucher_qr pin"


def generate():
    """A new PIN, as text: leading zeros count.

    >>> len(generate()), generate().isdigit()
    (6, True)
    """
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def digest(kek, voucher, pin):
    """Keyed digest of the PIN of one voucher.

    :param bytes kek: the server's key-encryption key
    :param str voucher: an identifier that no other voucher has

    >>> digest(bytes(32), "a", "123456") == digest(bytes(32), "b", "123456")
    False
    """
    pepper = hmac.digest(kek, _PURPOSE, hashlib.sha256)
    return hmac.digest(pepper, f"{voucher}|{pin}".encode(), hashlib.sha256).hex()


def same(one, other):
    """Whether two digests are equal, in a time that does not tell where they differ."""
    return hmac.compare_digest(one or "", other or "")


def clean(text):
    """The digits of what was typed, or "" when it cannot be a PIN.

    >>> clean(" 012 345 "), clean("12345"), clean("１２３４５６"), clean(None)
    ('012345', '', '', '')
    """
    if not isinstance(text, str) or len(text) > 4 * DIGITS:
        return ""
    digits = "".join(text.split()).replace("-", "")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""
