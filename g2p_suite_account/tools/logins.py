"""Values of the sign-in form, as they are typed; no ``env`` here."""

import re

#: characters of a new password; NIST SP 800-63B, 5.1.1.1
SHORTEST = 8
#: an address that a browser could read as another host's: //host, /\host, or one with a line break
FOREIGN = re.compile(r"[/\\]{2}|.*[\x00-\x1f\x7f\\]", re.DOTALL)
#: characters of a path: it is stored, in sessions too
LONGEST = 2000


def own_path(text):
    """The path to come back to, if it is one of this server; else empty.

    >>> own_path("/my/assistance?kept=x")
    '/my/assistance?kept=x'
    >>> [own_path(text) for text in ("https://x", "//x", "/\\\\x", "/a\\r\\nb", "my", None, 7)]
    ['', '', '', '', '', '', '']
    >>> own_path("/" + "x" * LONGEST)
    ''
    """
    if not isinstance(text, str) or not text.startswith("/") or len(text) > LONGEST:
        return ""
    return "" if FOREIGN.match(text) else text


def typed_login(text):
    """A login as it is typed, without blanks around it; empty for anything unreadable.

    >>> typed_login(" Rosa@Example.org "), typed_login("a\\0b"), typed_login(None)
    ('Rosa@Example.org', '', '')
    """
    return text.strip() if isinstance(text, str) and "\0" not in text else ""
