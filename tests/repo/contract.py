"""The contract with OpenG2P, and its breaches in the suite's sources."""

from functools import cache

import tomllib
from schema import Schema
from sources import DEMO, ROOT, STAND_INS, find_addons
from uses import PythonUses, Use
from xml_uses import CsvUses, XmlUses


def load(root=ROOT):
    """The parsed contract."""
    return tomllib.loads((root / STAND_INS / "contract.toml").read_text())


def stated(contract):
    """{key: parameters or None} of everything that the contract allows."""
    keys = {}
    for model, parts in contract.get("models", {}).items():
        keys["model", model, ""] = None
        keys |= {("field", model, name): None for name in parts.get("fields", {})}
        for name, params in parts.get("methods", {}).items():
            keys["method", model, name] = tuple(params)
        keys |= {("constant", model, name): None for name in parts.get("constants", {})}
    keys |= {("xmlid", xmlid, ""): None for xmlid in contract.get("xmlids", {})}
    for view, places in contract.get("anchors", {}).items():
        keys |= {("anchor", view, place): None for place in places}
    # the stand-ins lack this field, so its uses are reported as unknown
    for model, parts in contract.get("optional", {}).items():
        keys |= {("unknown", model, name): None for name in parts["fields"]}
    for module, names in contract.get("python", {}).items():
        keys |= {("python", module, name): None for name in names}
    return keys


@cache
def _stand_ins():
    return {name: addon for name, addon in find_addons().items() if addon.stand_in}


def find_uses(root=ROOT):
    """Every use of OpenG2P in the suite's addons; the demonstration is not part of it."""
    addons = find_addons(root)
    schema = Schema({**addons, **_stand_ins()})
    uses = []
    for addon in addons.values():
        if addon.stand_in or addon.name == DEMO:
            continue
        for path, tree in addon.python:
            uses += PythonUses(schema, addon, path, tree).collect()
        for path, tree in addon.xml:
            uses += XmlUses(schema, addon, path, tree).collect()
        for path, rows in addon.csv:
            uses += CsvUses(schema, addon, path, rows).collect()
    return uses


def breaches(uses, contract):
    """Messages on uses that the contract does not state, and overrides with other parameters."""
    keys = stated(contract)
    for use in dict.fromkeys(uses):
        if use.key not in keys:
            yield f"{use} is not in the contract"
        elif use.params is not None and use.kind == "method" and keys[use.key] != use.params:
            yield f"{use}{use.params} takes {keys[use.key]} in the contract"


def unused(uses, contract):
    """Unused statements of the contract."""
    used = {use.key for use in uses}
    # a model reached only through a field is used as well
    used |= {Use("model", use.model).key for use in uses if use.kind in ("field", "method")}
    return sorted(key for key in stated(contract) if key not in used)
