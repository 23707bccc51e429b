"""Manifests: the version, keys that 17.0 lacks, and the dependency on the shim."""

import ast
import re

from .python_rules import PythonSource, string

#: the generated addon with features that 17.0 lacks
SHIM = "g2p_series17"
#: bundles for Hoot, which 17.0 lacks
BUNDLES = ("web.assets_unit_tests",)
#: addons of the suite for 19.0 only: 17.0's dashboards are files of another format
LATER = ("g2p_assistance_dashboard",)
#: addons that 17.0 lacks
ADDONS = ("html_builder", "certificate", *LATER)
SHIM_MANIFEST = f"""{{
    "name": "Assistance: shim for Odoo 17.0",
    "summary": "Features of 19.0 for the suite; closes OpenG2P's open rights; made by the export",
    "version": "17.0.1.0.0",
    "license": "LGPL-3",
    "author": "Immediate Assistance on Demand contributors",
    "website": "https://github.com/OpenG2P",
    "category": "OpenG2P",
    "depends": ["web"],
    "data": ["security/ir.model.access.csv", "views/g2p_series17_door_views.xml"],
    "assets": {{
        "web.assets_frontend": ["{SHIM}/static/src/interaction.js"],
        "web.assets_backend": ["{SHIM}/static/src/open_doors.js"],
    }},
    "uninstall_hook": "uninstall_hook",
}}
"""


def read(text):
    return ast.literal_eval(text)


def needs_shim(depends, exported):
    """Whether an addon has no exported dependency, through which it would get the shim."""
    return not set(depends) & set(exported)


def _depends(source, node, exported, for_tests):
    names = [string(element) for element in node.elts]
    for element, name in zip(node.elts, names, strict=True):
        if name in ADDONS:
            source.refuse(element, f"{name} does not exist in 17.0")
        if name in for_tests:
            source.refuse(
                element, f"{name} is for tests only, so no exported addon may depend on it"
            )
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
    """The manifest for 17.0, and the refusals as [(line, reason)]."""
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
