"""Python from 19.0 to 17.0: all rules of the modules python_* are applied to one file."""

import ast

from . import (  # noqa: F401
    python_http,
    python_models,
    python_refusals,
    python_text,
    python_values,
    python_views,
)
from .python_rules import RULES, PythonSource


def convert(text):
    """The text for 17.0, and the refusals as [(line, reason)]."""
    source = PythonSource(text)
    for node in ast.walk(source.tree):
        for rule in RULES[type(node)]:
            rule(source, node)
    python_text.import_names(source)
    return source.result(), sorted(set(source.refusals))
