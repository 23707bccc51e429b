"""The provider's statements about a person as values of the registry; no ``env`` here."""

import datetime
import json
import re

from odoo.addons.g2p_suite_base.tools import typed

from .refusals import Refused

#: date of birth as OpenID Connect and eSignet write it, and a bare year
DATE = re.compile(r"([0-9]{4})(?:[-/]([0-9]{2})[-/]([0-9]{2}))?")
#: characters of a claim, and claims of a request
LONGEST, MOST = 300, 50


def find(claims, path):
    """The text of a claim: by its own name first, else step by step; empty where there is none.

    >>> find({"name#fr": "Anne", "address": {"locality": "Lomé"}}, "name#fr")
    'Anne'
    >>> find({"address": {"locality": "Lomé"}}, "address.locality"), find({}, "address.locality")
    ('Lomé', '')
    >>> find({"name": [{"language": "fr", "value": "Anne"}]}, "name"), find({"age": 7}, "age")
    ('Anne', '7')
    >>> find({"name": {"a": 1}}, "name"), find({"ok": True}, "ok"), find({"a": None}, "a")
    ('', '', '')
    """
    found = claims.get(path) if path in claims else _step_by_step(claims, path.split("."))
    if isinstance(found, list):  # eSignet: one value per language
        found = found[0] if found else None
        found = found.get("value") if isinstance(found, dict) else found
    if isinstance(found, bool) or not isinstance(found, str | int):
        return ""
    return str(found)[:LONGEST]


def _step_by_step(claims, names):
    for name in names:
        claims = claims.get(name) if isinstance(claims, dict) else None
    return claims


def birth(text):
    """(date, whether only the year is known), or (None, False).

    >>> birth("1990/01/31") == birth("1990-01-31") == (datetime.date(1990, 1, 31), False)
    True
    >>> birth("1990")
    (datetime.date(1990, 1, 1), True)
    >>> birth("0000-01-31"), birth("31.01.1990"), birth("1990-02-30"), birth("9999-01-01")
    ((None, False), (None, False), (None, False), (None, False))
    """
    parts = DATE.fullmatch(text.strip())
    if not parts:
        return None, False
    year, month, day = parts[1], parts[2] or "01", parts[3] or "01"
    try:
        found = datetime.date(int(year), int(month), int(day))
    except ValueError:
        return None, False
    now = datetime.datetime.now(datetime.timezone.utc).date()
    return (found, parts[2] is None) if found.year >= 1880 and found <= now else (None, False)


def line(text, longest=120):
    """A text of one line; empty for what cannot be one.

    >>> line(" Amina\\u200b  Yusuf\\n"), line("\\u202e"), line("x" * 200)
    ('Amina Yusuf', '', '')
    """
    try:
        return typed.text(text, longest)
    except typed.Unreadable:
        return ""


def number(text):
    """An ID number as the registry stores it; empty for what is none.

    >>> number(" 1234-5678 "), number("--"), number("")
    ('1234-5678', '', '')
    """
    try:
        return typed.identifier(text)
    except typed.Unreadable:
        return ""


def sample(text):
    """The claims in the sample of the preview.

    >>> sample('{"name": "Amina"}')
    {'name': 'Amina'}
    >>> sample("[]")
    Traceback (most recent call last):
    odoo.addons.g2p_sign_in_oidc.tools.refusals.Refused: malformed: no object
    """
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        raise Refused("malformed", "no JSON") from None
    if not isinstance(found, dict):
        raise Refused("malformed", "no object")
    return found


def requested(paths):
    """The claims parameter of a request (OpenID Connect Core 1.0, section 5.5); empty for none.

    >>> requested(["name", "address.locality", "name"])
    '{"userinfo": {"address": null, "name": null}}'
    >>> requested([])
    ''
    """
    names = sorted({path.partition(".")[0].partition("#")[0] for path in paths if path})[:MOST]
    return json.dumps({"userinfo": dict.fromkeys(names)}) if names else ""
