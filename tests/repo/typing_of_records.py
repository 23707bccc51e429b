"""The model of a recordset expression, as far as the source shows it."""

import ast

ENV = "env"
#: methods that return records of the model they are called on
_SAME = """
sudo with_user with_company with_context with_env with_prefetch search search_fetch browse create
new copy exists filtered filtered_domain sorted union concat
"""
SAME = frozenset(_SAME.split())
#: parameters of OpenG2P's hooks whose names do not tell their model
NAMED = {"beneficiaries": "g2p.cycle.membership", "member": "g2p.program_membership"}


class Typer:
    """Tracks records through one function at a time."""

    def __init__(self, schema, addon, model="", depth=0):
        self.schema, self.addon, self.model, self.depth = schema, addon, model, depth
        self.known = {}

    # === Binding names === #

    def bind(self, target, model):
        """Remember the model of a name, a test's attribute or a dict's entry."""
        if isinstance(target, ast.Tuple | ast.List):
            for part in target.elts:
                self.bind(part, "")
        elif model or isinstance(target, ast.Name):
            self.known[ast.unparse(target)] = model

    def learn(self, function):
        """Bind the assignments in a function's body, in their order."""
        for node in ast.walk(function):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    self.bind(target, self.model_of(node.value))
            elif isinstance(node, ast.NamedExpr):
                self.bind(node.target, self.model_of(node.value))
            elif isinstance(node, ast.For | ast.comprehension):
                self.bind(node.target, self.model_of(node.iter))
            elif isinstance(node, ast.Call):
                self._bind_lambda(node)

    def _bind_lambda(self, call):
        """``records.filtered(lambda r: …)``: r is one of the records."""
        if isinstance(call.func, ast.Attribute):
            model = self.model_of(call.func.value)
            for argument in [*call.args, *(kw.value for kw in call.keywords)]:
                if isinstance(argument, ast.Lambda) and argument.args.args and model != ENV:
                    self.bind(ast.Name(argument.args.args[0].arg), model)

    # === Reading expressions === #

    def model_of(self, node):
        """The model's name, ``env``, or '' when unknown."""
        reader = getattr(self, f"_{type(node).__name__.lower()}", None)
        return reader(node) if reader else ""

    def _by_name(self, name):
        name = name.rstrip("_").removesuffix("_sudo")
        if name == ENV:
            return ENV
        singular = name.removesuffix("s")
        ids = (name, f"{name}_id", f"{singular}_id", f"{singular}_ids")
        return NAMED.get(name) or next(
            (self.schema.by_name[i] for i in ids if i in self.schema.by_name), ""
        )

    def _name(self, node):
        if node.id == "self" and self.model:
            return self.model
        return self.known.get(node.id) or self._by_name(node.id)

    def _attribute(self, node):
        written = ast.unparse(node)
        if self.known.get(written):
            return self.known[written]
        if node.attr in ("env", "env_sudo"):
            return ENV
        base = self.model_of(node.value)
        if base == ENV:
            core = {"user": "res.users", "company": "res.company", "companies": "res.company"}
            return core.get(node.attr, "")
        if base:
            return self.schema.target(base, node.attr)
        return self._by_name(node.attr)

    def _subscript(self, node):
        base = self.model_of(node.value)
        key = self.schema.text(self.addon, node.slice)
        if base == ENV:
            return key
        if key:
            return self.known.get(ast.unparse(node)) or self.schema.target(base, key)
        return base

    def _call(self, node):
        if not isinstance(node.func, ast.Attribute):
            wraps = getattr(node.func, "id", "") in ("list", "reversed", "sorted", "next", "iter")
            return self.model_of(node.args[0]) if wraps and node.args else ""
        method, base = node.func.attr, self._receiver(node.func.value)
        if base == ENV or not base:
            return ""
        if method in SAME:
            return base
        if method == "mapped" and node.args:
            return self._mapped(base, node.args[0])
        return self._returned(base, method)

    def _receiver(self, node):
        is_super = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "super"
        return self.model if is_super else self.model_of(node)

    def _mapped(self, base, argument):
        if isinstance(argument, ast.Lambda):
            self.bind(ast.Name(argument.args.args[0].arg), base)
            return self.model_of(argument.body)
        for name in self.schema.text(self.addon, argument).split("."):
            base = self.schema.target(base, name)
        return base

    def _returned(self, model, method):
        """The return type of a method in the sources, looking one level deep."""
        owner, _member = self.schema.find(model, method)
        if self.depth > 3:
            return ""
        for cls, function in self.schema.functions.get((owner, method), []):
            inner = Typer(self.schema, cls.addon, model, self.depth + 1)
            inner.learn(function)
            values = [n.value for n in ast.walk(function) if isinstance(n, ast.Return)]
            found = next((m for v in values if v and (m := inner.model_of(v))), "")
            if found:
                return found
        return ""

    def _binop(self, node):
        return self.model_of(node.left) or self.model_of(node.right)

    def _boolop(self, node):
        return next((m for value in node.values if (m := self.model_of(value))), "")

    def _ifexp(self, node):
        return self.model_of(node.body) or self.model_of(node.orelse)

    def _namedexpr(self, node):
        return self.model_of(node.value)

    def _listcomp(self, node):
        for part in node.generators:
            self.bind(part.target, self.model_of(part.iter))
        return self.model_of(node.elt)

    _generatorexp = _listcomp

    def _tuple(self, node):
        return next((m for part in node.elts if (m := self.model_of(part))), "")

    _list = _tuple
