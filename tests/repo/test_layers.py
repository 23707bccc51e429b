"""An addon knows only the addons below it."""

import ast
import sys
from collections import Counter

import pytest
from layers import MAY_DEPEND, below, tables_of_portals, wrong_depends, wrong_mentions
from sources import ROOT, find_addons

ADDONS = find_addons()


def test_manifests_depend_downwards():
    found = list(wrong_depends(ADDONS))
    assert not found, "\n".join(found)


def test_files_know_only_what_is_below():
    found = list(wrong_mentions(ADDONS))
    assert not found, "\n".join(found)


def test_portals_hold_pages_and_no_rows():
    found = list(tables_of_portals(ADDONS))
    assert not found, "\n".join(found)


def test_the_layers_have_no_circle():
    assert [name for name in MAY_DEPEND if name in below(name)] == []


def test_the_three_in_the_middle_do_not_know_each_other():
    middle = {"g2p_registry_ext", "g2p_multistage_approval", "g2p_voucher_qr"}
    assert [name for name in middle if below(name) & middle] == []
    assert "g2p_voucher_key" not in below("g2p_voucher_template")
    assert "g2p_voucher_template" not in below("g2p_voucher_key")
    assert "g2p_voucher_batch" not in below("g2p_immediate_assistance") | below("g2p_reimbursement")
    assert "g2p_reimbursement" not in below("g2p_immediate_assistance")
    assert "g2p_immediate_assistance" not in below("g2p_reimbursement")


def _outside(path):
    """Imports of a module of the token from outside its package and Python."""
    allowed = {"cbor2", "cryptography", *sys.stdlib_module_names}
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [] if node.level == 1 else ["." * node.level + (node.module or "")]
        else:
            continue
        yield from (name for name in names if name.split(".")[0] not in allowed)


def test_the_token_is_closed():
    modules = sorted((ROOT / "g2p_voucher_key" / "token").glob("*.py"))
    assert len(modules) == 9
    assert {path.name: list(_outside(path)) for path in modules if list(_outside(path))} == {}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("from . import cose\nimport json\n", []),
        ("from ..tools import codes\n", ["..tools"]),
        ("from odoo import models\n", ["odoo"]),
    ],
)
def test_an_import_from_outside_the_token_is_found(tmp_path, text, found):
    (tmp_path / "a.py").write_text(text)
    assert list(_outside(tmp_path / "a.py")) == found


MOST_LINES = 4500


def _lines(addon):
    """Lines of its Python, without tests."""
    parts = {path: path.relative_to(addon.path).parts for path in addon.path.rglob("*.py")}
    own = [path for path in parts if "tests" not in parts[path]]
    return sum(len(path.read_text().splitlines()) for path in own)


def test_no_addon_is_longer_than_one_subject():
    lines = {name: _lines(addon) for name, addon in ADDONS.items()}
    assert {name: count for name, count in lines.items() if count > MOST_LINES} == {}


def test_lines_of_tests_do_not_count(tmp_path):
    for name in ("models/a.py", "tests/b.py"):
        (tmp_path / "g2p_a" / name).parent.mkdir(parents=True)
        (tmp_path / "g2p_a" / name).write_text("x = 1\ny = 2\n")
    (tmp_path / "g2p_a" / "__manifest__.py").write_text("{}\n")
    assert _lines(find_addons(tmp_path)["g2p_a"]) == 3


def test_a_voucher_is_at_most_four_class_bodies_in_an_addon():
    bodies = Counter(
        addon.name
        for addon in ADDONS.values()
        for cls in addon.classes
        if "g2p.voucher" in (cls.name, cls.inherit) or "g2p.voucher" in (cls.inherit or ())
    )
    assert bodies["g2p_voucher_qr"] == 4
    assert max(bodies.values()) == 4


# === Each kind of mention, planted === #


@pytest.fixture
def plant(tmp_path):
    """Write files of a small tree: two addons in the middle and the case above them."""

    def write(addon, name, text, depends=()):
        folder = tmp_path / addon
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
        manifest = folder / "__manifest__.py"
        if depends or not manifest.exists():
            manifest.write_text(repr({"name": addon, "depends": list(depends)}))
        return tmp_path

    application = 'class A(models.Model):\n    _name = "g2p.assistance.application"\n'
    write("g2p_immediate_assistance", "models/a.py", application, ["g2p_voucher_qr"])
    voucher = 'class V(models.Model):\n    """Not g2p.assistance.application"""\n'
    write("g2p_voucher_qr", "models/v.py", voucher + '    _name = "g2p.voucher"\n')
    return write


def _found(root):
    return list(wrong_mentions(find_addons(root)))


def test_the_small_tree_is_right(plant):
    root = plant("g2p_immediate_assistance", "b.py", 'env["g2p.voucher"]\n')
    assert _found(root) == []
    assert list(wrong_depends(find_addons(root))) == []


def test_an_upward_dependency_is_found(plant):
    root = plant("g2p_voucher_qr", "b.py", "", depends=["g2p_immediate_assistance"])
    assert list(wrong_depends(find_addons(root))) == [
        "g2p_voucher_qr/__manifest__.py: depends on g2p_immediate_assistance"
    ]


def test_an_addon_without_a_place_is_found(plant):
    root = plant("g2p_surprise", "b.py", "")
    assert list(wrong_depends(find_addons(root))) == ["g2p_surprise: has no place in the layers"]


def test_a_model_of_a_portal_is_found(plant):
    root = plant("g2p_self_service", "m.py", 'class P(models.Model):\n    _name = "g2p.page"\n')
    assert list(tables_of_portals(find_addons(root))) == [
        "g2p_self_service: defines the model g2p.page"
    ]


UP = "g2p_immediate_assistance"
MODEL = "g2p.assistance.application"


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("b.py", f"from odoo.addons.{UP} import tools\n", "import"),
        ("b.py", f"from odoo.addons import {UP}\n", "import"),
        ("b.py", f"import odoo.addons.{UP}.tools\n", "import"),
        ("b.py", f'env["{MODEL}"]\n', f"model {MODEL}"),
        ("b.py", f'x = fields.Many2one("{MODEL}")\n', f"model {MODEL}"),
        ("b.py", f'class B(models.Model):\n    _inherit = "{MODEL}"\n', f"model {MODEL}"),
        ("b.py", f'env.ref("{UP}.menu")\n', f"id or path “{UP}.menu”"),
        ("b.py", f'x = fields.Char(groups="base.x,{UP}.g")\n', f"id or path “{UP}.g”"),
        ("v.xml", f'<o><field name="inherit_id" ref="{UP}.v"/></o>', f"id or path “{UP}.v”"),
        ("v.xml", f'<o><button groups="{UP}.g"/></o>', f"id or path “{UP}.g”"),
        ("v.xml", f'<o><t t-call="{UP}.page"/></o>', f"id or path “{UP}.page”"),
        ("v.xml", f'<o><field name="res_model">{MODEL}</field></o>', f"model {MODEL}"),
        ("v.xml", f"""<o><field eval="env['{MODEL}'].x()"/></o>""", f"model {MODEL}"),
        ("v.xml", '<o><f ref="model_g2p_assistance_application"/></o>', "model id g2p_assist"),
        ("s.csv", f"id,model_id:id\na,{UP}.model_x\n", f"id or path “{UP}.model_x”"),
        ("static/a.js", f'import {{ x }} from "@{UP}/a";\n', f"id or path “{UP}/a”"),
    ],
)
def test_a_reference_to_an_addon_above_is_found(plant, name, text, kind):
    found = _found(plant("g2p_voucher_qr", name, text))
    assert len(found) == 1
    assert found[0].startswith(f"g2p_voucher_qr/{name}")
    assert kind in found[0]
