"""Uses of OpenG2P's models in the suite's Python."""

import ast
import re
from dataclasses import dataclass

from schema import ORM, is_field, parameters
from sources import ModelClass, strings
from typing_of_records import ENV, Typer

#: modules of OpenG2P: ids begin with their names
MODULES = (
    "g2p_registry_base|g2p_registry_individual|g2p_registry_group|g2p_registry_membership|"
    "g2p_programs|g2p_bank"
)
XMLID = re.compile(rf"(?<![\w./])({MODULES})\.(\w*)")
DOMAINS = {"search", "search_count", "search_fetch", "search_read", "filtered_domain"}
WRITERS = {"create", "write", "new", "update", "copy"}
PATH = re.compile(r"^[a-z_]\w*(\.[a-z_]\w*)*$")


@dataclass(frozen=True)
class Use:
    """One mention: ``kind`` is model, field, method, constant, xmlid, anchor or unknown."""

    kind: str
    model: str
    name: str = ""
    place: str = ""
    params: tuple = None

    @property
    def key(self):
        return self.kind, self.model, self.name

    def __str__(self):
        what = f"{self.model}.{self.name}" if self.name else self.model
        return f"{self.place}: {self.kind} {what}"


class Collector:
    """Turns names of members into uses, if they are OpenG2P's."""

    def __init__(self, schema, place):
        self.schema, self.place, self.uses = schema, place, []

    def at(self, line):
        return f"{self.place}:{line}"

    def add(self, kind, model, name="", line=0, params=None):
        self.uses.append(Use(kind, model, name, self.at(line) if line else self.place, params))

    def member(self, model, name, line=0):
        """A field, method or constant of a model by its name; '' or its comodel."""
        owner, member = self.schema.find(model, name)
        if member and member.stand_in and name not in ORM:
            self.add(member.kind, self._named(model, owner), name, line)
        elif not member and self.schema.is_open(model) and name not in ORM:
            self.add("unknown", model, name, line)
        return self.schema.target(model, name)

    def _named(self, model, owner):
        """An addon's own model is not part of the contract; its OpenG2P parents are."""
        return model if model in self.schema.opened or model == "res.partner" else owner

    def path(self, model, dotted, line=0):
        """``cycle_id.program_id.name``, step by step."""
        if PATH.match(dotted):
            for name in dotted.split("."):
                model = model and self.member(model, name, line)

    def domain(self, model, node):
        """The left sides of the leaves of a domain, anywhere in an expression."""
        for leaf in ast.walk(node):
            if isinstance(leaf, ast.Tuple) and len(leaf.elts) == 3:
                left = leaf.elts[0]
                if isinstance(left, ast.Constant) and isinstance(left.value, str):
                    self.path(model, left.value, getattr(leaf, "lineno", 0))

    def text(self, text, line=0):
        """Ids and models named in a string."""
        for module, name in XMLID.findall(text):
            if name.startswith("model_"):
                self._model_id(name.removeprefix("model_"), line)
            elif name != "models":
                self.add("xmlid", f"{module}.{name}", "", line)
        if text in self.schema.opened:
            self.add("model", text, "", line)

    def _model_id(self, short, line):
        for model in self.schema.opened:
            if model.replace(".", "_") == short:
                self.add("model", model, "", line)


class PythonUses(Collector):
    """The uses in one module."""

    def __init__(self, schema, addon, path, tree):
        super().__init__(schema, f"{addon.name}/{path.relative_to(addon.path)}")
        self.addon, self.path_, self.tree = addon, path, tree
        self.shared = {}

    def collect(self):
        for text, line in strings(self.tree):
            self.text(text, line)
        for node in ast.walk(self.tree):
            if isinstance(node, ast.ImportFrom):
                self._import(node)
        self._learn_attributes()
        self._body(self.tree.body, "")
        return self.uses

    def _import(self, node):
        parts = (node.module or "").split(".")
        if parts[:2] == ["odoo", "addons"] and re.fullmatch(MODULES, ".".join(parts[2:3])):
            for alias in node.names:
                self.add("python", ".".join(parts[2:]), alias.name, node.lineno)

    def _learn_attributes(self):
        """``cls.program = …`` in a fixture gives the type of ``self.program`` in the tests."""
        typer = Typer(self.schema, self.addon)
        typer.learn(self.tree)
        for name, model in typer.known.items():
            if re.match(r"(cls|self)\.\w+$", name) and model:
                attribute = name.split(".")[1]
                self.shared |= {f"cls.{attribute}": model, f"self.{attribute}": model}

    def _body(self, body, model):
        loose = [n for n in body if not isinstance(n, ast.ClassDef | ast.FunctionDef)]
        self._scope(ast.Module(loose, []), model)
        for node in body:
            if isinstance(node, ast.ClassDef):
                cls = ModelClass(self.addon, self.path_, node)
                inner = cls.model if cls.name or cls.inherit else ""
                if inner:
                    self._class(cls)
                self._body(node.body, inner)
            elif isinstance(node, ast.FunctionDef):
                self._scope(node, model)

    # === A model class === #

    def _class(self, cls):
        for node in cls.node.body:
            if isinstance(node, ast.FunctionDef):
                self._override(cls.model, node.name, node.lineno, tuple(parameters(node)))
                for decorator in node.decorator_list:
                    if "context" in ast.unparse(decorator):
                        continue
                    self._paths(cls.model, getattr(decorator, "args", []))
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._assignment(cls.model, node.targets[0].id, node)

    def _override(self, model, name, line, params=None):
        """A redefinition of a name of OpenG2P."""
        mine = self.schema.members[model].get(name)
        candidates = [(model, mine)] if mine and mine.stand_in else []
        for parent in self.schema.parents[model]:
            candidates.append(self.schema.find(parent, name))
        for owner, member in candidates:
            if member and member.stand_in and name not in ORM:
                place = model if model in ("res.partner", *self.schema.opened) else owner
                self.add(member.kind, place, name, line, params)
                return

    def _assignment(self, model, name, node):
        if is_field(node.value):
            self._override(model, name, node.lineno)
            self._field(model, node.value)
        elif name in ("_rec_names_search", "_approval_fields", "_rec_name"):
            self._paths(model, [node.value])

    def _field(self, model, call):
        comodel = self.schema.comodel(self.addon, call)
        if call.func.attr == "One2many" and len(call.args) > 1:
            self._paths(comodel, call.args[1:2])
        for keyword in call.keywords:
            if keyword.arg in ("related", "currency_field", "inverse_name"):
                owner = comodel if keyword.arg == "inverse_name" else model
                self._paths(owner, [keyword.value])
            elif keyword.arg == "domain" and comodel:
                value = keyword.value
                text = self.schema.text(self.addon, value)
                self.domain(comodel, ast.parse(text, mode="eval") if text else value)

    def _paths(self, model, nodes):
        for node in nodes:
            for part in node.elts if isinstance(node, ast.List | ast.Tuple) else [node]:
                if text := self.schema.text(self.addon, part):
                    self.path(model, text.split(":")[0], part.lineno)

    # === A function === #

    def _scope(self, function, model):
        typer = Typer(self.schema, self.addon, model)
        typer.known.update(self.shared)
        for _twice in range(2):  # a lambda may read names assigned after it
            typer.learn(function)
        values = self._literals(function)
        for node in ast.walk(function):
            if isinstance(node, ast.Attribute):
                base = typer._receiver(node.value)
                if base and base != ENV:
                    self.member(base, node.attr, node.lineno)
            elif isinstance(node, ast.Subscript):
                self._item(typer, node)
            elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                self._called(typer, node, values)
                self._named_model(node)
        if getattr(function, "name", "") in ("create", "write") and model:
            self._own_values(function, model)

    def _literals(self, function):
        """{name: [value nodes]} assigned in the function."""
        found = {}
        for node in ast.walk(function):
            if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                found.setdefault(node.targets[0].id, []).append(node.value)
        return found

    def _item(self, typer, node):
        base, key = typer.model_of(node.value), self.schema.text(self.addon, node.slice)
        if base == ENV and key in self.schema.opened:
            self.add("model", key, "", node.lineno)
        elif base and base != ENV and key:
            self.member(base, key, node.lineno)

    def _called(self, typer, node, values):
        base, method = typer._receiver(node.func.value), node.func.attr
        if not base or base == ENV:
            return
        given = [*node.args, *(kw.value for kw in node.keywords)]
        given = [v for arg in given for v in self._resolve(arg, values, typer)]
        for argument in given:
            if method in DOMAINS or method in ("_read_group", "_search"):
                self.domain(base, argument)
            if method in WRITERS:
                self._values(base, argument, typer, values)
            if method in ("mapped", "filtered", "sorted", "grouped", "_read_group", "read"):
                self._paths(base, [argument])

    def _named_model(self, call):
        """``self._find_rows("g2p.phone.number", ["phone_no"])``: fields of the model named."""
        named = [m for arg in call.args if (m := self.schema.text(self.addon, arg))]
        for model in [name for name in named if name in self.schema.opened]:
            lists = [arg for arg in call.args if isinstance(arg, ast.List | ast.Tuple)]
            self._paths(model, lists)

    def _resolve(self, node, values, typer):
        """The value of a name or of a helper's call, if the source shows it."""
        if isinstance(node, ast.Name):
            return values.get(node.id, [])
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            model = typer._receiver(node.func.value)
            owner, _member = self.schema.find(model, node.func.attr)
            bodies = self.schema.functions.get((owner, node.func.attr), [])
            returns = [n for _cls, f in bodies for n in ast.walk(f) if isinstance(n, ast.Return)]
            return [node, *(n.value for n in returns if n.value)]
        return [node]

    def _values(self, model, node, typer, values):
        """Keys of the dicts written to a record, and of the lines inside."""
        if isinstance(node, ast.List | ast.Tuple):
            for part in node.elts:
                self._values(model, part, typer, values)
        elif isinstance(node, ast.ListComp):
            for part in self._resolve(node.elt, values, typer):
                self._values(model, part, typer, values)
        elif isinstance(node, ast.Dict):
            for key, value in zip(node.keys, node.values, strict=True):
                name = self.schema.text(self.addon, key) if key else ""
                comodel = self.member(model, name, key.lineno) if name else ""
                if comodel:
                    self._values(comodel, value, typer, values)

    def _own_values(self, function, model):
        """``vals["x"]``, ``vals.get("x")``, ``"x" in vals`` of an overridden create or write."""
        for node in ast.walk(function):
            key = None
            if isinstance(node, ast.Subscript) and getattr(node.value, "id", "") == "vals":
                key = node.slice
            elif isinstance(node, ast.Call) and ast.unparse(node.func) == "vals.get":
                key = node.args[0]
            elif isinstance(node, ast.Compare) and "vals" in ast.unparse(node.comparators[0]):
                key = node.left
            if key is not None and (name := self.schema.text(self.addon, key)):
                self.member(model, name, node.lineno)
