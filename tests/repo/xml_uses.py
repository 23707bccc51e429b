"""Uses of OpenG2P's models in the suite's XML and CSV files."""

import ast
import re

from sources import xml_strings
from typing_of_records import ENV, Typer
from uses import PATH, Collector

#: attributes of view elements with Python expressions over the record's fields
MODIFIERS = ("invisible", "readonly", "required", "column_invisible")
NAMES = re.compile(r"\b[a-z_]\w*(?:\.\w+)*")
GROUP_BY = re.compile(r"""group_by['"]\s*:\s*['"](\w+)""")
#: attributes of templates with one Python expression
T_EXPRESSIONS = ("t-if", "t-elif", "t-out", "t-esc", "t-field", "t-foreach", "t-value", "t-raw")


class XmlUses(Collector):
    """The uses in one XML file."""

    def __init__(self, schema, addon, path, root):
        super().__init__(schema, f"{addon.name}/{path.relative_to(addon.path)}")
        self.addon, self.root = addon, root

    def collect(self):
        for text in xml_strings(self.root):
            self.text(text)
        for record in self.root.iter("record"):
            self._record(record)
        for template in self.root.iter("template"):
            self._template(template)
        return self.uses

    def _record(self, record):
        model = record.get("model")
        self.text(model)
        fields = {f.get("name"): f for f in record.findall("field")}
        for name in fields:
            if self.schema.is_open(model):
                self.member(model, name)
        if model == "ir.ui.view" and "arch" in fields:
            self._view(fields)
        elif model == "ir.rule":
            short = (fields["model_id"].get("ref") or "").split("model_")[-1]
            self._domain_text(self._model_named(short), fields["domain_force"].text)
        elif "res_model" in fields and "domain" in fields:
            self._domain_text(fields["res_model"].text, fields["domain"].text)

    def _model_named(self, short):
        known = [*self.schema.members, *self.schema.opened]
        return next((m for m in known if m.replace(".", "_") == short), "")

    def _domain_text(self, model, text):
        """Left sides of a domain in a string, ignoring the names on the right."""
        for dotted in re.findall(r"""\(\s*['"]([\w.]+)['"]\s*,""", text or ""):
            if model:
                self.path(model, dotted)

    # === Views === #

    def _view(self, fields):
        model = (fields["model"].text or "").strip() if "model" in fields else ""
        parent = fields["inherit_id"].get("ref") if "inherit_id" in fields else ""
        foreign = parent and any(u.kind == "xmlid" and u.model == parent for u in self.uses)
        for element in fields["arch"]:
            self._element(element, model, parent if foreign else "")
        if "model" not in fields:
            self._template(fields["arch"])

    def _element(self, element, model, parent):
        """An element of a view of ``model``; ``parent`` while it is a step into a foreign view."""
        if parent and (element.tag == "xpath" or element.get("position")):
            self.add("anchor", parent, self._anchor(element))
        elif element.tag == "data":
            pass
        elif parent:
            parent = ""
        inner = model
        if element.tag == "field" and element.get("name") and model:
            comodel = self.member(model, element.get("name"))
            self._domain_text(comodel, element.get("domain"))
            inner = comodel or model
        elif element.tag == "filter" and model:
            self._domain_text(model, element.get("domain"))
            for name in GROUP_BY.findall(element.get("context") or ""):
                self.path(model, name)
        self._modifiers(element, model)
        for child in element:
            self._element(child, inner, parent if element.tag == "data" else "")

    def _anchor(self, element):
        if element.tag == "xpath":
            return element.get("expr")
        return f"//{element.tag}[@name='{element.get('name')}']"

    def _modifiers(self, element, model):
        for name in (*MODIFIERS, *(a for a in element.attrib if a.startswith("decoration-"))):
            text = re.sub(r"""(['"]).*?\1""", "", element.get(name) or "")
            for word in NAMES.findall(text):
                if self.schema.find(model, word.split(".")[0])[1]:
                    self.path(model, word)

    # === Templates === #

    def _template(self, template):
        typer = Typer(self.schema, self.addon)
        for element in template.iter():
            for name, value in element.attrib.items():
                for text in self._expressions(name, value):
                    self._expression(element, name, text, typer)

    def _expressions(self, name, value):
        if name in T_EXPRESSIONS or re.match(r"t-att-", name) or name in ("t-att", "t-options"):
            return [value]
        return re.findall(r"[#{]\{(.+?)\}\}?", value) if name.startswith("t-attf-") else []

    def _expression(self, element, name, text, typer):
        try:
            tree = ast.parse(text.strip(), mode="eval")
        except SyntaxError:
            return
        typer.learn(tree)
        model = typer.model_of(tree.body)
        if name == "t-foreach":
            typer.bind(ast.Name(element.get("t-as")), model)
        elif name == "t-value" and element.get("t-set"):
            typer.bind(ast.Name(element.get("t-set")), model)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                base = typer.model_of(node.value)
                if base and base != ENV and PATH.match(node.attr):
                    self.member(base, node.attr)


class CsvUses(Collector):
    """The uses in one access file."""

    def __init__(self, schema, addon, path, rows):
        super().__init__(schema, f"{addon.name}/{path.relative_to(addon.path)}")
        self.rows = rows

    def collect(self):
        for row in self.rows:
            for text in row.values():
                self.text(text or "")
        return self.uses
