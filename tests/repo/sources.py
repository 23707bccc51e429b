"""The contents of the addons' files, read without Odoo."""

import ast
import csv
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parents[2]
STAND_INS = "openg2p"
DEMO = "g2p_assistance_demo"


@dataclass(frozen=True)
class Addon:
    """One addon's folder; ``stand_in`` if it replaces an OpenG2P module."""

    path: Path
    stand_in: bool = False

    @property
    def name(self):
        return self.path.name

    @cached_property
    def manifest(self):
        return ast.literal_eval((self.path / "__manifest__.py").read_text())

    @cached_property
    def python(self):
        """[(path, tree)] of every module."""
        files = sorted(self.path.rglob("*.py"))
        return [(f, ast.parse(f.read_text())) for f in files if f.name != "__manifest__.py"]

    @cached_property
    def xml(self):
        """[(path, root element)] of every XML file; comments are gone."""
        files = sorted(self.path.rglob("*.xml"))
        return [(f, ElementTree.parse(f).getroot()) for f in files]  # noqa: S314  our own files

    @cached_property
    def csv(self):
        """[(path, rows as dicts)] of every CSV file."""
        tables = []
        for path in sorted(self.path.rglob("*.csv")):
            with path.open() as stream:
                tables.append((path, list(csv.DictReader(stream))))
        return tables

    @cached_property
    def scripts(self):
        """[(path, text)] of scripts and styles."""
        files = [f for f in self.path.rglob("*") if f.suffix in {".js", ".scss"}]
        return [(f, f.read_text()) for f in sorted(files) if "lib" not in f.parts]

    @cached_property
    def classes(self):
        """The model classes as ``ModelClass``."""
        nodes = [(p, n) for p, t in self.python for n in ast.walk(t) if isinstance(n, ast.ClassDef)]
        found = [ModelClass(self, path, node) for path, node in nodes]
        return [cls for cls in found if cls.name or cls.inherit]


@dataclass(frozen=True)
class ModelClass:
    """A class statement that defines or extends a model."""

    addon: Addon
    path: Path
    node: ast.ClassDef

    def _attribute(self, name):
        for statement in self.node.body:
            if (
                isinstance(statement, ast.Assign)
                and getattr(statement.targets[0], "id", None) == name
            ):
                try:
                    return ast.literal_eval(statement.value)
                except ValueError:
                    return None
        return None

    @property
    def name(self):
        return self._attribute("_name")

    @property
    def description(self):
        return self._attribute("_description")

    @property
    def inherit(self):
        value = self._attribute("_inherit") or []
        return [value] if isinstance(value, str) else list(value)

    @property
    def inherits(self):
        """{model: field} of ``_inherits``."""
        return self._attribute("_inherits") or {}

    @property
    def model(self):
        """The model that the class body describes."""
        return self.name or self.inherit[0]

    @property
    def defines(self):
        """Whether the class defines the model rather than extends it."""
        return bool(self.name) and self.name not in self.inherit


def find_addons(root=ROOT):
    """{name: Addon} of the suite, the demonstration and the stand-ins."""
    own = [Addon(f.parent) for f in sorted(root.glob("*/__manifest__.py"))]
    stand_ins = sorted((root / STAND_INS).glob("*/__manifest__.py"))
    return {a.name: a for a in [*own, *(Addon(f.parent, stand_in=True) for f in stand_ins)]}


def model_owners(addons):
    """{model: name of the addon that defines it}."""
    every = [cls for addon in addons.values() for cls in addon.classes]
    return {cls.name: cls.addon.name for cls in every if cls.defines}


def strings(tree):
    """[(text, line)] of every string in the code except docstrings."""
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        (node.value, node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        if id(node) not in docstrings
    ]


def xml_strings(root):
    """Every attribute value and text of an XML tree."""
    for element in root.iter():
        yield from element.attrib.values()
        yield from (t.strip() for t in (element.text, element.tail) if t and t.strip())
