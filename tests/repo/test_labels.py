"""One concept has one word on all screens: labels, buttons and headings agree."""

import ast
import re
from xml.etree import ElementTree

import pytest
import screen
from sources import find_addons

#: {model: labels of the suite's fields that point to it}; OpenG2P's own fields are not ours
LABELS = {
    "g2p.program": {"Programme", "Programmes"},
    "g2p.approval.policy": {"Procedure", "Approval procedure"},
}
SUITE = [addon for addon in find_addons().values() if not addon.stand_in]
#: a way through the menus in a sentence, such as “under Programs / Vouchers / Keys”
WAY = re.compile(r"under ((?:[A-Z][\w'&]*(?: [\w'&]+)*)(?: / [A-Z][\w'&]*(?: [\w'&]+)*)+)")
#: words after a way that do not belong to it
AFTER = re.compile(r" (?:to|and|shows|see|open|with|in|as|for|or)\b.*")


def _fields(addon):
    """(name, call) of each field that points to a model of LABELS."""
    for file in sorted(addon.path.rglob("*.py")):
        if "tests" in file.parts:
            continue
        for node in ast.walk(ast.parse(file.read_text())):
            if screen._is_field(node):
                target = [arg.value for arg in node.value.args[:1] if isinstance(arg, ast.Constant)]
                if target and target[0] in LABELS:
                    yield target[0], node.targets[0].id, node.value


@pytest.mark.parametrize("addon", SUITE, ids=lambda addon: addon.name)
def test_fields_with_one_target_have_one_label(addon):
    unlike = [
        (name, words)
        for model, name, call in _fields(addon)
        if not (words := screen.field_words(name, call)) & LABELS[model]
    ]
    assert unlike == []


def test_labels_are_read():
    assert sum(len(list(_fields(addon))) for addon in SUITE) > 8


def test_both_portals_have_one_heading_over_the_timeline():
    headings = []
    for addon in SUITE:
        for file in addon.path.rglob("views/*.xml"):
            headings += re.findall(
                r"<h2[^>]*>([^<]*)</h2>\s*<t t-call=\"g2p_suite_page.timeline\"", file.read_text()
            )
    assert headings == ["Progress", "Progress"]


def test_an_officer_requests_information_with_one_verb():
    """The buttons of cases, the choice of the dialog and the kind of a reason."""
    buttons, choices = set(), []
    for addon in SUITE:
        for file in addon.path.rglob("views/*.xml"):
            buttons |= {
                button.get("string")
                for button in ElementTree.parse(file).iter("button")  # noqa: S314  our own files
                if "'decide_action': 'return'" in button.get("context", "")
            }
        if addon.name == "g2p_multistage_approval":
            for file in addon.path.rglob("*.py"):
                choices += re.findall(r'\("return", "(\w+ information)"\)', file.read_text())
    assert buttons == {"Request information", "Request a correction"}
    assert choices == ["Request information", "Request information"]


def _ways():
    for addon in SUITE:
        for text in screen.python_words(addon.path):
            for way in WAY.findall(screen.plain(text)):
                yield AFTER.sub("", way)


@pytest.mark.parametrize("way", sorted(set(_ways())))
def test_messages_name_menus_that_exist(way):
    parts = tuple(way.split(" / "))
    assert any(menu[: len(parts)] == parts for menu in screen.menus()), way


def test_ways_are_read():
    assert len(set(_ways())) > 8
    assert "Settings / Users & Companies / Companies" in set(_ways())
