"""Translations fit what they translate."""

import re
from pathlib import Path

import polib
import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDONS = sorted(path.parent for path in ROOT.glob("g2p_*/__manifest__.py"))
TRANSLATIONS = sorted(ROOT.glob("g2p_*/i18n/*.po"))
#: %(name)s of Python, {name} of the scanner
PLACE = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%[sd]")


def name(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    "addon", [path for path in ADDONS if path.name != "g2p_assistance_demo"], ids=name
)
def test_every_addon_has_a_template_for_translators(addon):
    # the smallest addon extends one model and has no sentence
    assert len(polib.pofile(str(addon / "i18n" / f"{addon.name}.pot"))) > 2


@pytest.mark.parametrize("path", TRANSLATIONS, ids=name)
def test_a_translation_keeps_its_placeholders(path):
    wrong = [
        entry.msgid
        for entry in polib.pofile(str(path)).translated_entries()
        if sorted(PLACE.findall(entry.msgid)) != sorted(PLACE.findall(entry.msgstr))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", TRANSLATIONS, ids=name)
def test_no_obsolete_text_is_translated(path):
    said = {entry.msgid for entry in polib.pofile(str(next(path.parent.glob("*.pot"))))}
    assert {entry.msgid for entry in polib.pofile(str(path))} - said == set()
