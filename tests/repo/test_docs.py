"""What the documents point at is there."""

import io
import re
from pathlib import Path

import pytest
from docutils.core import publish_doctree

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path for path in ROOT.rglob("*.md") if not {"dist", "node_modules"} & set(path.parts)
)
READMES = sorted(path for path in ROOT.glob("*/README.rst") if path.parent.name != "dist")
LINK = re.compile(r"(?:\]\(|src=\")([^)\"#\s]+)")
NAMED_TEST = re.compile(r"`(test_\w+)\.(test_\w+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


@pytest.mark.parametrize("page", READMES, ids=lambda path: path.parent.name)
def test_the_readme_of_an_addon_is_well_formed(page):
    messages = io.StringIO()
    settings = {"warning_stream": messages, "report_level": 1, "halt_level": 5}
    publish_doctree(page.read_text(), settings_overrides=settings)
    assert messages.getvalue() == ""


def test_the_tests_that_approvals_names_exist():
    named = set(NAMED_TEST.findall((ROOT / "docs" / "approvals.md").read_text()))
    assert len(named) > 40
    there = {
        (path.stem, name)
        for path in ROOT.glob("**/tests/test_*.py")
        if "dist" not in path.parts
        for name in re.findall(r"def (test_\w+)\(", path.read_text())
    }
    assert named - there == set()
