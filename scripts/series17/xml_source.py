"""XML data from 19.0 to 17.0: records by model, templates, and views (xml_arch)."""

import re

from lxml import etree

from . import xml_arch
from .python_views import BACKEND, view_mode

GROUPED = {
    *("res.users", "ir.ui.menu", "ir.ui.view", "ir.actions.act_window", "ir.actions.server"),
    *("ir.actions.report", "ir.actions.client", "ir.actions.act_url"),
}
WITH_VIEW_MODES = {"ir.actions.act_window", "ir.actions.act_window.view", "ir.actions.server"}
#: classes and attributes of Bootstrap 5.3; 17.0 has 5.1
BOOTSTRAP_53 = re.compile(
    r"\b(?:bg|text)-body-(?:secondary|tertiary|emphasis)\b|\bobject-fit-\w|\blink-underline"
    r"|\b(?:bg|border)-\w+-subtle\b|\btext-\w+-emphasis\b"
)


def _fields(record, name):
    return record.findall(f"field[@name='{name}']")


def _rename(record, old, new):
    for field in _fields(record, old):
        field.set("name", new)


def _drop(record, *names):
    for name in names:
        for field in _fields(record, name):
            record.remove(field)


def _add(record, text):
    """Add a field at the end of a record, formatted like the others."""
    field = etree.fromstring(text)
    last = record[-1]
    field.tail, last.tail = last.tail, record.text
    record.append(field)


def _privilege(record):
    """Privileges came after 17.0: they become categories with the same XML id, so that groups refer
    to them unchanged."""
    record.set("model", "ir.module.category")
    _rename(record, "category_id", "parent_id")
    _drop(record, "placeholder", "group_ids")


def _group(record):
    _rename(record, "privilege_id", "category_id")
    _rename(record, "user_ids", "users")
    _drop(record, "sequence")


def _cron(record):
    """Without numbercall 17.0 runs a job once. A record that only changes a job is not changed."""
    if _fields(record, "interval_type"):
        _add(record, '<field name="numbercall">-1</field>')
        _add(record, '<field name="doall" eval="False"/>')


def _view_modes(record):
    """A list is a tree, and 17.0's actions have no path."""
    _drop(record, "path")
    for name in ("view_mode", "binding_view_types"):
        for field in _fields(record, name):
            field.text = field.text and view_mode(field.text)
    for field in _fields(record, "view_ids"):
        if field.get("eval"):
            field.set("eval", re.sub(r"('view_mode':\s*)'list'", r"\1'tree'", field.get("eval")))


def _view(record):
    for field in _fields(record, "type"):
        field.text = field.text and view_mode(field.text)


RECORDS = {
    "res.groups.privilege": _privilege,
    "res.groups": _group,
    "ir.cron": _cron,
    "ir.ui.view": _view,
}


def _record(record, domains, refusals):
    model = record.get("model")
    if model in GROUPED:
        _rename(record, "group_ids", "groups_id")
    if model in WITH_VIEW_MODES:
        _view_modes(record)
    if model in RECORDS:
        RECORDS[model](record)
    if model == "ir.ui.view":
        inherits = bool(_fields(record, "inherit_id"))
        of_model = domains.get(record.findtext("field[@name='model']"), {})
        for arch in _fields(record, "arch"):
            xml_arch.convert(arch, inherits, of_model, refusals)


def _template_call(element, refusals):
    """17.0 passes values to a called template with t-set only."""
    if element.get("t-call") is None:
        return
    for key in element.attrib:
        if not key.startswith("t-") or key.startswith("t-call-"):
            refusals.append((element.sourceline, f"t-call with {key}= is 19.0 only: use t-set"))


def _context_key(text):
    return text and text.replace("list_view_ref", "tree_view_ref")


def _values(element, refusals):
    """Addresses of the backend, context keys and style classes in any attribute or text."""
    if "list_view_ref" in (element.text or ""):  # otherwise CDATA would become escaped text
        element.text = _context_key(element.text)
    for key, value in element.attrib.items():
        if BACKEND.fullmatch(value):
            element.set(key, "/web" + value.removeprefix("/odoo"))
        element.set(key, _context_key(element.get(key)))
        if BOOTSTRAP_53.search(value) or key == "data-bs-theme":
            refusals.append((element.sourceline, f"{key}={value!r}: Bootstrap 5.3 is not in 17.0"))
    texts = [*element.attrib.values(), element.text or ""]
    if any(re.match(r"\s*['\"]?/odoo/", text) for text in texts):
        refusals.append((element.sourceline, "/odoo/... does not exist in 17.0: use /mail/view"))


def convert(text, domains=None):
    """The text for 17.0, and the refusals as [(line, reason)].

    `domains`: {model: {field: names that its domain in Python reads}}
    """
    parser = etree.XMLParser(strip_cdata=False, resolve_entities=False)
    root = etree.fromstring(text.encode(), parser)
    refusals = []
    if root.tag != "odoo":  # templates of OWL components: the same in both series
        return text, refusals
    for record in root.iter("record"):
        _record(record, domains or {}, refusals)
    for element in root.iter(etree.Element):
        _template_call(element, refusals)
        _values(element, refusals)
    body = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" ?>\n{body}\n', sorted(set(refusals))
