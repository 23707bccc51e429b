"""The styles that a voucher template may use: appearance only, within its own page.

Many vouchers are printed in one document. Styles that move elements (position, transform, negative
lengths, fixed heights) or load something could put one person's data on another's page, so they
are not on the list. tinycss2 reads the text; any value that is not one of a few plain kinds is
refused.
"""

import functools
import re
from dataclasses import dataclass

import tinycss2

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
MAX_PART = 300  # characters of a selector or a declaration
MAX_NUMBER = 99_999  # of a length: values larger than any paper only cost time
MIN_LINE = 0.8  # of the letters' height: lines below it are printed over each other
COLORS = ("rgb", "rgba")
COMBINATORS = (">", "+", "~")
CHILDREN = ("first-child", "last-child")
SHOWN = 40  # characters of a fault
KEPT = 128  # cached texts: a template is checked with each order of vouchers
_WORD = re.compile(r"[^\W\d][\w-]*")  # a leading dash is a vendor prefix
_QUOTED = re.compile(r"[\w #%.,!+-]*")
_UNIT = re.compile("[a-z]{1,4}")


@dataclass(frozen=True)
class Fault:
    """A forbidden part of a style, and its line, counted from 0."""

    text: str
    line: int = 0

    def __repr__(self):
        return f"{self.line}: {self.text}"


@functools.lru_cache(maxsize=KEPT)
def faults(css):
    """The forbidden parts of a style sheet, in order.

    >>> faults(".v td, .v b { padding: 0 4px; color: #14532d }")
    ()
    >>> faults("td { color: red } .v {\\n position: fixed; margin: -4px } @import 'x';")
    (0: td, 1: position: fixed, 1: margin: -4px, 1: @import "x";)
    """
    tokens, found = _read(css)
    found += [_fault([token], token) for token in tokens if token in ("<!--", "-->")]
    for rule in tinycss2.parse_stylesheet(tokens, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            selectors = _split(rule.prelude, ",")
            found += [_fault(part, rule) for part in selectors if not _selects(part)]
            found += _declaration_faults(rule.content)
        elif rule.type == "error":
            line = rule.source_line - 1  # such a rule has only its position
            found.append(Fault(css.split("\n")[line].strip()[:SHOWN], line))
        else:
            found.append(_fault([rule], rule))
    return tuple(found)


@functools.lru_cache(maxsize=KEPT)
def declaration_faults(text):
    """The forbidden declarations.

    >>> declaration_faults("width: 40%; vertical-align: top")
    ()
    >>> declaration_faults("background: url(http://x); vertical-align: 900px; height: 1px")
    (0: background: url(http://x), 0: vertical-align: 900px, 0: height: 1px)
    >>> declaration_faults("padding: 9999999px; width: 1e9px; color: #999999; margin: 0 12345px")
    (0: padding: 9999999px, 0: width: 1e9px)
    """
    tokens, found = _read(text)
    return (*found, *_declaration_faults(tokens))


@functools.lru_cache(maxsize=KEPT)
def normalized(css):
    """The text without comments, as serialised by the parser.

    >>> normalized(".v /* ; */ { color: red }")
    '.v  { color: red }'
    """
    return tinycss2.serialize(_read(css)[0])


def _read(css):
    """(component values, faults of the text as a whole).

    Escapes are refused: they can disguise a word, and nothing here needs one.

    >>> _read("color: \\\\72 ed")
    ([], [0: \\72 ed])
    >>> [len(_read(text)[1]) for text in ("(" * 9999, "width: " + "9" * 9999, ".v {", "}/*", "'")]
    [1, 1, 1, 1, 1]
    """
    if "\\" in css:
        before, _escape, after = css.partition("\\")
        return [], [Fault(f"\\{after}"[:SHOWN], before.count("\n"))]
    try:
        tokens, closed = (
            tinycss2.parse_component_value_list(text, skip_comments=True)
            for text in (css, f"{css}}}")
        )
        tinycss2.serialize(tokens)
    except (ValueError, RecursionError):  # thousands of digits, thousands of brackets
        tokens, closed = [], []
    # one more brace is a separate error, unless something is still open
    if len(closed) != len(tokens) + 1:
        return [], [Fault(css.strip()[:SHOWN])]
    return tokens, []


def _declaration_faults(tokens):
    parts = [part for part in _split(tokens, ";") if part]
    return [_fault(part, part[0]) for part in parts if not _allowed(part)]


def _split(tokens, separator):
    """The tokens between separators, each part stripped of whitespace."""
    parts = [[]]
    for token in tokens:
        if token == separator:
            parts.append([])
        else:
            parts[-1].append(token)
    return [_stripped(part) for part in parts]


def _stripped(tokens):
    blank = [token.type == "whitespace" for token in tokens]
    if all(blank):
        return []
    return tokens[blank.index(False) : len(blank) - blank[::-1].index(False)]


def _fault(tokens, node):
    return Fault(tinycss2.serialize(tokens)[:SHOWN], node.source_line - 1)


def _selects(tokens):
    """Whether a selector starts with a class, so it cannot select elements outside the template.

    >>> read = tinycss2.parse_component_value_list
    >>> [_selects(read(text)) for text in (".v > td.a:first-child", "td", "", ".v *", ".v:hover")]
    [True, False, False, False, False]
    """
    if not tokens or tokens[0] != "." or len(tinycss2.serialize(tokens)) > MAX_PART:
        return False
    before = [None, *tokens]
    return all(_is_of_selector(*pair) for pair in zip(before, tokens, strict=False))


def _is_of_selector(before, token):
    if before == ".":
        return token.type == "ident" and bool(_WORD.fullmatch(token.value))
    if before == ":":
        return token.type == "ident" and token.lower_value in CHILDREN
    if token.type == "ident":
        return bool(_WORD.fullmatch(token.value))
    return token.type == "whitespace" or token in (".", ":", *COMBINATORS)


def _allowed(tokens):
    declaration = tinycss2.parse_one_declaration(tokens)
    if declaration.type == "error" or len(tinycss2.serialize(tokens)) > MAX_PART:
        return False
    name, value = declaration.lower_name, _stripped(declaration.value)
    if name not in PROPERTIES or not value or not all(map(_is_plain, value)):
        return False
    if name == "line-height":
        return _is_line_height(value)
    return name not in KEYWORDS or tinycss2.serialize(value).lower() in KEYWORDS[name]


def _is_plain(token):
    """Whether a value is a word, a length, a colour, a quoted name, or a separator.

    >>> one = tinycss2.parse_one_component_value
    >>> [_is_plain(one(text)) for text in ("bold", "4px", "'Noto Sans'", "#14532d", "rgb(1, 2, 3)")]
    [True, True, True, True, True]
    >>> [_is_plain(one(text)) for text in ("-4px", "url(x)", "'/*'", "calc(1px)", "/", "-x", "{}")]
    [False, False, False, False, False, False, False]
    """
    if token.type == "ident":
        return bool(_WORD.fullmatch(token.value))
    if token.type == "string":
        return bool(_QUOTED.fullmatch(token.value))
    if token.type == "function":
        return token.lower_name in COLORS and all(map(_is_of_color, token.arguments))
    return token.type in ("whitespace", "hash") or token in (",",) or _is_length(token)


def _is_of_color(token):
    return token.type == "whitespace" or token in (",",) or _is_length(token)


def _is_length(token):
    """Whether it is a number, with or without a unit, not negative and not huge."""
    if token.type == "dimension" and not _UNIT.fullmatch(token.lower_unit):
        return False
    return (
        token.type in ("number", "percentage", "dimension")
        and not token.representation.startswith("-")
        and token.value <= MAX_NUMBER
    )


def _is_line_height(value):
    """Whether lines stay apart at any font size.

    >>> read = tinycss2.parse_component_value_list
    >>> [_is_line_height(read(text)) for text in ("1.32", "120%", "normal", "0", "10%", "9px")]
    [True, True, True, False, False, False]
    """
    if len(value) != 1:
        return False
    [token] = value
    if token.type == "ident":
        return token.lower_value in ("normal", "inherit")
    least = {"number": MIN_LINE, "percentage": 100 * MIN_LINE}.get(token.type)
    return least is not None and token.value >= least
