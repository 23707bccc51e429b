"""Values of the sign-in form, as they are typed; no ``env`` here."""

import re

#: characters of a new password; NIST SP 800-63B, 5.1.1.1
SHORTEST = 8
#: characters that a password can have: passlib compares no longer one
LONGEST = 4096
#: characters of a login (an address, by RFC 5321), of a name, and of a path to come back to
LONGEST_LOGIN, LONGEST_NAME, LONGEST_PATH = 254, 100, 1000
#: signs that no login has; a line break would begin another line of the log
CONTROL = re.compile(r"[\x00-\x1f\x7f]")
#: an address that a browser could read as another host's: //host, /\host, or one with a line break
FOREIGN = re.compile(r"[/\\]{2}|.*[\x00-\x1f\x7f\\]", re.DOTALL)


def own_path(text):
    """The path to come back to, if it is one of this server; else empty.

    >>> own_path("/my/assistance?kept=x")
    '/my/assistance?kept=x'
    >>> [own_path(text) for text in ("https://x", "//x", "/\\\\x", "/a\\r\\nb", "my", None, 7)]
    ['', '', '', '', '', '', '']
    >>> own_path("/" + "x" * LONGEST_PATH)
    ''
    """
    if not isinstance(text, str) or not text.startswith("/") or len(text) > LONGEST_PATH:
        return ""
    return "" if FOREIGN.match(text) else text


def typed_login(text):
    """A login as it is typed, without blanks around it; empty for anything unreadable.

    >>> typed_login(" Rosa@Example.org "), typed_login("a\\0b"), typed_login(None)
    ('Rosa@Example.org', '', '')
    >>> typed_login("a@b.org\\r\\nBcc: c@d.org"), typed_login("a" * (LONGEST_LOGIN + 1))
    ('', '')
    """
    login = text.strip() if isinstance(text, str) else ""
    # the database compares each account with it: a long one would take hours
    return "" if len(login) > LONGEST_LOGIN or CONTROL.search(login) else login


def typed_name(text):
    """The start of a name as it is typed, on one line; empty for anything unreadable.

    >>> typed_name(" Rosa\\r\\n  Diaz "), len(typed_name("a" * 999)), typed_name("a\\0b")
    ('Rosa Diaz', 100, '')
    """
    if not isinstance(text, str) or "\0" in text:
        return ""
    return " ".join(text[: 2 * LONGEST_NAME].split())[:LONGEST_NAME]


def is_comparable(password):
    """Whether it can be compared with a stored one; else the answer would differ between an account
    that has one and an account that does not exist.

    >>> [is_comparable(one) for one in ("x", "x" * (LONGEST + 1), "\\ud800", ["x"], 7, None)]
    [True, False, False, False, False, False]
    """
    if not isinstance(password, str) or len(password) > LONGEST:
        return False
    try:
        return len(password.encode()) <= LONGEST
    except UnicodeEncodeError:
        return False
