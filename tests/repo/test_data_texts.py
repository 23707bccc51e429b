"""Texts in data files stand on one line: Odoo keeps line breaks and indentation in the value, and
people read them on pages, papers and in messages. The same applies to attributes of views: an input
shows the indentation of its placeholder as a gap."""

import pytest
from lxml import etree
from sources import find_addons

#: values with lines of their own
LINES = {"arch", "body", "code", "context", "domain", "domain_force"}
#: attributes of views that people read
SHOWN = ("string", "title", "help", "placeholder", "confirm", "aria-label", "alt")


def _wrapped(addon):
    for file in sorted(addon.path.rglob("*.xml")):
        for field in etree.parse(file).iterfind(".//record/field"):
            is_text = not (len(field) or field.get("type") or field.get("eval"))
            if is_text and "\n" in (field.text or "").strip() and field.get("name") not in LINES:
                yield f"{file.name}: {field.get('name')}: {field.text.split()[:6]}"


@pytest.mark.parametrize("addon", find_addons().values(), ids=lambda addon: addon.name)
def test_texts_of_records_have_no_line_breaks(addon):
    assert list(_wrapped(addon)) == []


def _gaps(root):
    """The attributes that people read with a line break or several blanks in a row."""
    for node in root.iter(etree.Element):
        for name in SHOWN:
            if "  " in node.get(name, ""):
                yield f"{name}: {node.get(name).split()[:6]}"


def test_a_gap_in_an_attribute_is_found():
    view = etree.XML('<form><field placeholder="Plain words,\n   and more" string="One" /></form>')
    assert list(_gaps(view)) == ["placeholder: ['Plain', 'words,', 'and', 'more']"]


@pytest.mark.parametrize("addon", find_addons().values(), ids=lambda addon: addon.name)
def test_attributes_that_people_read_have_no_line_breaks(addon):
    files = [file for file in sorted(addon.path.rglob("*.xml")) if "lib" not in file.parts]
    assert [
        (file.name, *_gaps(etree.parse(file))) for file in files if [*_gaps(etree.parse(file))]
    ] == []
