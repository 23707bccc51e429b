"""Values of fields that 17.0 would store differently."""

import ast

from .python_rules import rule, string


def _is_boolean(node):
    """Whether an expression can only be True or False."""
    if isinstance(node, ast.BoolOp):
        return all(map(_is_boolean, node.values))
    return isinstance(node, ast.Compare) or (
        isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
    )


def _leaves_empty(node):
    """Whether a value may be the empty left side of an `and`: 0, "" or [] instead of False."""
    if not isinstance(node, ast.BoolOp) or not isinstance(node.op, ast.And):
        return False
    *conditions, last = node.values
    return not _is_boolean(last) and not all(map(_is_boolean, conditions))


@rule(ast.Dict)
def values(source, node):
    """Refuse `days and date`: 17.0 writes its 0 into a date column as '0'."""
    for key, value in zip(node.keys, node.values, strict=True):
        if key and string(key) and _leaves_empty(value):
            source.refuse(value, f"{string(key)}: write `value if condition else False`")


@rule(ast.Call)
def kept(source, node):
    """The field fills the cache in 19.0, and the cache itself in 17.0."""
    if isinstance(node.func, ast.Attribute) and node.func.attr == "_insert_cache":
        field, (records, values) = source.code(node.func.value), map(source.code, node.args)
        source.replace(node, f"{records}.env.cache.insert_missing({records}, {field}, {values})")


@rule(ast.Assign)
def assigned(source, node):
    for target in node.targets:
        if isinstance(target, ast.Attribute) and _leaves_empty(node.value):
            source.refuse(node, f"{target.attr}: write `value if condition else False`")


def _depends_on_user(function):
    """Whether a compute method's value depends on the user."""
    return any(
        isinstance(decorator, ast.Call)
        and ast.unparse(decorator.func).endswith("depends_context")
        and "uid" in map(string, decorator.args)
        for decorator in function.decorator_list
    )


@rule(ast.ClassDef)
def compute_sudo(source, node):
    """Refuse it: 17.0 caches such a value under (user, sudo) and reads it under (user, no sudo)."""
    methods = {
        statement.name
        for statement in node.body
        if isinstance(statement, ast.FunctionDef) and _depends_on_user(statement)
    }
    for call in (s.value for s in node.body if isinstance(getattr(s, "value", None), ast.Call)):
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        is_sudo = ast.unparse(keywords.get("compute_sudo", ast.Constant(False))) == "True"
        if is_sudo and string(keywords.get("compute")) in methods:
            source.refuse(call, "no compute_sudo where the user decides: sudo() in the method")
