"""Keys that tell whether two people are tied; no ``env`` here."""

import hashlib
import hmac
import re
import unicodedata

from . import phones

#: marks a digest among plain keys
MARK = "#"
#: characters of an account number that are compared; no real one has as many
LONGEST = 300


def account_key(account):
    """An account number without blanks and signs, as ``res.partner.bank`` stores it too.

    >>> account_key("de89 3704_0044"), account_key("\uff24\uff25\uff18\u0669")
    ('DE8937040044', 'DE89')
    """
    return re.sub(r"[\W_]+", "", plain_digits((account or "")[:LONGEST])).upper()[:LONGEST]


def plain_digits(text):
    """Digits of all scripts as 0 to 9, wide letters as plain ones.

    >>> plain_digits("+\u0967\u0968 \uff21"), plain_digits(None)
    ('+12 A', '')
    """
    text = unicodedata.normalize("NFKC", text or "")
    return "".join(str(unicodedata.decimal(char, char)) for char in text)


def phone_kind(regions):
    """The kind of a telephone number that may be written in the national form of these countries.

    :param regions: as ``phones.keys`` takes them

    >>> phone_kind(["KE", False, "DE+UG"]), phone_kind([])
    ('phone/KE/DE+UG', 'phone')
    """
    return "/".join(["phone", *filter(None, regions)])


def keys_of(kind, value):
    """The keys of a value as text, none for a value without content; a field may hold two telephone
    numbers. Values stored in compared form (``phones``) are not parsed again.

    >>> keys_of("phone/KE", "0700 123 456 / 0711222333"), keys_of("phone", "+254700123456")
    (['phone:+254700123456', 'phone:+254711222333'], ['phone:+254700123456'])
    >>> keys_of("account", "de 89"), keys_of("person", 7), keys_of("phone", "-")
    (['account:DE89'], ['person:7'], [])
    >>> keys_of("phones", "0700123456 0711222333"), keys_of("phones", None)
    (['phone:0700123456', 'phone:0711222333'], [])
    """
    if kind == "phones":
        return [f"phone:{key}" for key in (value or "").split()]
    kind, *regions = kind.split("/")
    if kind == "phone":
        found = phones.keys(value, regions)
    else:
        found = [account_key(value) if kind == "account" else str(value)]
    return [f"{kind}:{normal}" for normal in found if normal]


def key_of(kind, value):
    """The first key of a value; empty for a value without content.

    >>> key_of("phone/KE", "0700-123456"), key_of("person", 7), key_of("account", "-")
    ('phone:+254700123456', 'person:7', '')
    """
    return next(iter(keys_of(kind, value)), "")


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
    """The form in which a lost key is recorded.

    >>> digest(b"one", "phone:1") == digest(b"two", "phone:1")
    False
    """
    return MARK + hmac.new(secret, key.encode(), hashlib.sha256).hexdigest()


def shared(mine, theirs, secrets):
    """The keys that both sides share: for each, the pair of its code and whether it is confirmed.

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
    >>> former = {digest(b"s", "phone:700123456"): "phone"}  # the former form of numbers
    >>> list(shared(former, {"phone:+254700123456": True}, lambda: [b"s"]))
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
            for form in (key, *_former_forms(key)):
                if (found := digest(secret, form)) in kept:
                    yield key, found


def _former_forms(key):
    """Earlier forms of a key, of which digests still exist.

    >>> _former_forms("phone:+254700123456"), _former_forms("person:7")
    (['phone:0700123456', 'phone:254700123456', 'phone:700123456'], [])
    """
    kind, _mark, value = key.partition(":")
    former = sorted(phones.former_keys(value)) if kind == "phone" else []
    return [f"{kind}:{text}" for text in former]
