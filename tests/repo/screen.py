"""The words on the screen: names of menus, buttons, fields, groups, pages and their texts.

Read from sources, without Odoo: the suite's, its stand-ins', and those of Odoo's own addons that an
administrator uses.
"""

import ast
import importlib.util
import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

from sources import ROOT, find_addons

OF_ODOO = ("base", "web", "mail", "portal", "contacts", "auth_signup", "base_setup", "resource")
#: arguments of a field's definition that are not on the form
UNSEEN = {"compute", "inverse", "search", "domain", "related", "ondelete", "groups", "help"}
#: kinds of fields whose first argument is no label
LATER_LABEL = {"Many2one": 1, "Many2many": 3, "One2many": 2, "Selection": 1, "Reference": 1}
SHOWN_ATTRIBUTES = {"string", "title", "confirm", "placeholder", "data-string"}
SCRIPT_TEXT = re.compile(r"_t\(\s*[\"'`]([^\"'`]+)[\"'`]")


def plain(text):
    """The text in one line."""
    return " ".join((text or "").split())


def folders():
    """[(name of the addon, its folder)] of all addons that are read."""
    own = [(addon.name, addon.path) for addon in find_addons().values()]
    shim = [("g2p_series17", ROOT / "scripts" / "series17" / "shim")]
    places = importlib.util.find_spec("odoo").submodule_search_locations
    odoo = [(name, Path(place) / "addons" / name) for place in places for name in OF_ODOO]
    return [*own, *shim, *((name, path) for name, path in odoo if path.is_dir())]


def _trees(path):
    """The roots of the XML files that are data or views."""
    for file in sorted(path.rglob("*.xml")):
        if "static" not in file.parts and "tests" not in file.parts:
            yield ElementTree.parse(file).getroot()  # noqa: S314  installed files


# === In Python files === #
def label(name):
    """The label that Odoo derives from a field's name.

    >>> label("program_ids"), label("date_from")
    ('Program', 'Date From')
    """
    return re.sub(r"_ids?$", "", name).replace("_", " ").title()


def field_words(name, call):
    """The label of a field and the words of its selection."""
    kind = call.func.attr
    given = [arg for arg in call.args[LATER_LABEL.get(kind, 0) :] if isinstance(arg, ast.Constant)]
    given += [word.value for word in call.keywords if word.arg == "string"]
    labels = {arg.value for arg in given if isinstance(getattr(arg, "value", None), str)}
    lists = [arg for arg in call.args if isinstance(arg, ast.List)]
    lists += [word.value for word in call.keywords if word.arg in ("selection", "selection_add")]
    pairs = [node for part in lists for node in ast.walk(part) if isinstance(node, ast.Tuple)]
    choices = {n.value for pair in pairs for n in pair.elts[1:] if isinstance(n, ast.Constant)}
    return (labels or {label(name)}) | choices


def _is_field(node):
    return (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Call)
        and isinstance(node.value.func, ast.Attribute)
        and getattr(node.value.func.value, "id", None) == "fields"
        and isinstance(node.targets[0], ast.Name)
    )


def _texts(tree):
    """Translated texts: `_("…")`, and descriptions of models."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            if getattr(node.func, "attr", getattr(node.func, "id", None)) == "_":
                yield node.args[0].value
        elif isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "_description":
            yield getattr(node.value, "value", "")


def python_words(path):
    """Words of an addon's models, wizards and controllers."""
    for file in sorted(path.rglob("*.py")):
        if "tests" in file.parts or file.name == "__manifest__.py":
            continue
        tree = ast.parse(file.read_text())
        yield from _texts(tree)
        for node in ast.walk(tree):
            if _is_field(node):
                yield from field_words(node.targets[0].id, node.value)


# === In XML files === #
def xml_words(path):
    """Words of an addon's views, pages and records."""
    for root in _trees(path):
        for element in root.iter():
            yield from (v for k, v in element.attrib.items() if k in SHOWN_ATTRIBUTES)
            yield from (element.text, element.tail)
            if element.tag == "menuitem":
                yield element.get("name")


def script_words(path):
    """Words of an addon's scripts, and of their templates."""
    for file in (path / "static" / "src").rglob("*.js"):
        yield from SCRIPT_TEXT.findall(file.read_text())
    for file in (path / "static" / "src").rglob("*.xml"):
        for element in ElementTree.parse(file).getroot().iter():  # noqa: S314  installed files
            yield from (element.text, element.tail, element.get("title"), element.get("string"))


@cache
def words():
    """All words that may stand on a screen."""
    parts = (python_words, xml_words, script_words)
    found = {plain(word) for _name, path in folders() for part in parts for word in part(path)}
    return found - {""}


# === Menus === #
@cache
def menus():
    """The paths of all menus, each a tuple of names."""
    names, parents = _read_menus()

    def way(menu):
        above = parents.get(menu)
        return (*(way(above) if above else ()), names.get(menu, ""))

    return {way(menu) for menu in names}


def _named_records(*models):
    """(XML id, name, record, addon) of the records of models whose names begin so."""
    for addon, path in folders():
        for root in _trees(path):
            for record in root.iter("record"):
                name = record.find("field[@name='name']")
                if record.get("model", "").startswith(models) and name is not None:
                    yield _full(addon, record.get("id")), plain(name.text), record, addon


def _read_menus():
    names, parents, acting = {}, {}, {}
    for addon, path in folders():
        for root in _trees(path):
            _read_items(addon, root, None, (names, parents, acting))
    actions = {xmlid: name for xmlid, name, _record, _addon in _named_records("ir.actions.")}
    for menu, action in acting.items():
        names[menu] = names[menu] or actions.get(action, "")
    return names, parents


def _read_items(addon, element, above, found):
    names, parents, acting = found
    for child in element:
        inside = above
        if child.tag == "menuitem":
            inside = _full(addon, child.get("id"))
            parents[inside] = _full(addon, child.get("parent")) if child.get("parent") else above
            names[inside] = plain(child.get("name"))
            if child.get("action"):
                acting[inside] = _full(addon, child.get("action"))
        _read_items(addon, child, inside, found)


def _full(addon, xmlid):
    return xmlid if "." in xmlid else f"{addon}.{xmlid}"


# === Roles === #
@cache
def roles():
    """{(privilege, group)} as a user's form offers them."""
    found = set()
    privileges = {xmlid: name for xmlid, name, *_ in _named_records("res.groups.privilege")}
    for _xmlid, name, record, addon in _named_records("res.groups"):
        of = record.find("field[@name='privilege_id']")
        found.add((of is not None and privileges.get(_full(addon, of.get("ref"))), name))
    return found
