"""Every time of day on a page has its time zone."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: a pattern of Babel with hours
PATTERN = re.compile(r"[HhKk]{1,2}:mm[^\"}]*")
HOME = "g2p_suite_base/tools/moments.py"
UTC = "HH:mm 'UTC'"


def _patterns():
    for path in sorted(ROOT.glob("g2p_*/**/*")):
        if path.suffix in (".py", ".xml", ".js") and "tests" not in path.parts:
            for found in PATTERN.findall(path.read_text()):
                yield path.relative_to(ROOT), found


def test_days_are_written_by_one_tool():
    """By `moments.day`: the formats of languages, such as 12/05/2026, mean two days."""
    other = re.compile(r"\bformat_date\(|\.date_format\b|\"d MMM y\"")
    found = set()
    for path in ROOT.glob("g2p_*/**/*.py"):
        if "tests" not in path.parts and other.search(path.read_text()):
            found.add(str(path.relative_to(ROOT)))
    assert found == {HOME}


def test_every_time_of_day_has_its_zone():
    """By the one tool that writes it; t-options: ``{'widget': 'g2p_moment'}``."""
    patterns = list(_patterns())
    assert {str(path) for path, _pattern in patterns} == {HOME}
    assert [found for _path, found in patterns if "ZZZZ" not in found and found != UTC] == []
    shown = [path for path in ROOT.glob("g2p_*/views/*.xml") if "'g2p_moment'" in path.read_text()]
    assert len(shown) >= 4
