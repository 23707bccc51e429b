"""Translated text: env._() came after 17.0, whose _() finds the language through the frames."""

import ast

from .python_rules import rule

NESTED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def is_env_underscore(node):
    """`self.env._`, `request.env._`, `env._`."""
    return (
        isinstance(node, ast.Attribute)
        and node.attr == "_"
        and ast.unparse(node.value).rpartition(".")[2] == "env"
    )


@rule(ast.Attribute)
def env_underscore(source, node):
    if is_env_underscore(node):
        source.replace(node, "_")
        source.wants_underscore = True


def _is_short_name(statement):
    """`_ = self.env._`"""
    return (
        isinstance(statement, ast.Assign)
        and is_env_underscore(statement.value)
        and [ast.unparse(target) for target in statement.targets] == ["_"]
    )


@rule(ast.Assign)
def short_name(source, node):
    """In 17.0 the name is the module's: `_ = _` would make it a local one without a value."""
    if _is_short_name(node):
        source.delete_lines(node.lineno, node.end_lineno)


def _own_nodes(function):
    """The nodes of a function without those of the functions defined in it."""
    todo = list(ast.iter_child_nodes(function))
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, NESTED):
            todo += ast.iter_child_nodes(node)


def _binds_underscore(node):
    """Whether a node gives the name _ another meaning."""
    if isinstance(node, ast.arg):
        return node.arg == "_"
    return isinstance(node, ast.Name) and node.id == "_" and isinstance(node.ctx, ast.Store)


@rule(ast.FunctionDef)
def frames(source, node):
    """17.0 takes the language from the frame's `self`, else from the request. (In a comprehension
    or a lambda, which have frames of their own, it is the request's.)"""
    nodes = list(_own_nodes(node))
    texts = [n for n in nodes if is_env_underscore(n)]
    arguments = {argument.arg for argument in ast.walk(node.args) if isinstance(argument, ast.arg)}
    for text in texts:
        if not arguments & {"self", "env"} and not ast.unparse(text).startswith("request."):
            source.refuse(text, "17.0 translates only where self or env is an argument")
    shorts = {t for n in nodes if _is_short_name(n) for t in n.targets}
    for other in (n for n in nodes if _binds_underscore(n) and n not in shorts):
        if texts:
            source.refuse(other, "the name _ is the translation in 17.0: use another one")


def import_underscore(source):
    """What env._ became needs its import."""
    if not source.wants_underscore:
        return
    imports = (n for n in source.tree.body if isinstance(n, ast.ImportFrom) and n.module == "odoo")
    first = next(imports, None)
    if first is None:
        source.insert(_after_docstring(source), "from odoo import _\n")
    elif "_" not in [alias.name for alias in first.names]:
        source.insert(source.span(first.names[0])[0], "_, ")


def _after_docstring(source):
    """Where the first import may stand."""
    first = source.tree.body[0]
    is_docstring = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    return source.line_after(first) if is_docstring else 0
