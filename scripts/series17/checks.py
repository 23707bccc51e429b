"""Checks of the exported files. None of them needs Odoo."""

import ast
import re
from pathlib import Path

from lxml import etree

from . import manifest
from .js_source import HEADER, IMPORTS

#: the oldest Python of Odoo 17.0's images
PYTHON = (3, 10)
#: patterns that must not remain in Python, as written by ast.unparse()
PYTHON_LEFTOVERS = re.compile(
    r"\bmodels\.(?:Constraint|Index|UniqueIndex)\(|\benv\._\b|^\s*_ = _$"
    r"|@api\.(?:private|readonly)\b|type='jsonrpc'|\baggregator=|'list_view_ref'|'/odoo\b|'list,|,list'",
    re.MULTILINE,
)
#: XPath -> description of a pattern that must not remain in XML data
XML_LEFTOVERS = {
    "//record[@model='ir.ui.view']//list": "<list>",
    "//record[@model='ir.ui.view']//chatter": "<chatter>",
    "//record[@model='res.groups.privilege']": "a privilege",
    "//record/field[@name='group_ids' or @name='privilege_id']": "a field of 19.0's groups",
    "//record[@model='ir.actions.act_window']/field[@name='path']": "the path of an action",
    "//field[(@name='view_mode' or @name='binding_view_types') and contains(text(), 'list')]": (
        "a view mode list"
    ),
    "//record[@model='ir.ui.view']//t[@t-name='card']": "a kanban card",
    "//@*[starts-with(., '/odoo')]/..": "an address /odoo",
}
XPATH_LIST = re.compile(r"(?:^|/)list(?=$|[/\[])")


def _python(text):
    tree = ast.parse(text, feature_version=PYTHON)
    compile(text, "exported", "exec", dont_inherit=True)
    plain = ast.unparse(tree)
    for match in PYTHON_LEFTOVERS.finditer(plain):
        yield 1, f"left of 19.0: {match[0].strip()}"


def _xml(text):
    root = etree.fromstring(text.encode())
    if root.tag != "odoo":
        return
    for path, what in XML_LEFTOVERS.items():
        for element in root.xpath(path):
            yield element.sourceline, f"left of 19.0: {what}"
    for element in root.iter("xpath"):
        if XPATH_LIST.search(element.get("expr", "")):
            yield element.sourceline, "left of 19.0: list in an XPath"


def _javascript(text):
    if not text.startswith(HEADER.strip()):
        yield 1, "17.0 does not treat this as a module: the header is missing"
    for old, _new in IMPORTS:
        if old in text:
            yield 1, f"left of 19.0: {old}"


CHECKS = {".py": _python, ".xml": _xml, ".js": _javascript}


def _file(path):
    """The errors in one file, as [(line, error)]."""
    if path.suffix not in CHECKS or "lib" in path.parts:
        return []
    try:
        return list(CHECKS[path.suffix](path.read_text()))
    except SyntaxError as error:  # XMLSyntaxError is one
        return [(error.lineno or 1, f"does not parse: {error.msg}")]


def _asset_paths(assets):
    """The files of the bundles; some operations have the path last."""
    for entries in assets.values():
        for entry in entries:
            if isinstance(entry, str):
                yield entry
            elif entry[0] not in ("include", "remove"):
                yield entry[-1]


def _missing_files(addon, values):
    """Files that a manifest names and the export lacks."""
    for name in [*values.get("data", ()), *values.get("demo", ())]:
        if not (addon / name).is_file():
            yield name
    for name in _asset_paths(values.get("assets", {})):
        owner, _slash, rest = name.lstrip("/").partition("/")
        if owner == addon.name and not list(addon.glob(rest)):
            yield name


def _depends_on_shim(name, depends):
    """Whether an addon depends on the shim, directly or indirectly."""
    return any(
        other == manifest.SHIM or _depends_on_shim(other, depends)
        for other in depends.get(name, ())
    )


def _manifests(addons):
    values = {addon: manifest.read((addon / "__manifest__.py").read_text()) for addon in addons}
    depends = {addon.name: values[addon]["depends"] for addon in addons}
    for addon, content in values.items():
        path = addon / "__manifest__.py"
        if not content["version"].startswith("17.0."):
            yield path, 1, f"the version is {content['version']}"
        for name in _missing_files(addon, content):
            yield path, 1, f"names a missing file: {name}"
        if addon.name != manifest.SHIM and not _depends_on_shim(addon.name, depends):
            yield path, 1, f"does not depend on {manifest.SHIM}"


def _migrations(addons):
    for addon in addons:
        for folder in addon.glob("migrations/19.0*"):
            yield folder, 1, "17.0 does not look into this folder"


def check(target):
    """All errors below a folder, as ["path:line: error"]."""
    files = sorted(path for path in target.rglob("*") if path.is_file())
    addons = [path.parent for path in files if path.name == "__manifest__.py"]
    found = [(path, line, what) for path in files for line, what in _file(path)]
    broken = {path for path, _line, _what in found}
    if not broken & {addon / "__manifest__.py" for addon in addons}:
        found += _manifests(addons)
    found += _migrations(addons)
    return [f"{Path(path).relative_to(target)}:{line}: {what}" for path, line, what in found]
