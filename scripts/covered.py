#!/usr/bin/env python3
"""Judge coverage.py's report: a line per addon, and whether the total reaches the floor.

covered.py REPORT.json --floor 90 --junit FILE
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path

import checklog

SHOWN = 15  # files with the most missing lines


def by_addon(report):
    """{addon: (lines that ran, lines)}.

    >>> by_addon({"files": {"a/b.py": {"summary": {"covered_lines": 3, "num_statements": 4}}}})
    {'a': (3, 4)}
    """
    found = defaultdict(lambda: (0, 0))
    for name, file in report["files"].items():
        addon, counts = name.split("/")[0], file["summary"]
        ran, lines = found[addon]
        found[addon] = (ran + counts["covered_lines"], lines + counts["num_statements"])
    return dict(found)


def share(ran, lines):
    """The share in per cent; zero of nothing."""
    return 100 * ran / lines if lines else 0.0


def lacking(report):
    """Messages on the files with the most lines that no test ran."""
    files = sorted(report["files"].items(), key=lambda item: -len(item[1]["missing_lines"]))
    for name, file in files[:SHOWN]:
        if missing := file["missing_lines"]:
            yield f"{name}: {len(missing)} lines, {', '.join(map(str, missing[:20]))}"


def judge(report, floor):
    """(a line per addon, findings)."""
    addons = by_addon(report)
    rows = [f"{name}: {share(*found):.1f} % of {found[1]} lines" for name, found in addons.items()]
    ran, lines = (sum(counts[at] for counts in addons.values()) for at in (0, 1))
    rows.append(f"all: {share(ran, lines):.1f} % of {lines} lines; the floor is {floor} %")
    if share(ran, lines) >= floor:
        return rows, []
    return rows, ["\n".join([*rows, *lacking(report)])]


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", type=Path)
    parser.add_argument("--floor", type=float, default=90)
    parser.add_argument("--junit", type=Path, required=True)
    args = parser.parse_args(arguments)
    rows, found = judge(json.loads(args.report.read_text()), args.floor)
    args.junit.write_text(checklog.junit(args.junit.name, found))
    sys.stdout.write("\n".join(rows) + "\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
