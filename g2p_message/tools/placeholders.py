"""Texts with placeholders: replaced by name from a list, never evaluated."""

import re

#: a name in braces; nothing else in braces is a placeholder
PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
#: signs of other template languages and of markup, which a text for people does not need
FOREIGN = re.compile(r"[{}]|%\(|\$\{|<[/!?%a-zA-Z]|&[#a-zA-Z]\w*;|\bt-\w+=")


def problem(text, names):
    """The first part of a text that is no allowed placeholder, or an empty text.

    >>> problem("Case {reference}: 100% free, 3 < 4 & more", ["reference"])
    ''
    >>> problem("Dear {name}", ["reference"])
    '{name}'
    >>> [problem(text, ["x"]) for text in ("{0.__class__}", "{{object}}", "%(x)s", "{x!r}", "{x}}")]
    ['{0.__class__}', '{object}', '%(', '{x!r}', '}']
    >>> [problem(text, []) for text in ("<t t-out='x'/>", "${x}", "&lt;b&gt;")]
    ['<t', '{x}', '&lt;']
    """
    for found in PLACEHOLDER.finditer(text or ""):
        if found[1] not in names:
            return found[0]
    rest = PLACEHOLDER.sub("", text or "")
    foreign = FOREIGN.search(rest)
    if not foreign:
        return ""
    whole = re.match(r"\{[^{}]*\}", rest[foreign.start() :])
    return whole[0] if whole else foreign[0]


def fill(text, values):
    """The text with its placeholders replaced; values are not searched for others.

    A line with a placeholder that has no value is left out, unless nothing else would remain.

    >>> fill("{a} and {b}", {"a": "{b}", "b": "1"})
    '{b} and 1'
    >>> fill("{a} {unknown} {0.x}", {"a": "1"})
    '1  {0.x}'
    >>> fill("We have it.\\nWe answer by {date}.\\nThank you.", {"date": ""})
    'We have it.\\nThank you.'
    """
    lines = (text or "").split("\n")
    full = [line for line in lines if all(values.get(n) for n in PLACEHOLDER.findall(line))]
    kept = full if any(line.strip() for line in full) else lines
    return PLACEHOLDER.sub(lambda found: values.get(found[1], ""), "\n".join(kept))


def one_line(text):
    """The text without line breaks and other control characters: headers have one line.

    >>> one_line("Case 7\\r\\nBcc: thief@example.com\\x00")
    'Case 7 Bcc: thief@example.com'
    """
    return " ".join("".join(c if c.isprintable() else " " for c in text or "").split())
