"""The targets of the documents' references exist."""

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
#: in a row of a table also a whole file, and `.test_name` in the file named last
NAMED_IN_ROW = re.compile(r"`(test_\w+)?(?:\.(test_\w+))?`")


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


def _tests():
    """{(file, test)} of all tests below a folder; (file, None) for the file itself."""
    found = set()
    for path in ROOT.glob("**/tests/**/test_*.py"):
        if not {"dist", "node_modules"} & set(path.parts):
            names = re.findall(r"def (test_\w+)\(", path.read_text())
            found |= {(path.stem, name) for name in [None, *names]}
    return found


def _named_in_rows(text):
    """The (file, test) named by each row of a table."""
    for row in text.splitlines():
        file = None
        for stem, name in NAMED_IN_ROW.findall(row) if row.startswith("|") else ():
            file = stem or file
            if stem or name:
                yield file, name or None


def test_the_tests_named_in_approvals_exist():
    named = set(NAMED_TEST.findall((ROOT / "docs" / "approvals.md").read_text()))
    assert len(named) > 40
    assert named - _tests() == set()


@pytest.mark.parametrize(("page", "fewest"), [("faults.md", 150), ("scenarios.md", 30)])
def test_the_tests_named_in_rows_exist(page, fewest):
    named = set(_named_in_rows((ROOT / "docs" / page).read_text()))
    assert len(named) > fewest
    assert named - _tests() == set()


def test_the_names_in_a_row_are_read():
    row = "| 1 | `test_a.test_b`, `.test_c`; `test_d` (all) and `user._tie_to(keys)` |"
    assert list(_named_in_rows(f"`test_z.test_z`\n{row}")) == [
        ("test_a", "test_b"),
        ("test_a", "test_c"),
        ("test_d", None),
    ]
