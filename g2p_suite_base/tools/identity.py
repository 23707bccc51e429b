"""Keys that tell whether two people are tied; no ``env`` here."""

import hashlib
import hmac
import re
import unicodedata

#: a digest among plain keys
MARK = "#"


def phone_key(number):
    """The last nine digits: with or without the country, however it is grouped.

    >>> phone_key("+254 700 123 456") == phone_key("0700123456") == "700123456"
    True
    >>> phone_key("\u0660\u0667\u0660\u0660 123456")  # digits of another script
    '700123456'
    >>> phone_key("112"), phone_key(None)
    ('', '')
    """
    digits = re.sub(r"\D", "", plain_digits(number))[-9:]
    return digits if len(digits) >= 7 else ""


def account_key(account):
    """An account number without blanks and signs, as ``res.partner.bank`` stores it too.

    >>> account_key("de89 3704_0044"), account_key("\uff24\uff25\uff18\u0669")
    ('DE8937040044', 'DE89')
    """
    return re.sub(r"[\W_]+", "", plain_digits(account)).upper()


def plain_digits(text):
    """Digits of all scripts as 0 to 9, wide letters as plain ones.

    >>> plain_digits("+\u0967\u0968 \uff21"), plain_digits(None)
    ('+12 A', '')
    """
    text = unicodedata.normalize("NFKC", text or "")
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


#: how values of a kind are compared; those of other kinds are ids
NORMAL = {"phone": phone_key, "account": account_key}


def key_of(kind, value):
    """A key as text; empty when the value says nothing.

    >>> key_of("phone", "0700-123456"), key_of("person", 7), key_of("phone", "-")
    ('phone:700123456', 'person:7', '')
    """
    normal = NORMAL.get(kind, str)(value)
    return f"{kind}:{normal}" if normal else ""


def keys_of(kind, value):
    """All keys of a value: people write two telephone numbers into one field, or an extension.

    >>> keys_of("phone", "0700 123 456 / 0711222333")
    ['phone:711222333', 'phone:700123456']
    >>> keys_of("phone", "0711/123456"), keys_of("phone", "-"), keys_of("person", 7)
    (['phone:711123456'], [], ['person:7'])
    """
    parts = re.split(r"[^\d\s()+.-]+", plain_digits(value)) if kind == "phone" else []
    return list(dict.fromkeys(filter(None, (key_of(kind, part) for part in [value, *parts]))))


def kind_of(key):
    """The kind that a key begins with.

    >>> kind_of("household:12")
    'household'
    """
    return key.partition(":")[0]


def merge(*sides):
    """The keys of all; confirmed where one of them is.

    >>> merge({"a": False}, {"a": True, "b": False})
    {'a': True, 'b': False}
    """
    merged = {}
    for side in sides:
        for key, confirmed in (side or {}).items():
            merged[key] = merged.get(key, False) or confirmed
    return merged


def digest(secret, key):
    """A key as it is kept once it is gone.

    >>> digest(b"one", "phone:1") == digest(b"two", "phone:1")
    False
    """
    return MARK + hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()


def shared(mine, theirs, secrets):
    """What both sides have in common: pairs of what each says of it.

    :param dict mine: {key: code}
    :param dict theirs: {key: whether it is confirmed}
    :param secrets: function that gives the secrets of digests; called when there is a digest

    >>> list(shared({"a": "phone"}, {"a": True, "b": True}, list))
    [('phone', True)]
    >>> former = {digest(b"s", "b"): "phone"}
    >>> list(shared(former, {"b": False}, lambda: [b"s"]))
    [('phone', False)]
    >>> list(shared({"b": "phone"}, {digest(b"s", "b"): True}, lambda: [b"s"]))
    [('phone', True)]
    """
    for key in mine.keys() & theirs.keys():
        yield mine[key], theirs[key]
    for key, former in _digested(theirs, mine, secrets):
        yield mine[former], theirs[key]
    for key, former in _digested(mine, theirs, secrets):
        yield mine[key], theirs[former]


def _digested(plain, other, secrets):
    """Pairs (key, digest): plain keys that the other side has as a digest."""
    kept = {key for key in other if key.startswith(MARK)}
    if not kept:
        return
    for secret in secrets():
        for key in plain:
            if (found := digest(secret, key)) in kept:
                yield key, found
