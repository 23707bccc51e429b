"""Names of view types and addresses of the backend in Python strings: a list is a tree in 17.0."""

import ast
import re

from .python_rules import calls, rule, string

VIEW_TYPES = {"list", "form", "kanban", "search", "calendar", "graph", "pivot", "activity", "qweb"}
BACKEND = re.compile(r"/odoo(\?.*)?")


def view_mode(text):
    """`list,form` of 19.0 is `tree,form` in 17.0."""
    return ",".join("tree" if part == "list" else part for part in text.split(","))


def _rename(source, node):
    """Replace `list` by `tree` in such a string."""
    value = string(node)
    if value and view_mode(value) != value:
        source.replace_string(node, view_mode(value))


@rule(ast.Call)
def view_type_argument(source, node):
    """get_view(id, "list") and view_type="list"."""
    for keyword in node.keywords:
        if keyword.arg == "view_type":
            _rename(source, keyword.value)
    if calls(node, "get_view", "_get_view") and len(node.args) > 1:
        _rename(source, node.args[1])


@rule(ast.Compare)
def view_type_compared(source, node):
    """view_type == "list", view_type in ("list", "form")."""
    if "view_type" in ast.unparse(node):
        for part in (p for comparator in node.comparators for p in ast.walk(comparator)):
            if string(part) in VIEW_TYPES:
                _rename(source, part)


@rule(ast.Tuple, ast.List)
def view_types_together(source, node):
    """[(id, "list"), (False, "form")] of an action, and tuples made of view types only."""
    types = [element for element in node.elts if string(element) in VIEW_TYPES]
    pair = len(node.elts) == 2 and types == node.elts[1:]
    if pair or len(types) == len(node.elts):
        for element in types:
            _rename(source, element)


@rule(ast.Dict)
def action_values(source, node):
    """The values of an action."""
    for key, value in zip(node.keys, node.values, strict=True):
        if string(key) in ("view_mode", "view_type", "binding_view_types"):
            _rename(source, value)


@rule(ast.Constant)
def view_modes(source, node):
    """Modes such as "list,form" anywhere, and the context key of a list view."""
    value = string(node)
    if not value or node in source.in_fstring:
        return
    if value == "list_view_ref":
        source.replace_string(node, "tree_view_ref")
    if "," in value and set(value.split(",")) <= VIEW_TYPES:
        _rename(source, node)


@rule(ast.Constant)
def backend_address(source, node):
    """The backend is /web in 17.0, and has no address for a record."""
    value = string(node) or ""
    if value.startswith("/odoo/"):
        source.refuse(node, "/odoo/... does not exist in 17.0: use /mail/view or the access_url")
    elif BACKEND.fullmatch(value) and node in source.in_fstring:
        source.refuse(node, "write the address /odoo without an f-string")
    elif BACKEND.fullmatch(value):
        source.replace_string(node, "/web" + value.removeprefix("/odoo"))
