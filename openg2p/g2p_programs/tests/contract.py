"""Compares ``openg2p/contract.toml`` with the models of a database."""

import inspect
from pathlib import Path

import tomllib
from lxml import etree

#: OpenG2P's modules with the contract's models
OPENG2P = {path.parent.name for path in Path(__file__).parents[2].glob("*/__manifest__.py")}
RIGHTS = {"R": "perm_read", "W": "perm_write", "C": "perm_create", "D": "perm_unlink"}


def load():
    """The parsed contract, beside the stand-ins."""
    return tomllib.loads((Path(__file__).parents[2] / "contract.toml").read_text())


def differences(env, contract):
    """Messages on statements of the contract that the database does not fulfil."""
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
    yield from _access(env, contract)


def _access(env, contract):
    """Messages on implied groups, rights of groups, and company rules."""
    for group, stated in contract.get("implied", {}).items():
        yield from _implied(env, group, set(stated))
    for model, stated in contract.get("rights", {}).items():
        yield from _rights(env, model, stated)
        yield from _company_rule(env, model, contract.get("company_rules", ()))


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
    """The statements on fields that the model has."""
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


def _implied(env, group, stated):
    found = set(env.ref(group).implied_ids.get_external_id().values())
    for name in sorted(found - stated):
        yield f"{group} brings {name}"
    for name in sorted(stated - found):
        yield f"{group} does not bring {name}"


def _rights(env, model, stated):
    """Messages on rights in OpenG2P's access rows beyond the stated ones; every group is an
    employee's."""
    for access in _of_openg2p(env["ir.model.access"].search([("model_id.model", "=", model)])):
        group = access.group_id.get_external_id().get(access.group_id.id, "everybody")
        most = set(stated.get(group, "")) | set(stated.get("base.group_user", ""))
        given = [letter for letter, field in RIGHTS.items() if access[field]]
        beyond = [letter for letter in given if group == "everybody" or letter not in most]
        if beyond:
            yield f"{group} may {''.join(beyond)} {model}"


def _company_rule(env, model, stated):
    """Message if OpenG2P's own rules do not separate the companies of a model as stated."""
    rules = _of_openg2p(env["ir.rule"].search([("model_id.model", "=", model)]))
    found = any("company_id" in rule.domain_force for rule in rules)
    if found != (model in stated):
        yield f"{model} has {'a' if found else 'no'} rule about companies"


def _of_openg2p(records):
    """The records of OpenG2P's modules, without the suite's."""
    ids = records.get_external_id()
    return records.filtered(lambda record: ids[record.id].split(".")[0] in OPENG2P)
