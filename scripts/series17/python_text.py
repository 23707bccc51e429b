"""Translated text: env._() came after 17.0, whose _() finds the language through the frames.

17.0's _() reads the calling frame: a local `context`, else the env of a local `self`, else the
request. It works for `self.env._()` in a method and `request.env._()`. Everywhere else (another
environment, a comprehension, a lambda, an inner function, a function with a local `context`) the
language would be wrong, so the text is translated by `in_env()` of the shim.
"""

import ast

from .manifest import SHIM
from .python_rules import rule

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
#: nodes with their own frame
FRAMES = (*FUNCTIONS, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
#: environments that 17.0's _() finds
FOUND = ("self.env", "request.env")


def is_env_underscore(node):
    """`self.env._`, `request.env._`, `env._`."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "_"
        and ast.unparse(node.value).rpartition(".")[2] == "env"
    )


def _is_short_name(statement):
    """`_ = self.env._`"""
    return (
        isinstance(statement, ast.Assign)
        and is_env_underscore(statement.value)
        and [ast.unparse(target) for target in statement.targets] == ["_"]
    )


def _framed(node, frame=None):
    """Every node below a node, with its innermost frame."""
    for child in ast.iter_child_nodes(node):
        yield child, frame
        yield from _framed(child, child if isinstance(child, FRAMES) else frame)


def _names(frame):
    """The names a function binds: its arguments and assignments."""
    for node, owner in _framed(frame, frame):
        if owner is not frame:
            continue
        if isinstance(node, ast.arguments):
            yield from (arg.arg for arg in ast.walk(node) if isinstance(arg, ast.arg))
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id


def _is_found(environment, frame):
    """Whether _() called in this frame finds this environment."""
    if environment not in FOUND or not isinstance(frame, FUNCTIONS):
        return False
    names = set(_names(frame))
    if names & {"_", "context"}:
        return False
    return environment == "request.env" or "self" in names


@rule(ast.Module)
def texts(source, module):
    for node, frame in _framed(module):
        if not is_env_underscore(node):
            continue
        environment = source.code(node.value)
        if _is_found(environment, frame):
            source.replace(node, "_")
            source.imports.add(("odoo", "_"))
        else:
            source.replace(node, f"in_env({environment}, __name__)")
            source.imports.add((f"odoo.addons.{SHIM}.text", "in_env"))


@rule(ast.Module)
def other_meanings(source, module):
    """Refuse other meanings of the name _, which hide the translation on 17.0."""
    shorts = {n.targets[0] for n, _frame in _framed(module) if _is_short_name(n)}
    translated = {f for n, f in _framed(module) if is_env_underscore(n)}
    for node, frame in _framed(module):
        stored = isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store)
        if stored and node not in shorts and frame in translated:
            source.refuse(node, "the name _ is the translation in 17.0: use another one")


def import_names(source):
    """Add the imports for the replacements of env._."""
    for module, name in sorted(source.imports):
        imports = (
            n for n in source.tree.body if isinstance(n, ast.ImportFrom) and n.module == module
        )
        first = next(imports, None)
        if first is None:
            source.insert(_after_docstring(source), f"from {module} import {name}\n")
        elif name not in [alias.name for alias in first.names]:
            source.insert(source.span(first.names[0])[0], f"{name}, ")


def _after_docstring(source):
    """The place for the first import."""
    first = source.tree.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return source.line_after(first) if is_docstring else 0
