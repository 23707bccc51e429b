"""Code that no rule can convert to 17.0: the source must use a form that both series know."""

import ast

from .python_rules import rule

NAMES = {
    "Domain": "use list domains",
    "execute_query": "use cr.execute",
    "execute_query_dict": "use cr.execute",
    "formatted_read_group": "use _read_group",
    "allow_pdf_render": "render PDFs in HttpCase tests",
    "privilege_id": "do not read privileges in code",
    "has_groups": "use has_group",
    "_check_access": "17.0 does not call it: use record rules",
    "_search_display_name": "use _rec_names_search",
    "_name_search": "use _rec_names_search",
    "method_direct_trigger": "own transaction in 19.0 only: test the method, not the cron",
}
MODULES = ("odoo.orm", "odoo.osv", "odoo.domain", "odoo.release", "odoo.upgrade_code")
#: (module, name) of the standard library that Python 3.10 does not have
AFTER_PYTHON_310 = {
    ("datetime", "UTC"),
    ("enum", "StrEnum"),
    ("typing", "Self"),
    ("typing", "assert_never"),
    ("typing", "override"),
    ("itertools", "batched"),
    ("asyncio", "TaskGroup"),
}
MODULES_AFTER_PYTHON_310 = ("tomllib",)


def _refuse_name(source, node, name):
    if name in NAMES:
        source.refuse(node, f"{name} is not portable: {NAMES[name]}")


@rule(ast.Attribute)
def attributes(source, node):
    _refuse_name(source, node, node.attr)
    if (ast.unparse(node.value), node.attr) in AFTER_PYTHON_310:
        source.refuse(node, f"{ast.unparse(node)} is not in Python 3.10")


@rule(ast.FunctionDef)
def overrides(source, node):
    _refuse_name(source, node, node.name)


def _refuse_module(source, node, module):
    if module.startswith(MODULES):
        source.refuse(node, f"{module} is not in both series")
    if module.partition(".")[0] in MODULES_AFTER_PYTHON_310:
        source.refuse(node, f"{module} is not in Python 3.10")


@rule(ast.Import)
def imports(source, node):
    for alias in node.names:
        _refuse_module(source, node, alias.name)


@rule(ast.ImportFrom)
def imports_from(source, node):
    module = node.module or ""
    _refuse_module(source, node, module)
    if module == "odoo":
        for alias in node.names:
            _refuse_module(source, node, f"odoo.{alias.name}")
    for alias in node.names:
        if module.partition(".")[0] == "odoo":
            _refuse_name(source, node, alias.name)
        if (module, alias.name) in AFTER_PYTHON_310:
            source.refuse(node, f"{module}.{alias.name} is not in Python 3.10")
