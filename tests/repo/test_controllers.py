"""Odoo merges all controllers that extend the same one: their helpers share a namespace."""

import ast
from collections import defaultdict

from sources import Addon, find_addons


def _classes(addons):
    """{name of a class: [(addon, class, methods)] of the controllers that extend it}."""
    found = defaultdict(list)
    for addon in addons:
        for path, tree in addon.python:
            if "controllers" in path.parts:
                for node in ast.walk(tree):
                    if isinstance(node, ast.ClassDef):
                        methods = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
                        for base in node.bases:
                            found[ast.unparse(base)].append((addon.name, node.name, methods))
    return found


def clashes(addons):
    """(class, class, method) for two merged controllers that both define the method."""
    classes = _classes(addons)
    return [
        (one, other, method)
        for base, group in classes.items()
        if base not in ("http.Controller", "Controller")
        for number, (_addon, one, methods) in enumerate(group)
        for _other_addon, other, others in group[number + 1 :]
        for method in sorted(methods & others)
        if method != "_prepare_home_portal_values"  # each calls super()
    ]


def test_merged_controllers_do_not_replace_each_others_methods():
    assert clashes(find_addons().values()) == []


def test_a_clash_is_found(tmp_path):
    code = "class {}(Provider):\n    def _read(self):\n        return 1\n"
    (tmp_path / "controllers").mkdir()
    for name in ("Vouchers", "Claims"):
        (tmp_path / "controllers" / f"{name}.py").write_text(code.format(name))
    assert clashes([Addon(tmp_path)]) == [("Claims", "Vouchers", "_read")]
