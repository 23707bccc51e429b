"""PINs: six digits that only the holder knows; the server stores a keyed digest.

A million PINs can be tried in a moment, so a plain or salted digest would not protect them in a
stolen database. The key is derived from the key-encryption key, which is never in the database.
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
    :param str voucher: a unique identifier of the voucher

    >>> digest(bytes(32), "a", "123456") == digest(bytes(32), "b", "123456")
    False
    """
    pepper = hmac.digest(kek, _PURPOSE, hashlib.sha256)
    return hmac.digest(pepper, f"{voucher}|{pin}".encode(), hashlib.sha256).hex()


def same(one, other):
    """Whether two digests are equal, compared in constant time."""
    return hmac.compare_digest(one or "", other or "")


def clean(text):
    """The typed digits, or "" if they cannot be a PIN.

    >>> clean(" 012 345 "), clean("12345"), clean("１２３４５６"), clean(None)
    ('012345', '', '', '')
    """
    if not isinstance(text, str) or len(text) > 4 * DIGITS:
        return ""
    digits = "".join(text.split()).replace("-", "")
    return digits if len(digits) == DIGITS and digits.isascii() and digits.isdigit() else ""
