#!/usr/bin/env python3
"""Summarise the junit reports of all runs: failures, a line per run, and the last line.

summary.py RESULTS [--ended STATUS]

RESULTS contains NAME.xml, the report of a run, and NAME.txt, its output. STATUS is the exit status
of the script behind the runs.
"""

import argparse
import sys
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

TAIL = 3000  # characters shown of a transcript or a failure


@dataclass
class Run:
    """The result of one run."""

    name: str
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    words: list = field(default_factory=list)

    def fail(self, words):
        self.failed += 1
        self.words.append(f"FAILED {self.name}: {words}")

    def __str__(self):
        return f"{self.name}: {self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read_report(path):
    """The Run of one junit report; an error counts as a failure, an empty report too."""
    run = Run(path.stem)
    root = ElementTree.parse(path).getroot()  # noqa: S314 (a report of our own runs)
    for case in root.iter("testcase"):
        name = f"{case.get('classname')}.{case.get('name')}"
        bad = [part for part in case if part.tag in ("failure", "error")]
        skip = case.find("skipped")
        if bad:
            run.fail(f"{name}\n{(bad[0].text or bad[0].get('message') or '')[-TAIL:]}")
        elif skip is not None:
            run.skipped += 1
            run.words.append(f"SKIPPED {run.name}: {name}: {skip.get('message')}")
        else:
            run.passed += 1
    if not (run.passed or run.failed or run.skipped):
        run.fail("no test ran" + transcript(path.with_suffix(".txt")))
    return run


def transcript(path):
    return "\n" + path.read_text(errors="replace")[-TAIL:] if path.exists() else ""


def read_run(results, name):
    """The Run of one name; a missing or unreadable report is a failure."""
    path = results / f"{name}.xml"
    try:
        return read_report(path)
    except (OSError, ElementTree.ParseError):
        run = Run(name)
        run.fail("it wrote no report" + transcript(path.with_suffix(".txt")))
        return run


def collect(results, ended=0):
    """The Runs below a folder, and one more if the script itself was aborted."""
    names = sorted({path.stem for path in results.glob("*") if path.suffix in (".xml", ".txt")})
    runs = [read_run(results, name) for name in names]
    if ended or not runs:
        broken = Run("test.sh")
        broken.fail(f"it was aborted, with status {ended}")
        runs.append(broken)
    return runs


def closing_line(runs):
    """
    >>> closing_line([Run("a", passed=2), Run("b", passed=1, failed=1)])
    '3 passed, 1 failed'
    """
    passed, failed, skipped = (
        sum(getattr(run, name) for run in runs) for name in ("passed", "failed", "skipped")
    )
    return f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else "")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=Path)
    parser.add_argument("--ended", type=int, default=0)
    args = parser.parse_args(arguments)
    runs = collect(args.results, args.ended)
    lines = [words + "\n" for run in runs for words in run.words]
    lines += [str(run) for run in runs]
    sys.stdout.write("\n".join([*lines, closing_line(runs)]) + "\n")
    return 1 if any(run.failed for run in runs) else 0


if __name__ == "__main__":
    sys.exit(main())
