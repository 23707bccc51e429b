"""Compares ``openg2p/contract.toml`` with the models of a database."""

import inspect
from pathlib import Path

import tomllib
from lxml import etree


def load():
    """The contract as it is written, beside the stand-ins."""
    return tomllib.loads((Path(__file__).parents[2] / "contract.toml").read_text())


def differences(env, contract):
    """Sentences: what the contract states and the database does not have."""
    for module in contract.get("modules", []):
        found = env["ir.module.module"].sudo().search([("name", "=", module)])
        if found.state != "installed":
            yield f"the module {module} is not installed"
    for model, parts in contract.get("models", {}).items():
        if model not in env:
            yield f"there is no model {model}"
            continue
        yield from _fields(env[model], parts.get("fields", {}))
        yield from _methods(env[model], parts.get("methods", {}))
    for model, parts in contract.get("optional", {}).items():
        yield from _fields(env[model], _there(env[model], parts["fields"]))
    for xmlid, model in contract.get("xmlids", {}).items():
        yield from _xmlid(env, xmlid, model)
    for view, places in contract.get("anchors", {}).items():
        yield from _anchors(env, view, places)


def _fields(model, stated):
    for name, what in stated.items():
        what = {"type": what} if isinstance(what, str) else what
        field = model._fields.get(name)
        if field is None:
            yield f"{model._name} has no field {name}"
            continue
        if field.type != what["type"]:
            yield f"{model._name}.{name} is {field.type}, not {what['type']}"
        if field.comodel_name != what.get("comodel"):
            yield f"{model._name}.{name} leads to {field.comodel_name}, not {what.get('comodel')}"
        lacking = set(what.get("values", ())) - _values(model, name)
        if lacking:
            yield f"{model._name}.{name} does not know {', '.join(sorted(lacking))}"


def _there(model, stated):
    """Those that the database has."""
    return {name: what for name, what in stated.items() if name in model._fields}


def _values(model, name):
    if model._fields[name].type != "selection":
        return set()
    return {value for value, _label in model._fields[name]._description_selection(model.env)}


def _methods(model, stated):
    for name, params in stated.items():
        method = getattr(type(model), name, None)
        if not callable(method):
            yield f"{model._name} has no method {name}"
            continue
        found = [param for param in inspect.signature(method).parameters if param != "self"]
        if found != params:
            yield f"{model._name}.{name} takes {found}, not {params}"


def _xmlid(env, xmlid, model):
    record = env.ref(xmlid, raise_if_not_found=False)
    if not record:
        yield f"there is no {xmlid}"
    elif record._name != model:
        yield f"{xmlid} is of {record._name}, not {model}"


def _anchors(env, view, places):
    record = env.ref(view, raise_if_not_found=False)
    if not record:
        yield f"there is no view {view}"
        return
    arch = etree.fromstring(record.sudo().get_combined_arch())
    for place in places:
        if not arch.xpath(place):
            yield f"{view} has no place {place}"
