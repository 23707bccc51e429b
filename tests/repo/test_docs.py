"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path for path in ROOT.rglob("*.md") if not {"dist", "node_modules"} & set(path.parts)
)
LINK = re.compile(r"(?:\]\(|src=\")([^)\"#\s]+)")
NAMED_TEST = re.compile(r"`(test_\w+)\.(test_\w+)`")


@pytest.mark.parametrize("page", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    links = [link for link in LINK.findall(page.read_text()) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


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
