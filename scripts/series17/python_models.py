"""Constraints and indexes: objects on the class in 19.0, tuples and init() in 17.0."""

import ast
from typing import NamedTuple

from .python_rules import rule, string

OBJECTS = ("Constraint", "Index", "UniqueIndex")


class Declared(NamedTuple):
    """One constraint or index, with its arguments as source text."""

    kind: str
    name: str
    definition: str
    message: str


def _object(statement):
    """The call `models.Constraint(...)` of a statement, or None."""
    call = getattr(statement, "value", None)
    if not isinstance(statement, ast.Assign) or not isinstance(call, ast.Call):
        return None
    function = ast.unparse(call.func)
    return call if function in {f"models.{kind}" for kind in OBJECTS} else None


def _declared(source, statement, call):
    definition, message = [source.code(arg) for arg in call.args[:2]] + [""] * (2 - len(call.args))
    # 19.0 drops the first underscore of the attribute: in both series the database object is
    # <table>_<name>
    name = statement.targets[0].id[1:]
    return Declared(call.func.attr, name, definition, message)


def _collect(source, class_node):
    """Remove the declarations from the class."""
    declared = []
    for statement in class_node.body:
        call = _object(statement)
        if not call:
            continue
        if call.keywords or not call.args:
            source.refuse(statement, "write the definition and the message without keywords")
            continue
        declared.append(_declared(source, statement, call))
        source.delete_lines(statement.lineno, statement.end_lineno)
    return declared


def _sql_constraints(declared):
    """17.0's list. It contains a unique index with an empty definition, which 17.0 treats as
    "created elsewhere" and only uses to find the message."""
    rows = [
        (item.name, item.definition if item.kind == "Constraint" else '""', item.message or '""')
        for item in declared
        if item.kind == "Constraint" or (item.kind == "UniqueIndex" and item.message)
    ]
    if not rows:
        return ""
    text = "".join(f'        ("{name}", {sql}, {message}),\n' for name, sql, message in rows)
    return f"\n    _sql_constraints = [\n{text}    ]\n"


def _init(declared):
    """17.0 has no index objects; its models create indexes in init() (helper in the shim)."""
    lines = "".join(
        f'        self._series17_index("{item.name}", {unique!r}, {item.definition})\n'
        for item in declared
        for unique in [item.kind == "UniqueIndex"]
        if item.kind != "Constraint"
    )
    return f"\n    def init(self):\n        super().init()\n{lines}" if lines else ""


@rule(ast.ClassDef)
def constraints_and_indexes(source, node):
    declared = _collect(source, node)
    own_init = any(isinstance(s, ast.FunctionDef) and s.name == "init" for s in node.body)
    if own_init and any(item.kind != "Constraint" for item in declared):
        source.refuse(node, "a model with an index may not have an init() of its own")
    if declared:
        at = source.line_after(node.body[-1])
        source.insert(at, _sql_constraints(declared) + _init(declared))


@rule(ast.Assign)
def old_constraints(source, node):
    """19.0 ignores the list, and on 17.0 the generated one would replace it."""
    if any(isinstance(t, ast.Name) and t.id == "_sql_constraints" for t in node.targets):
        source.refuse(node, "_sql_constraints does nothing in 19.0: use models.Constraint")


@rule(ast.Call)
def aggregator(source, node):
    """The attribute of a field has another name in 17.0."""
    if not ast.unparse(node.func).startswith("fields."):
        return
    for keyword in node.keywords:
        if keyword.arg == "aggregator":
            start = source.span(keyword)[0]
            source.cut(start, start + len("aggregator"))
            source.insert(start + len("aggregator"), "group_operator")


@rule(ast.Assign)
def parent_path(source, node):
    """17.0 warns about a path that ignores accents; 19.0 does not know the attribute."""
    call, names = node.value, [getattr(target, "id", "") for target in node.targets]
    if names == ["parent_path"] and isinstance(call, ast.Call) and call.keywords:
        source.insert(source.span(call.keywords[-1])[1], ", unaccent=False")


@rule(ast.FunctionDef)
def decorators(source, node):
    """@api.private and @api.readonly came after 17.0. Without the first, RPC could call a public
    name, so only a private name may have it."""
    for decorator in node.decorator_list:
        name = ast.unparse(decorator)
        if name in ("api.private", "api.readonly"):
            source.delete_lines(decorator.lineno, decorator.end_lineno)
        if name == "api.private" and not node.name.startswith("_"):
            source.refuse(
                node, f"{node.name}: 17.0 has no @api.private, so the name must begin with _"
            )


def _group_write(source, node, name):
    if name in ("group_ids", "all_group_ids", "all_user_ids", "groups_id"):
        source.refuse(
            node, f"{name} is not written in code: it is another field in 17.0 (XML data can)"
        )


@rule(ast.Dict)
def groups_in_values(source, node):
    """The shim's names of users' and groups' relations are read-only. For a new user (values with a
    login) the field has the given value in both series."""
    names = [string(key) for key in node.keys]
    for key, name in zip(node.keys, names, strict=True):
        if name == "group_ids" and "login" in names:
            source.replace_string(key, "groups_id")
        else:
            _group_write(source, node, name)


@rule(ast.Assign, ast.AugAssign)
def groups_assigned(source, node):
    for target in getattr(node, "targets", None) or [node.target]:
        if isinstance(target, ast.Attribute):
            _group_write(source, node, target.attr)
