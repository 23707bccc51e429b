"""One-time codes: six digits, stored as a keyed digest; no ``env`` here.

A million codes can be tried in a moment, so a plain or salted digest would not protect them in a
stolen database. The key comes from the server's key-encryption key, which is never in the database.
"""

import hashlib
import hmac
import secrets

DIGITS = 6
#: labels of the two keys that are derived from the server's one
_SEALING, _COMPARING = b"g2p_sign_in_code sealing", b"g2p_sign_in_code comparing"


def generate():
    """A new code, as text: leading zeros count.

    >>> len(generate()), generate().isdigit()
    (6, True)
    """
    return f"{secrets.randbelow(10**DIGITS):0{DIGITS}d}"


def handle():
    """A name for one code that nobody can guess.

    >>> len(handle()), handle() == handle()
    (32, False)
    """
    return secrets.token_hex(16)


def sealing_key(kek):
    """The key that encrypts what is kept until the code is sent.

    >>> sealing_key(bytes(32)) != sealing_key(b"f" * 32), len(sealing_key(bytes(32)))
    (True, 32)
    """
    return hmac.digest(kek, _SEALING, hashlib.sha256)


def digest(kek, name, code):
    """Keyed digest of one code; the same digits of another one have another digest.

    :param str name: the handle of the code

    >>> digest(bytes(32), "a", "123456") == digest(bytes(32), "a", "123456")
    True
    >>> digest(bytes(32), "a", "123456") == digest(bytes(32), "b", "123456")
    False
    """
    key = hmac.digest(kek, _COMPARING, hashlib.sha256)
    return hmac.digest(key, f"{name}|{code}".encode(), hashlib.sha256).hex()


def same(digests, stored):
    """Whether one of the digests is the stored one, compared in constant time.

    >>> same(["a", "b"], "b"), same(["a"], "b"), same(["a"], None), same([], "a")
    (True, False, False, False)
    """
    return any(hmac.compare_digest(one, stored or "") for one in digests)


def clean(text):
    """The digits that were typed, of any script; "" if they cannot be a code.

    >>> clean(" 012 345 "), clean("012-345"), clean("\u0661\u0662\u0663456")
    ('012345', '012345', '123456')
    >>> clean("12345"), clean("1234567"), clean("12345a"), clean(None), clean("1" * 99)
    ('', '', '', '', '')
    >>> clean("12345\u00b2")
    ''
    """
    if not isinstance(text, str) or len(text) > 4 * DIGITS:
        return ""
    signs = "".join(text.split()).replace("-", "")
    if len(signs) != DIGITS or not signs.isdecimal():
        return ""
    return "".join(str(int(sign)) for sign in signs)
