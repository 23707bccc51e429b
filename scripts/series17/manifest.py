"""Manifests: the version, what 17.0 has not, and the dependency on the shim's addon."""

import ast
import re

from .python_rules import PythonSource, string

#: the generated addon that holds what 17.0 lacks
SHIM = "g2p_series17"
#: bundles for Hoot, which 17.0 has not
BUNDLES = ("web.assets_unit_tests",)
#: addons of Odoo that 17.0 has not
ADDONS = ("html_builder", "certificate")
SHIM_MANIFEST = f"""{{
    "name": "Assistance: what Odoo 17.0 lacks",
    "summary": "The part of 19.0's interface that the suite uses; made by the export",
    "version": "17.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["web"],
    "assets": {{"web.assets_frontend": ["{SHIM}/static/src/interaction.js"]}},
}}
"""


def read(text):
    return ast.literal_eval(text)


def needs_shim(depends, exported):
    """The shim reaches an addon through any exported dependency; the lowest ones name it."""
    return not set(depends) & set(exported)


def _depends(source, node, exported, for_tests):
    names = [string(element) for element in node.elts]
    for element, name in zip(node.elts, names, strict=True):
        if name in ADDONS:
            source.refuse(element, f"{name} is not there in 17.0")
        if name in for_tests:
            source.refuse(element, f"{name} serves tests only, so nothing exported depends on it")
    if needs_shim(names, exported):
        start = source.span(node)[0] + 1
        source.insert(start, f'"{SHIM}", ' if names else f'"{SHIM}"')


def _assets(source, node):
    for key, value in zip(node.keys, node.values, strict=True):
        if string(key) in BUNDLES:
            end = source.span(value)[1]
            comma = re.match(r"\s*,?", source.text[end:])
            source.cut(source.span(key)[0], end + comma.end())


def _version(source, node):
    value = string(node) or ""
    if not value.startswith("19.0."):
        source.refuse(node, f"the version {value!r} is not of 19.0")
    source.replace_string(node, "17.0." + value.removeprefix("19.0."))


def convert(text, exported, for_tests=()):
    """The manifest for 17.0, and what is refused as [(line, why)]."""
    source = PythonSource(text)
    values = source.tree.body[0].value
    entries = dict(zip(map(string, values.keys), values.values, strict=True))
    for key in ("version", "depends"):
        if key not in entries:
            source.refuse(values, f"the manifest has no {key!r}")
            return text, source.refusals
    _version(source, entries["version"])
    _depends(source, entries["depends"], exported, for_tests)
    if "assets" in entries:
        _assets(source, entries["assets"])
    return source.result(), source.refusals
