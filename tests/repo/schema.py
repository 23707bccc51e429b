"""The models' fields, methods and parents, read from their sources."""

import ast
from collections import defaultdict
from dataclasses import dataclass, field

RELATIONAL = {"Many2one", "One2many", "Many2many"}
#: fields of Odoo itself that paths between records need
CORE = {
    "res.users": {"partner_id": "res.partner", "company_id": "res.company"},
    "res.company": {"partner_id": "res.partner"},
    "res.partner": {
        "user_ids": "res.users",
        "parent_id": "res.partner",
        "child_ids": "res.partner",
        "commercial_partner_id": "res.partner",
        "company_id": "res.company",
    },
}
#: members of every model
_ORM = """
id ids env display_name create_uid create_date write_uid write_date
create write unlink update copy copy_data new browse search search_count search_fetch
search_read read read_group exists filtered filtered_domain mapped sorted grouped union concat
sudo with_user with_env with_context with_company with_prefetch ensure_one fetch
check_access has_access default_get fields_get get_view get_views name_search name_create
web_read web_save web_search_read onchange load export_data get_external_id get_metadata
flush_recordset flush_model invalidate_recordset invalidate_model modified
action_archive action_unarchive _name _description _table _fields _rec_name _order _inherit
_inherits _read_group _search _filtered_access _get_view _ids _origin pool _cr
"""
ORM = frozenset(_ORM.split())


@dataclass
class Member:
    """A field or method of a model, and the addon that defines it."""

    kind: str
    addon: str
    stand_in: bool
    comodel: str = ""
    type: str = ""
    params: list = field(default_factory=list)


class Schema:
    """All models of the addons given."""

    def __init__(self, addons):
        self.addons = addons
        self.members = defaultdict(dict)
        self.parents = defaultdict(list)
        self.opened = set()
        self.functions = {}
        self.constants = {}
        for addon in sorted(addons.values(), key=lambda a: not a.stand_in):
            self._read_constants(addon)
        for addon in sorted(addons.values(), key=lambda a: not a.stand_in):
            for cls in addon.classes:
                self._read_class(cls)
        self.by_name = self._conventions()

    def _read_constants(self, addon):
        for _path, tree in addon.python:
            for node in tree.body:
                if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant):
                    for target in node.targets:
                        if isinstance(target, ast.Name):
                            self.constants[addon.name, target.id] = node.value.value

    def _read_class(self, cls):
        model = cls.model
        if cls.defines and cls.addon.stand_in:
            self.opened.add(model)
        self.parents[model] += [name for name in [*cls.inherit, *cls.inherits] if name != model]
        for node in cls.node.body:
            if isinstance(node, ast.FunctionDef):
                self.functions.setdefault((model, node.name), []).append((cls, node))
                self._add(cls, node.name, "method", params=parameters(node))
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                self._read_assignment(cls, node.targets[0].id, node.value)

    def _read_assignment(self, cls, name, value):
        if is_field(value):
            comodel = self.comodel(cls.addon, value)
            self._add(cls, name, "field", type=value.func.attr.lower(), comodel=comodel)
        elif not name.startswith("_"):
            self._add(cls, name, "constant")

    def _add(self, cls, name, kind, **more):
        members = self.members[cls.model]
        old = members.get(name)
        if old and old.kind == "field" and not old.comodel:
            old.comodel = more.get("comodel", "")
        members.setdefault(name, Member(kind, cls.addon.name, cls.addon.stand_in, **more))

    def comodel(self, addon, call):
        """The comodel named in a relational field's definition."""
        if call.func.attr not in RELATIONAL:
            return ""
        given = [kw.value for kw in call.keywords if kw.arg == "comodel_name"] or call.args[:1]
        return self.text(addon, given[0]) if given else ""

    def text(self, addon, node):
        """A string literal, or a constant of the addon that holds one."""
        if isinstance(node, ast.Constant):
            return node.value if isinstance(node.value, str) else ""
        name = getattr(node, "id", None) or getattr(node, "attr", None)
        return self.constants.get((addon.name, name), "") if name else ""

    def _conventions(self):
        """{field name: comodel} for names with the same meaning in every model."""
        meant = defaultdict(set)
        for members in self.members.values():
            for name, member in members.items():
                if member.kind == "field" and member.comodel:
                    meant[name].add(member.comodel)
        return {name: next(iter(found)) for name, found in meant.items() if len(found) == 1}

    def find(self, model, name, seen=()):
        """(model that has it, Member) of a name, looked up through the parents."""
        if name in self.members.get(model, {}):
            return model, self.members[model][name]
        for parent in self.parents.get(model, []):
            if parent not in seen:
                owner, member = self.find(parent, name, (*seen, model))
                if member:
                    return owner, member
        return "", None

    def target(self, model, name):
        """The comodel behind a relational field, or ''."""
        _owner, member = self.find(model, name)
        return (member.comodel if member else "") or CORE.get(model, {}).get(name, "")

    def is_open(self, model):
        """Whether the model, or one it is made of, is OpenG2P's."""
        return model in self.opened or any(self.is_open(p) for p in self.parents.get(model, []))

    def ancestor(self, model):
        """The OpenG2P models that ``model`` is made of, itself when it is one."""
        if model in self.opened:
            return [model]
        return [a for parent in self.parents.get(model, []) for a in self.ancestor(parent)]


def is_field(node):
    """Whether an expression is ``fields.Something(...)``."""
    func = getattr(node, "func", None)
    return isinstance(func, ast.Attribute) and getattr(func.value, "id", "") == "fields"


def parameters(function):
    """Names of a method's parameters without self."""
    args = function.args
    names = [arg.arg for arg in [*args.posonlyargs, *args.args, *args.kwonlyargs]]
    return [name for name in names if name not in ("self", "cls")]
