"""The whole export for Odoo 17.0: a small suite is exported, checked, or refused."""

import ast
import re
from pathlib import Path

import pytest
from series17 import __main__ as command
from series17 import checks, export, js_source, manifest

ROOT = Path(__file__).resolve().parents[2]
SUITE = {
    "g2p_low/__manifest__.py": '{"version": "19.0.1.0.0", "depends": ["mail"],\n'
    '"data": ["views/a.xml"], "assets": {"web.assets_frontend": ["g2p_low/static/src/**/*.js"]}}\n',
    "g2p_low/__init__.py": "",
    "g2p_low/models/a.py": "def go(self):\n    return self.env._('a')\n",
    "g2p_low/migrations/19.0.1.1.0/post-a.py": "",
    "g2p_low/views/a.xml": '<odoo><template id="a"><p/></template></odoo>\n',
    "g2p_low/static/src/a.js": 'import { Interaction } from "@web/public/interaction";\n',
    "g2p_low/static/lib/other.js": "Domain;\n",
    "g2p_low/static/img/a.svg": "<svg/>",
    "g2p_low/__pycache__/a.pyc": "",
    "g2p_low/tests/test_a.py": "a = 1\n",
    "g2p_high/__manifest__.py": '{"version": "19.0.2.0.0", "depends": ["g2p_low"]}\n',
    "g2p_assistance_demo/__manifest__.py": '{"version": "19.0.1.0.0", "depends": ["g2p_high"]}\n',
    "g2p_assistance_dashboard/__manifest__.py": '{"version": "19.0.1.0.0", "depends": []}\n',
    "openg2p/g2p_programs/__manifest__.py": '{"version": "19.0.1.0.0", "depends": []}\n',
    "LICENSE": "free\n",
    "tests/addons/test_low/__manifest__.py": '{"version": "19.0.1.0.0", "depends": ["g2p_low"]}\n',
}


def _plant(root, files):
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def suite(tmp_path):
    _plant(tmp_path, SUITE)
    return tmp_path


def _export(root, *options):
    return command.main([str(root), *options])


def test_the_suite_is_exported_without_the_stand_ins_and_its_story_for_tests_only(suite, capsys):
    assert _export(suite) == 0
    target = suite / "dist" / "17.0"
    files = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    own = {name for name in files if not name.startswith("g2p_series17/")}
    assert own == {
        *("g2p_low/__manifest__.py", "g2p_low/__init__.py", "g2p_low/models/a.py"),
        *("g2p_low/migrations/17.0.1.1.0/post-a.py", "g2p_low/views/a.xml"),
        *("g2p_low/static/src/a.js", "g2p_low/static/lib/other.js", "g2p_low/static/img/a.svg"),
        *("g2p_low/tests/test_a.py", "g2p_high/__manifest__.py", "LICENSE"),
        "tests-addons/test_low/__manifest__.py",
        "tests-addons/g2p_assistance_demo/__manifest__.py",
    }
    assert "17.0.2.0.0" in (target / "g2p_high/__manifest__.py").read_text()
    assert (target / "g2p_low/static/lib/other.js").read_text() == "Domain;\n"
    assert "2 addons, 2 for tests" in capsys.readouterr().out


FORM = """
    <odoo><record id="{}" model="ir.ui.view"><field name="model">g2p.a</field>
        <field name="arch" type="xml"><form><field name="b_id"/></form></field></record></odoo>
"""
OVERRIDE = """
class A(models.Model):
    _inherit = "g2p.a"
    b_id = fields.Many2one(domain="[('id', 'not in', elsewhere_ids)]")
"""


def test_a_domain_of_an_addon_above_adds_no_field_to_a_view_below(suite):
    views = {f"{name}/views/b.xml": FORM.format(name) for name in ("g2p_low", "g2p_high")}
    _plant(suite, {**views, "g2p_high/models/a.py": OVERRIDE})
    assert _export(suite) == 0
    low, high = (suite / "dist" / "17.0" / name for name in views)
    assert "elsewhere_ids" not in low.read_text()
    assert '<field name="elsewhere_ids" invisible="1"/>' in high.read_text()


def test_every_addon_depends_on_the_shim_for_17(suite):
    _export(suite)
    target = suite / "dist" / "17.0"
    assert '"g2p_series17"' in (target / "g2p_low/__manifest__.py").read_text()
    assert '"g2p_series17"' not in (target / "g2p_high/__manifest__.py").read_text()
    assert "def check_access(" in (target / "g2p_series17/models/base.py").read_text()
    assert (target / "g2p_series17/static/src/interaction.js").is_file()


def test_the_addon_for_17_closes_open_rights_and_gives_them_back(suite):
    """The rights themselves are tested beside OpenG2P, by the addon's own tests."""
    assert _export(suite) == 0
    shim = suite / "dist" / "17.0" / manifest.SHIM
    values = manifest.read((shim / "__manifest__.py").read_text())
    door = ast.parse((shim / "models/g2p_series17_door.py").read_text())
    methods = {node.name for node in ast.walk(door) if isinstance(node, ast.FunctionDef)}
    assert {"_register_hook", "_give_back"} <= methods
    assert values["uninstall_hook"] in (shim / "__init__.py").read_text()
    assert {path.name for path in shim.rglob("*.xml")} == {
        name.rpartition("/")[2] for name in values["data"] if name.endswith(".xml")
    }
    assert list(shim.glob("tests/test_*.py"))


def test_an_export_replaces_the_previous_one(suite):
    _plant(suite, {"dist/17.0/g2p_gone/__manifest__.py": "{}"})
    _export(suite)
    assert not (suite / "dist/17.0/g2p_gone").exists()
    assert [path.name for path in (suite / "dist").iterdir()] == ["17.0"]


def test_unportable_code_stops_the_export_with_its_line(suite, capsys):
    _plant(suite, {"g2p_low/models/b.py": "\nfrom odoo.osv import expression\n"})
    _plant(suite, {"dist/17.0/g2p_low/__manifest__.py": "{}"})
    assert _export(suite) == 1
    told = capsys.readouterr()
    assert told.err == "g2p_low/models/b.py:2: odoo.osv is not in both series\n"
    assert "1 to fix" in told.out
    assert list((suite / "dist").iterdir()) == []


def test_a_source_that_does_not_parse_stops_the_export_with_its_line(suite, capsys):
    _plant(suite, {"g2p_low/models/b.py": "a = 1\ndef (\n", "g2p_low/views/b.xml": "<odoo>\n<a>"})
    assert _export(suite) == 1
    told = capsys.readouterr().err.splitlines()
    assert [line.rpartition(": does not parse")[0] for line in told] == [
        *("g2p_low/models/b.py:2", "g2p_low/views/b.xml:2")
    ]


def test_an_exported_addon_does_not_depend_on_the_demonstration(suite, capsys):
    text = '{"version": "19.0.1.0.0",\n"depends": ["g2p_low", "g2p_assistance_demo"]}\n'
    _plant(suite, {"g2p_high/__manifest__.py": text})
    assert _export(suite) == 1
    assert (
        "g2p_high/__manifest__.py:2: g2p_assistance_demo is for tests only"
        in capsys.readouterr().err
    )


def test_an_exported_addon_does_not_depend_on_one_for_19_only(suite, capsys):
    text = '{"version": "19.0.1.0.0",\n"depends": ["g2p_low", "g2p_assistance_dashboard"]}\n'
    _plant(suite, {"g2p_high/__manifest__.py": text})
    assert _export(suite) == 1
    assert "g2p_assistance_dashboard does not exist in 17.0" in capsys.readouterr().err


def test_a_file_of_the_overlay_replaces_the_exported_one(suite):
    _plant(suite, {"g2p_low/models/a.py": "from odoo.osv import expression\n"})
    _plant(suite, {"overlay/g2p_low/models/a.py": "a = 17\n"})
    assert _export(suite, "--overlay", str(suite / "overlay")) == 0
    assert (suite / "dist/17.0/g2p_low/models/a.py").read_text() == "a = 17\n"


def test_the_overlay_is_checked_too(suite, capsys):
    _plant(suite, {"overlay/g2p_low/models/a.py": "x = models.Index('a')\n"})
    assert _export(suite, "--overlay", str(suite / "overlay")) == 1
    assert "g2p_low/models/a.py:1: left of 19.0: models.Index(" in capsys.readouterr().err


GOOD = '{"version": "17.0.1.0.0", "depends": ["g2p_series17"]}'
WRONG = {
    "a.py": {
        "def go(:": "1: does not parse",
        "try: pass\nexcept* ValueError: pass": "does not parse",
        "return 1": "does not parse",
        "x = self.env._('a')": "1: left of 19.0: env._",
        "def go(self):\n _ = _\n": "left of 19.0: _ = _",
        "@route('/a', type='jsonrpc')\ndef go(self): pass": "left of 19.0: type='jsonrpc'",
        "x = {'view_mode': 'list,form'}": "left of 19.0: 'list,",
    },
    "a.xml": {
        "<odoo>\n<a></odoo>": "2: does not parse",
        '<odoo>\n<record model="ir.ui.view"><list/></record></odoo>': "2: left of 19.0: <list>",
        '<odoo><record model="ir.ui.view"><chatter/></record></odoo>': "left of 19.0: <chatter>",
        '<odoo><record model="a"><field name="group_ids"/></record></odoo>': "19.0's groups",
        '<odoo><record model="res.groups.privilege"/></odoo>': "left of 19.0: a privilege",
        '<odoo><a href="/odoo/x"/></odoo>': "left of 19.0: an address /odoo",
        '<odoo><xpath expr="//list[1]"/></odoo>': "left of 19.0: list in an XPath",
    },
    "a.js": {
        "const a = 1;": "1: 17.0 does not treat this as a module",
        js_source.HEADER + 'from "@web/public/interaction"': "left of 19.0",
    },
    "migrations/19.0.1.0.0/a.py": {"": "17.0 does not look into this folder"},
    "__manifest__.py": {
        GOOD.replace("17.0.1", "19.0.1"): "the version is 19.0.1.0.0",
        GOOD.replace("g2p_series17", "mail"): "does not depend on g2p_series17",
        GOOD.replace("}", ', "data": ["b.xml"]}'): "names a missing file: b.xml",
        GOOD.replace("}", ', "assets": {"b": ["g2p_a/c/*.js", "web/d.js"]}}'): "g2p_a/c/*.js",
    },
}


@pytest.mark.parametrize(
    ("name", "text", "what"), [(n, t, w) for n, cases in WRONG.items() for t, w in cases.items()]
)
def test_a_check_finds_errors_in_an_export(tmp_path, name, text, what):
    _plant(tmp_path / "g2p_a", {"__manifest__.py": GOOD, "b.py": "a = 1\n"})
    assert checks.check(tmp_path) == []
    _plant(tmp_path / "g2p_a", {name: text})
    found = checks.check(tmp_path)
    assert len(found) == 1
    assert what in found[0]


def test_the_documented_command_line_installs_every_exported_addon():
    text = (ROOT / "docs" / "operations.md").read_text()
    todo = re.search(r"-i (g2p_\S+)", text)[1].split(",")
    addons, installed = export.addons_in(ROOT), set()
    while todo:
        name = todo.pop()
        installed.add(name)
        depends = manifest.read((addons[name] / "__manifest__.py").read_text())["depends"]
        todo += [other for other in depends if other in addons]
    read = {name: manifest.read((addons[name] / "__manifest__.py").read_text()) for name in addons}
    installed |= {
        name
        for name, found in read.items()
        # OpenG2P depends on queue_job
        if found.get("auto_install") and set(found["depends"]) <= installed | {"queue_job"}
    }
    assert installed == set(addons) - {export.STORY}


def test_the_members_that_are_refused_are_not_in_the_interaction_of_17():
    shim = (ROOT / "scripts/series17/shim/static/src/interaction.js").read_text()
    methods = set(re.findall(r"^    (?:async )?(\w+)\(", shim, re.MULTILINE))
    refused = set(re.search(r"this\\\.\((.*?)\)", js_source.INTERACTION.pattern)[1].split("|"))
    assert methods >= {"addListener", "registerCleanup", "updateContent", "waitFor"}
    assert not methods & refused
