"""Texts in data files stand on one line: Odoo keeps line breaks and indentation in the value, and
people read them on pages, papers and in messages."""

import pytest
from lxml import etree
from sources import find_addons

#: values with lines of their own
LINES = {"arch", "body", "code", "context", "domain", "domain_force"}


def _wrapped(addon):
    for file in sorted(addon.path.rglob("*.xml")):
        for field in etree.parse(file).iterfind(".//record/field"):
            is_text = not (len(field) or field.get("type") or field.get("eval"))
            if is_text and "\n" in (field.text or "").strip() and field.get("name") not in LINES:
                yield f"{file.name}: {field.get('name')}: {field.text.split()[:6]}"


@pytest.mark.parametrize("addon", find_addons().values(), ids=lambda addon: addon.name)
def test_texts_of_records_have_no_line_breaks(addon):
    assert list(_wrapped(addon)) == []
