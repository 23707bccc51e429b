"""Every time of day on a page has its time zone."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: a pattern of Babel with hours
PATTERN = re.compile(r"[HhKk]{1,2}:mm[^'\"]*")


def _patterns():
    for path in sorted(ROOT.glob("g2p_*/**/*")):
        if path.suffix in (".py", ".xml", ".js") and "tests" not in path.parts:
            for found in PATTERN.findall(path.read_text()):
                yield path.relative_to(ROOT), found


def test_every_time_of_day_has_its_zone():
    patterns = list(_patterns())
    assert len(patterns) >= 4
    assert [pattern for pattern in patterns if "ZZZZ" not in pattern[1]] == []
