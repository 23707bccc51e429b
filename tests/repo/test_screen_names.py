"""The names in a text are those on the screen."""

import ast
import re
from pathlib import Path

import pytest
from lxml import etree

ROOT = Path(__file__).resolve().parents[2]
#: pages that are followed step by step; what they write in italics is read on the screen
PAGES = ("keys.md",)
ITALIC = re.compile(r"(?<![*\w])\*(?!\*)([^*\n]+?)\*(?![*\w])")
#: of Odoo itself
ODOO = {"Settings", "Technical", "System Parameters", "Group By"}


def _in_views():
    """Names of menus, buttons, fields, filters, pages and actions."""
    for path in [*ROOT.glob("g2p_*/**/*.xml"), *ROOT.glob("openg2p/*/views/*.xml")]:
        for node in etree.parse(path).getroot().iter(etree.Element):
            yield node.get("string")
            if node.tag == "menuitem":
                yield node.get("name")
            if node.tag == "field" and node.get("name") == "name":
                yield node.text


def _in_models():
    """Labels of fields and of what a selection offers: every text that a field is made with."""
    for path in ROOT.glob("g2p_*/**/*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            func = getattr(node, "func", None)
            owner = getattr(getattr(func, "value", None), "id", None)
            if isinstance(node, ast.Call) and owner == "fields":
                yield from (one.value for one in ast.walk(node) if isinstance(one, ast.Constant))


@pytest.fixture(scope="module")
def on_screen():
    return {text for text in (*_in_views(), *_in_models()) if isinstance(text, str)} | ODOO


@pytest.mark.parametrize("page", PAGES)
def test_the_names_in_a_text_are_those_on_the_screen(page, on_screen):
    named = ITALIC.findall((ROOT / "docs" / page).read_text())
    assert len(named) > 10
    words = {part for name in named for part in name.split(" / ")}
    assert words - on_screen == set()


def test_a_name_that_is_not_on_the_screen_is_found(on_screen):
    assert ITALIC.findall("**Now**: *Make key*, then *Keys / Activate*.") == [
        "Make key",
        "Keys / Activate",
    ]
    assert "Make key" not in on_screen
    assert {"Keys", "Activate"} <= on_screen
