"""Every addon with a list view tests its number of queries."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
#: a list that is not part of a form
LIST = re.compile(r'<field name="arch" type="xml">\s*(?:<!--.*?-->\s*)?<list\b', re.DOTALL)


def _brings_lists(addon):
    return any(LIST.search(path.read_text()) for path in addon.glob("views/*.xml"))


ADDONS = sorted(path.name for path in ROOT.glob("g2p_*") if _brings_lists(path))


@pytest.mark.parametrize("addon", ADDONS)
def test_the_lists_of_an_addon_are_tested(addon):
    places = [ROOT / addon, ROOT / "tests" / "addons" / f"test_{addon}"]
    texts = [path.read_text() for place in places for path in place.glob("tests/test_lists.py")]
    assert [text for text in texts if f'lists_of = "{addon}"' in text and "(ListCase, " in text]


def test_there_are_addons_with_lists():
    assert len(ADDONS) >= 7
