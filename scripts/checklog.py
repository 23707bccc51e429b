#!/usr/bin/env python3
"""Fail on any WARNING or ERROR in an Odoo log that is not on the list of exceptions.

checklog.py LOG [--junit FILE --suite NAME]
"""

import argparse
import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ (WARNING|ERROR|CRITICAL) (.*)$")

#: (pattern, why it is no fault of the suite)
EXCEPTIONS = [
    (r"odoo\.tests\.result: 0 failed, 0 error\(s\) of 0 tests", "an installation runs no tests"),
    (r"unable to set column .* as NOT NULL", "Odoo retries this at the end of the installation"),
    (r"odoo\.http: .*Session expired", "a visitor without a session"),
]


def findings(lines):
    """Lines of level WARNING and above that no exception covers.

    >>> findings(["2026-01-01 10:00:00,000 1 ERROR db odoo.x: broken"])
    ['ERROR db odoo.x: broken']
    >>> findings(["2026-01-01 10:00:00,000 1 INFO db odoo.x: fine"])
    []
    """
    found = []
    for line in lines:
        match = LINE.match(line)
        if match and not any(re.search(pattern, match[2]) for pattern, _why in EXCEPTIONS):
            found.append(f"{match[1]} {match[2]}")
    return found


def junit(name, found):
    """A junit report with one case: the log is clean, or it is not."""
    text = escape("\n".join(found[:50]))
    failure = f"<failure message={quoteattr(found[0])}>{text}</failure>" if found else ""
    return (
        f'<testsuites><testsuite name={quoteattr(name)} tests="1" failures="{int(bool(found))}" '
        f'errors="0" skipped="0"><testcase classname="log" name={quoteattr(name)}>{failure}'
        "</testcase></testsuite></testsuites>"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("--junit", type=Path)
    parser.add_argument("--suite", default="log")
    args = parser.parse_args()
    found = findings(args.log.read_text(errors="replace").splitlines())
    for line in found[:30]:
        print(f"{args.log.name}: {line}", file=sys.stderr)
    if args.junit:
        args.junit.write_text(junit(args.suite, found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
