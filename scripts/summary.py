#!/usr/bin/env python3
"""Sum the junit reports of all runs: failures in words, a line per run, and the closing line.

summary.py RESULTS LOGS
"""

import sys
from pathlib import Path
from xml.etree import ElementTree


def count(path):
    """(passed, failed, skipped, [failures]) of one report."""
    passed = failed = skipped = 0
    words = []
    for case in ElementTree.parse(path).getroot().iter("testcase"):
        bad = case.find("failure") if case.find("failure") is not None else case.find("error")
        if bad is not None:
            failed += 1
            words.append(f"{case.get('classname')}.{case.get('name')}: {(bad.text or '')[-1500:]}")
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return passed, failed, skipped, words


def main(results, logs):
    reports = sorted(Path(results).glob("*.xml"))
    passed = failed = skipped = 0
    for transcript in sorted(Path(logs).glob("pytest-*.txt")):
        name = transcript.stem.removeprefix("pytest-")
        if not (Path(results) / f"{name}.xml").exists() and transcript.stat().st_mtime > Path(
            results
        ).stat().st_ctime:
            failed += 1
            print(f"{name}: no report was written\n{transcript.read_text()[-3000:]}")
    for report in reports:
        run = count(report)
        passed, failed, skipped = passed + run[0], failed + run[1], skipped + run[2]
        for words in run[3]:
            print(f"\nFAILED {report.stem}: {words}")
        if run[0] + run[1] + run[2] == 0:
            failed += 1
            print(f"\nFAILED {report.stem}: no test ran")
        print(f"{report.stem}: {run[0]} passed, {run[1]} failed, {run[2]} skipped")
    if not reports:
        failed += 1
    print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
    return 1 if failed or skipped or not passed else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
