"""The allowed content of a voucher template: markup over plain values, no code.

Authors of templates are trusted to lay out a page, but not to read other records or run anything
on the server or in the renderer.
"""

import ast
import base64
import binascii
import io
import re

from lxml import etree
from PIL import Image

from . import css_check

NAMES = {
    "program": "name of the programme",
    "number": "voucher number",
    "code": "typed code in groups",
    "check_at": "address where anybody can check it",
    "beneficiary": "name of the holder",
    "beneficiary_masked": "first letters of the name",
    "birth_year": "year of birth, may be empty",
    "covers": "purpose of the voucher",
    "amount": "amount with its currency",
    "currency": "currency code",
    "valid_from": "first day",
    "valid_until": "last day",
    "office": "issuing office",
    "logo": "logo of the issuing office, may be empty",
    "issued_on": "day of issue",
    "copy": "number of the copy",
    "sheets": "number of printed sheets of this copy; empty for one",
    "qr": "the QR code",
}
REQUIRED = ("qr", "number", "code", "copy", "amount", "valid_until", "beneficiary")
#: either of these shows the name of the holder
HOLDER = ("beneficiary", "beneficiary_masked")
TAGS = {
    *("b", "bdi", "br", "caption", "col", "colgroup", "div", "em", "h1", "h2", "h3", "h4", "hr"),
    *("i", "img", "li", "ol", "p", "small", "span", "strong", "style", "sub", "sup", "t", "table"),
    *("tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul"),
}
ATTRIBUTES = {"class", "style", "colspan", "rowspan", "align", "valign", "width"}
ATTRIBUTES |= {"dir", "lang", "src", "alt", "height"}
CONDITIONS = {"t-if", "t-elif", "t-else"}
DIRECTIVES = {*CONDITIONS, "t-out"}
NODES = (
    *(ast.Expression, ast.Name, ast.Load, ast.Constant, ast.BoolOp, ast.And, ast.Or),
    *(ast.UnaryOp, ast.Not, ast.Compare, ast.Eq, ast.NotEq),
)
DATA_IMAGE = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/=\s]+")
LENGTH = re.compile(r"\d{1,4}(%|px)?")
MAX_BODY = 400_000  # characters, pictures included
MAX_NODES, MAX_DEPTH = 1000, 40
MAX_TABLES = 4  # nested: each level doubles the work of the layout
MAX_SPAN = 30  # columns or rows of a cell
MAX_EXPRESSION = 200  # characters
MAX_STYLES = 20_000  # characters
MAX_PIXELS = 4_000_000  # of all pictures: a small file can contain a huge picture
CONSTANTS = (str, int, type(None))  # of expressions


class TemplateError(ValueError):
    """`reason` (a key), `detail` and `line` for the sentence."""

    def __init__(self, reason, detail="", line=0):
        super().__init__(f"{reason}: {detail} (line {line})")
        self.reason, self.detail, self.line = reason, detail, line


def parse(body):
    """The checked tree, a <div> around the body; TemplateError otherwise.

    Expressions and styles are replaced by the checked parse: nothing else is compiled, and a
    renderer that interprets odd styles differently gets none.
    """
    return read(body)[0]


def read(body):
    """(the checked tree, names of the used values)."""
    if len(body) > MAX_BODY:
        raise TemplateError("long", str(MAX_BODY))
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root = etree.fromstring(f"<div>{body}</div>", parser)
    except (etree.XMLSyntaxError, ValueError) as err:
        line = getattr(err, "lineno", 0) or 0
        raise TemplateError("syntax", getattr(err, "msg", str(err)), line) from None
    used = set()
    for number, node in enumerate(root.iter()):
        _check_place(node, number)
        used |= _check_node(node)
    _check_pictures(root)
    return root, used


def check_shown(root, used):
    """Check that every required value is shown, alone and without a condition.

    A condition could distinguish the test examples from real vouchers.
    """
    for reason, names in (("missing", used), ("condition", _always(root))):
        absent = [name for name in REQUIRED if name not in _with_holder(names)]
        if absent:
            shown = absent if reason == "missing" else map(NAMES.get, absent[:1])
            raise TemplateError(reason, ", ".join(shown))
    for node in root.iter("style"):
        if _is_conditional(node):
            raise TemplateError("style_condition", "style", node.sourceline)


def unconditional(body):
    """The body without the parts that are shown on some vouchers only.

    >>> unconditional("<p>a<b t-if='qr'><i t-if='code'/>x</b><b t-else=''/> c</p>")
    '<div><p>a<t/><t/> c</p></div>'
    """
    root = parse(body)
    for node in list(root.iter()):
        if CONDITIONS & {*node.attrib}:
            node.clear(keep_tail=True)
            node.tag = "t"
    return etree.tostring(root, encoding="unicode")


def _with_holder(names):
    return names | {"beneficiary"} if names & {*HOLDER} else names


def _always(root):
    """The names of values that are shown unchanged on every voucher.

    >>> sorted(_always(etree.fromstring(
    ...     "<p><b t-out='code'/><b t-if='qr'><i t-out='qr'/></b><i t-out='copy and number'/></p>"
    ... )))
    ['code']
    """
    shown = [node for node in root.iter() if "t-out" in node.attrib and not _is_conditional(node)]
    return {node.get("t-out") for node in shown} & NAMES.keys()


def _is_conditional(node):
    """Whether the element, or a parent, is shown on some vouchers only."""
    return any(CONDITIONS & {*one.attrib} for one in (node, *node.iterancestors()))


def _check_place(node, number):
    """Limit the number and depth of elements: the renderer's time grows with both."""
    above = list(node.iterancestors())
    tables = sum(1 for parent in above if parent.tag == "table")
    if number > MAX_NODES or len(above) > MAX_DEPTH or tables > MAX_TABLES:
        raise TemplateError("deep", str(MAX_NODES), node.sourceline)


def _check_node(node):
    """Check an element; return the names that it uses."""
    if not isinstance(node.tag, str):
        if node.tag is etree.Comment:
            return set()
        raise TemplateError("tag", str(node), node.sourceline)
    if node.tag not in TAGS:
        raise TemplateError("tag", node.tag, node.sourceline)
    if node.tag == "style":
        _check_style(node)
    used = set()
    for name, value in node.attrib.items():
        used |= _check_attribute(node, name, value)
    return used


def _check_style(node):
    """Allow plain rules only: no value of a voucher, no markup, no element inside."""
    text = node.text or ""
    if node.attrib or len(node) or "<" in text or len(text) > MAX_STYLES:
        raise TemplateError("css", "style", node.sourceline)
    for fault in css_check.faults(text):
        # the line of a start tag is that of its end
        raise TemplateError("css", fault.text, node.sourceline + fault.line)
    node.text = css_check.normalized(text)  # the checked parse, as with expressions


def _check_attribute(node, name, value):
    """Check an attribute; return the names that a directive uses."""
    if name in DIRECTIVES:
        return _check_directive(node, name, value)
    if name not in ATTRIBUTES:
        raise TemplateError("attribute", name, node.sourceline)
    if name == "src":
        _check_picture(value, node.sourceline)
    elif name == "style":
        _check_declarations(value, node.sourceline)
        node.set(name, css_check.normalized(value))
    elif name in ("width", "height") and not LENGTH.fullmatch(value):
        raise TemplateError("attribute", f"{name}={value[:20]}", node.sourceline)
    elif name in ("colspan", "rowspan") and not _is_span(value):
        raise TemplateError("span", f"{name}={value[:20]}", node.sourceline)
    return set()


def _check_declarations(value, line):
    """Check the content of a style attribute."""
    if len(value) > MAX_STYLES:
        raise TemplateError("css", value[:40], line)
    for fault in css_check.declaration_faults(value):
        raise TemplateError("css", fault.text, line)


def _is_span(value):
    """
    >>> [_is_span(text) for text in ("1", "30", "31", "0", "-1", "1e3", "٣", "9" * 99)]
    [True, True, False, False, False, False, False, False]
    """
    return bool(re.fullmatch("[0-9]{1,2}", value)) and 0 < int(value) <= MAX_SPAN


def _check_directive(node, name, value):
    """Check a directive, return the names it uses; an else must follow its if."""
    if name in ("t-elif", "t-else"):
        former = node.getprevious()
        after_if = former is not None and ("t-if" in former.attrib or "t-elif" in former.attrib)
        if not after_if or (former.tail or "").strip():
            raise TemplateError("else", name, node.sourceline)
    if name == "t-else":
        return set()
    tree = _read_expression(value, node.sourceline)
    # the checked parse, without comments or odd letters: QWeb has its own parser
    node.set(name, ast.unparse(tree))
    return _check_names(tree, node.sourceline)


def _check_pictures(root):
    """Limit the total size of the pictures."""
    sizes = [_check_picture(node.get("src"), node.sourceline) for node in root.iter("img")]
    if sum(sizes) > MAX_PIXELS:
        raise TemplateError("picture", f"{sum(sizes)} px")


def _check_picture(value, line):
    """Pixels of a PNG or JPEG of ordinary size, embedded in the template."""
    match = DATA_IMAGE.fullmatch(value or "")
    if not match:
        raise TemplateError("address", (value or "")[:40], line)
    try:
        content = base64.b64decode(value.partition(",")[2])
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG")) as picture:
            width, height = picture.size
    except (OSError, ValueError, binascii.Error, Image.DecompressionBombError):
        raise TemplateError("picture", value[:40], line) from None
    if width * height > MAX_PIXELS:
        raise TemplateError("picture", f"{width} × {height}", line)
    return width * height


def _read_expression(text, line):
    """The tree of a name, or of names joined by and / or / not / == / !=.

    >>> ast.unparse(_read_expression(" number and not  birth_year ", 1))
    'number and (not birth_year)'
    >>> _read_expression("number.upper()", 1)  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    TemplateError: expression
    """
    if len(text) > MAX_EXPRESSION:
        raise TemplateError("expression", text[:40], line)
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except (SyntaxError, ValueError, MemoryError, RecursionError):  # MemoryError: (((((((
        raise TemplateError("expression", text, line) from None
    if "#" in text or not all(_is_plain(node) for node in ast.walk(tree)):
        raise TemplateError("expression", text, line)
    return tree


def _is_plain(node):
    if isinstance(node, ast.Constant):
        return isinstance(node.value, CONSTANTS)
    return isinstance(node, NODES)


def _check_names(tree, line):
    """The names of values in a tree; each must be on the list.

    >>> sorted(_check_names(ast.parse("number and not birth_year", mode="eval"), 1))
    ['birth_year', 'number']
    """
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    for name in sorted(used - NAMES.keys()):
        raise TemplateError("name", name, line)
    return used
