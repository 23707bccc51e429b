"""What the body of a voucher template may contain: markup over plain values, no code.

The template's author is trusted to lay out a page, not to read other records or to run
anything on the server or in the renderer.
"""

import ast
import re

from lxml import etree

NAMES = {
    "program": "name of the programme",
    "number": "voucher number",
    "code": "typed code in groups",
    "check_at": "where anybody checks it, as typed into a browser",
    "beneficiary": "name of the holder",
    "beneficiary_masked": "first letters of the name",
    "birth_year": "year of birth, may be empty",
    "covers": "what the voucher pays for",
    "amount": "amount with its currency",
    "currency": "currency code",
    "valid_from": "first day",
    "valid_until": "last day",
    "office": "issuing office",
    "issued_on": "day of issue",
    "copy": "number of the copy",
    "qr": "the QR code",
}
REQUIRED = ("qr", "number", "code", "copy")
TAGS = {
    *("b", "br", "caption", "col", "colgroup", "div", "em", "h1", "h2", "h3", "h4", "hr", "i"),
    *("img", "li", "ol", "p", "small", "span", "strong", "style", "sub", "sup", "t", "table"),
    *("tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {"class", "style", "colspan", "rowspan", "align", "valign", "width"}
ATTRIBUTES |= {"dir", "lang", "src", "alt", "height"}
DIRECTIVES = {"t-if", "t-elif", "t-else", "t-out"}
NODES = (
    *(ast.Expression, ast.Name, ast.Load, ast.Constant, ast.BoolOp, ast.And, ast.Or),
    *(ast.UnaryOp, ast.Not, ast.Compare, ast.Eq, ast.NotEq),
)
DATA_IMAGE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+")
FOREIGN_CSS = re.compile(r"url|@import|expression|behavior|\\", re.IGNORECASE)


class TemplateError(ValueError):
    """`reason` (a key), `detail` and `line` for the sentence."""

    def __init__(self, reason, detail="", line=0):
        super().__init__(f"{reason}: {detail} (line {line})")
        self.reason, self.detail, self.line = reason, detail, line


def parse(body):
    """The checked tree, a <div> around the body; TemplateError otherwise."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(f"<div>{body}</div>", parser)
    except etree.XMLSyntaxError as err:
        raise TemplateError("syntax", err.msg, err.lineno or 0) from None
    used = set()
    for node in root.iter():
        used |= _check_node(node)
    missing = [name for name in REQUIRED if name not in used]
    if missing:
        raise TemplateError("missing", ", ".join(missing))
    return root


def _check_node(node):
    """Names the element uses."""
    if not isinstance(node.tag, str):
        if node.tag is etree.Comment:
            return set()
        raise TemplateError("tag", str(node), node.sourceline)
    if node.tag not in TAGS:
        raise TemplateError("tag", node.tag, node.sourceline)
    if node.tag == "style" and FOREIGN_CSS.search("".join(node.itertext())):
        raise TemplateError("css", node.tag, node.sourceline)
    used = set()
    for name, value in node.attrib.items():
        used |= _check_attribute(node, name, value)
    return used


def _check_attribute(node, name, value):
    """Names a directive uses."""
    if name in DIRECTIVES:
        return _check_expression(value, node.sourceline) if value else set()
    if name not in ATTRIBUTES:
        raise TemplateError("attribute", name, node.sourceline)
    if name == "src" and not DATA_IMAGE.fullmatch(value):
        raise TemplateError("address", value[:40], node.sourceline)
    if name == "style" and FOREIGN_CSS.search(value):
        raise TemplateError("css", value[:40], node.sourceline)
    return set()


def _check_expression(text, line):
    """A name, or names joined by and / or / not / == / !=.

    >>> sorted(_check_expression("number and not birth_year", 1))
    ['birth_year', 'number']
    >>> _check_expression("number.upper()", 1)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    TemplateError: expression
    """
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError:
        raise TemplateError("expression", text, line) from None
    nodes = list(ast.walk(tree))
    if not all(isinstance(node, NODES) for node in nodes):
        raise TemplateError("expression", text, line)
    used = {node.id for node in nodes if isinstance(node, ast.Name)}
    for name in sorted(used - NAMES.keys()):
        raise TemplateError("name", name, line)
    return used
