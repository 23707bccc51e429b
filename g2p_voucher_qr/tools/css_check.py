"""Which styles a voucher template may use: looks only, within its own page.

Many vouchers are printed in one document. What moves things off their place (position,
transform, negative lengths, fixed heights) or loads something could put one person's data
on another's page, so it is not on the list.
"""

import re

PROPERTIES = {
    *("background", "background-color", "border-collapse", "border-radius", "border-spacing"),
    *("caption-side", "clear", "color", "direction", "display", "float", "font", "font-family"),
    *("font-size", "font-style", "font-variant", "font-weight", "letter-spacing", "line-height"),
    *("list-style", "list-style-type", "margin", "max-width", "min-height", "min-width"),
    *("opacity", "padding", "table-layout", "text-align", "text-decoration", "text-transform"),
    *("unicode-bidi", "vertical-align", "white-space", "width", "word-break", "word-spacing"),
    *("word-wrap", "overflow-wrap"),
}
SIDES = ("top", "right", "bottom", "left")
PROPERTIES |= {f"{name}-{side}" for name in ("margin", "padding", "border") for side in SIDES}
PROPERTIES |= {f"border-{what}" for what in ("color", "style", "width")} | {"border"}
PROPERTIES |= {f"border-{side}-{what}" for side in SIDES for what in ("color", "style", "width")}
KEYWORDS = {
    "display": {"block", "inline", "inline-block", "none", "table", "table-row", "table-cell"},
    "vertical-align": {"top", "middle", "bottom", "baseline", "sub", "super"},
}
_STRING = r"\"[\w #%.,!+-]*\"|'[\w #%.,!+-]*'"
_VALUE = re.compile(rf"(?:[\w\s#%.,!+-]|{_STRING})+")
# what stands in quotes is no comment; a quote without its other half is refused as a value
_QUOTED_OR_COMMENT = re.compile(r"""("[^"\r\n\f]*"|'[^'\r\n\f]*')|/\*.*?(?:\*/|\Z)""", re.DOTALL)
_COLOR = re.compile(r"rgba?\([\d\s.,%]{1,40}\)", re.IGNORECASE)
_NEGATIVE = re.compile(r"(?<![a-zA-Z])-")  # sans-serif is no negative length
_TOKEN = re.compile(r"[\w.-]+(?::(?:first|last)-child)?")
MAX_PART = 300  # characters of a selector or a declaration
MAX_NUMBER = 99_999  # of a length: what is larger than any paper only costs time
MIN_LINE = 0.8  # of the letters' height: lines below it are printed over each other
_NUMBER = re.compile(r"(?<![\w#.])[+]?(\d*\.?\d+(?:e[+]?\d+)?)", re.IGNORECASE)
_LINE_HEIGHT = re.compile(r"normal|inherit|(\d*\.?\d+)(%?)")


def faults(css):
    """What may not stand in a style sheet, in order.

    >>> faults(".v td, .v b { padding: 0 4px; color: #14532d }")
    []
    >>> faults("td { color: red } .v { position: fixed; margin: -4px } @import 'x'")
    ['td', 'position: fixed', 'margin: -4px', "@import 'x'"]
    """
    found = []
    *rules, rest = _without_comments(css).split("}")
    for rule in rules:
        selectors, brace, declarations = rule.partition("{")
        if not brace:
            found.append(_short(rule))
        found += [_short(name) for name in selectors.split(",") if not _selects(name.strip())]
        found += declaration_faults(declarations)
    return [*found, _short(rest)] if rest.strip() else found


def declaration_faults(text):
    """What may not stand between the braces.

    >>> declaration_faults("width: 40%; vertical-align: top")
    []
    >>> declaration_faults("background: url(http://x); vertical-align: 900px; height: 1px")
    ['background: url(http://x)', 'vertical-align: 900px', 'height: 1px']
    >>> declaration_faults("padding: 9999999px; width: 1e9px; color: #999999; margin: 0 12345px")
    ['padding: 9999999px', 'width: 1e9px']
    """
    parts = filter(None, map(str.strip, _without_comments(text).split(";")))
    return [_short(part) for part in parts if not _allowed(part)]


def _without_comments(css):
    """The text; each comment is a space.

    >>> _without_comments("a /* ; */ b '/*' c '*/'")
    "a   b '/*' c '*/'"
    """
    return _QUOTED_OR_COMMENT.sub(lambda match: match[1] or " ", css)


def _short(text):
    return text.strip()[:40]


def _selects(selector):
    """Whether a selector starts with a class: it cannot reach what is around the template."""
    tokens = re.split(r"[\s>+~]+", selector[: MAX_PART + 1])
    return (
        len(selector) <= MAX_PART
        and selector.startswith(".")
        and all(_TOKEN.fullmatch(token) for token in tokens)
    )


def _allowed(declaration):
    name, _colon, value = (part.strip().lower() for part in declaration.partition(":"))
    plain = _COLOR.sub("", value)
    if len(declaration) > MAX_PART or name not in PROPERTIES or _NEGATIVE.search(plain):
        return False
    if plain.strip() and not _VALUE.fullmatch(plain):
        return False
    if any(float(number) > MAX_NUMBER for number in _NUMBER.findall(plain)):
        return False
    if name == "line-height" and not _is_line_height(value):
        return False
    return bool(value) and (name not in KEYWORDS or value in KEYWORDS[name])


def _is_line_height(value):
    """Whether lines of letters of any size stay apart.

    >>> [_is_line_height(value) for value in ("1.32", "120%", "normal", "0", "10%", "9px", ".5")]
    [True, True, True, False, False, False, False]
    """
    match = _LINE_HEIGHT.fullmatch(value)
    if not match:
        return False
    number, percent = match.groups()
    return not number or float(number) >= MIN_LINE * (100 if percent else 1)
