"""Odoo merges all controllers that extend the same one: their helpers share a namespace."""

import ast
from collections import defaultdict

from sources import Addon, find_addons


def _class_nodes(addons):
    """(addon, class) of all classes beside controllers."""
    for addon in addons:
        for path, tree in addon.python:
            if "controllers" in path.parts:
                nodes = (node for node in ast.walk(tree) if isinstance(node, ast.ClassDef))
                yield from ((addon.name, node) for node in nodes)


def _classes(addons):
    """{name of a class: [(addon, class, methods)] of the controllers that extend it}.

    A class without a base is no controller, and those that mix it in stay apart.
    """
    found, nodes = defaultdict(list), list(_class_nodes(addons))
    mixins = {node.name for _addon, node in nodes if not node.bases}
    for addon, node in nodes:
        methods = {n.name for n in node.body if isinstance(n, ast.FunctionDef)}
        for base in {ast.unparse(base) for base in node.bases} - mixins:
            found[base].append((addon, node.name, methods))
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


def test_controllers_with_a_mixin_alone_in_common_stay_apart(tmp_path):
    code = "class {}({}):\n    def _read(self):\n        return 1\n"
    (tmp_path / "controllers").mkdir()
    (tmp_path / "controllers" / "base.py").write_text("class PageMixin:\n    pass\n")
    for name in ("Vouchers", "Claims"):
        both = "PageMixin, http.Controller"
        (tmp_path / "controllers" / f"{name}.py").write_text(code.format(name, both))
    assert clashes([Addon(tmp_path)]) == []
