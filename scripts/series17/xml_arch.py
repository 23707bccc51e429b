"""Views from 19.0 to 17.0: lists, kanban cards, the chatter, and fields that expressions need."""

import ast
import re
from collections import defaultdict

from lxml import etree

from .python_views import view_mode

VIEWS = ("form", "tree", "kanban")
#: the step `list` of an XPath, not part of a longer name or an attribute
LIST_STEP = re.compile(r"(?<![\w@.-])list(?![\w-])(?=[/\[]|$)")
EXPRESSION = re.compile(
    r"^(invisible|readonly|required|column_invisible|decoration-.*|domain|context)$"
)
#: names that an expression of 17.0 knows without a field
KNOWN = {
    *("context", "uid", "active_id", "active_ids", "active_model", "True", "False", "None"),
    *("time", "datetime", "relativedelta", "context_today", "current_date", "today", "now"),
    *("allowed_company_ids", "id", "parent"),
}
CHATTER = (
    '<div class="oe_chatter"><field name="message_follower_ids"/><field name="activity_ids"/>'
    '<field name="message_ids"/></div>'
)


def _lists(arch, refusals):
    for element in list(arch.iter("list")):
        element.tag = "tree"
    for element in arch.iter("xpath"):
        if "@string" in element.get("expr"):
            refusals.append((element.sourceline, "an XPath does not go by @string, but by @name"))
        element.set("expr", LIST_STEP.sub("tree", element.get("expr")))
    for element in arch.iter("field"):
        if element.get("mode"):
            element.set("mode", view_mode(element.get("mode")))


def _chatter(arch):
    """Write the chatter out, as 17.0 needs it; assumes that the model has activities too."""
    for element in list(arch.iter("chatter")):
        chatter = etree.fromstring(CHATTER)
        if element.get("reload_on_post"):
            chatter[2].set("options", "{'post_refresh': 'always'}")
        chatter.tail = element.tail
        element.getparent().replace(element, chatter)


def _card(template):
    """17.0's card is one element, which opens the record only with a class for it."""
    template.set("t-name", "kanban-box")
    own = template.attrib.pop("class", "")
    box = etree.Element("div", {"class": f"oe_kanban_global_click {own}".strip()})
    box.text, template.text = template.text, None
    box.extend(list(template))
    template.append(box)
    for part in list(box.iter("footer", "aside", "main")):
        part.set("class", f"{part.get('class', '')} o_kanban_{part.tag}".strip())
        part.tag = "div"


def _kanban(arch):
    for kanban in arch.iter("kanban"):
        kanban.attrib.pop("highlight_color", None)
        for template in kanban.findall("templates/t"):
            if template.get("t-name") == "menu":
                template.set("t-name", "kanban-menu")
            elif template.get("t-name") == "card":
                _card(template)


def names_in(expression):
    """(fields of the view, fields of the view around it) that an expression reads."""
    try:
        tree = ast.parse(expression.strip(), mode="eval")
    except SyntaxError:  # a button's context may be a placeholder of the data file
        return set(), set()
    names = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    outer = {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "parent"
    }
    return names - KNOWN, outer


def _expressions(element):
    for key, value in element.attrib.items():
        if EXPRESSION.match(key):
            yield value
    if element.tag == "attribute" and EXPRESSION.match(element.get("name", "")):
        yield element.text or ""


def _view_around(element, arch):
    """The (sub)view that contains an element; the arch itself if an extension adds to one."""
    views = (a for a in element.iterancestors(*VIEWS) if not a.get("position"))
    return next(views, arch)


def _scope(element, arch):
    """The view whose fields the attributes of an element read."""
    is_view = element.tag in VIEWS and not element.get("position")
    return element if is_view else _view_around(element, arch)


def _guards(element, view):
    """The groups that an element in a view is limited to, by itself and by its ancestors."""
    path = [element, *element.iterancestors()]
    inside = path[: path.index(view)] if view in path else path
    return frozenset(node.get("groups") for node in inside if node.get("groups"))


def _fields_read(arch, domains):
    """[(view, name, element)]: the fields that the expressions of each view read."""
    for element in arch.iterdescendants(etree.Element):
        if element.tag == "filter":  # in a search view, which reads no record
            continue
        view = _scope(element, arch)
        for expression in _expressions(element):
            own, outer = names_in(expression)
            yield from ((view, name, element) for name in own)
            yield from ((_view_around(view, arch), name, element) for name in outer)
        if element.tag == "field" and _is_of_model(view, arch) and not element.get("domain"):
            yield from ((view, name, element) for name in domains.get(element.get("name"), ()))


def _is_of_model(view, arch):
    """Whether a view shows the record's own model; for inner views the model is unknown."""
    return view is arch or view.getparent() is arch


def _fields_present(arch):
    """(view, name) -> the guards of each place where the view has the field."""
    present = defaultdict(list)
    for field in arch.iterdescendants("field"):
        view = _view_around(field, arch)
        present[view, field.get("name")].append(_guards(field, view))
    return present


def _add_field(view, name):
    hidden = "column_invisible" if view.tag == "tree" else "invisible"
    field = etree.Element("field", {"name": name, hidden: "1"})
    # a kanban's fields come before its templates
    view.insert(0 if view.tag == "kanban" else len(view), field)


def _needed_fields(arch, inherits, domains, refusals):
    """17.0 wants every field of an expression in the view, for users who see the expression; 19.0
    adds it itself.

    An extension cannot be completed, since the extended view may have the field: there the source
    repeats it (invisible)."""
    present = _fields_present(arch)
    for view, name, element in sorted(_fields_read(arch, domains), key=lambda read: read[1]):
        guards = _guards(element, view)
        if any(place <= guards for place in present[view, name]):
            continue
        present[view, name].append(frozenset())
        if view is not arch:
            _add_field(view, name)
        elif inherits:
            why = f"{name} is read by an extension: repeat the field in it"
            refusals.append((element.sourceline, why))


def convert(arch, inherits, domains, refusals):
    """Change the element `arch` of a view in place.

    `domains`: {field of the view's model: names that its domain in Python reads}
    """
    _lists(arch, refusals)
    _chatter(arch)
    _kanban(arch)
    if arch.find("search") is None:
        _needed_fields(arch, inherits, domains, refusals)
