"""Domains that fields declare in Python: views of 17.0 need the fields they read."""

import ast
from collections import defaultdict

from .python_rules import string
from .xml_arch import names_in


def _model(class_node):
    """The model of a class, or None."""
    for name in ("_name", "_inherit"):
        for statement in class_node.body:
            targets = getattr(statement, "targets", ())
            if any(isinstance(t, ast.Name) and t.id == name for t in targets):
                return string(statement.value)
    return None


def _domain(statement):
    """The domain of `name = fields.X(domain="...")`, or None."""
    if not isinstance(statement, ast.Assign) or not isinstance(statement.value, ast.Call):
        return None
    if not ast.unparse(statement.value.func).startswith("fields."):
        return None
    domains = [string(k.value) for k in statement.value.keywords if k.arg == "domain"]
    return domains[0] if domains else None


def domains(text):
    """{model: {field: names that its domain reads}} of a Python file."""
    found = defaultdict(dict)
    for node in ast.walk(ast.parse(text)):
        for statement in node.body if isinstance(node, ast.ClassDef) else ():
            domain = _domain(statement)
            if domain and _model(node):
                found[_model(node)][statement.targets[0].id] = names_in(domain)[0]
    return found
