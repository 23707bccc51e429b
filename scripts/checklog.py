#!/usr/bin/env python3
"""Fail on any WARNING or ERROR in an Odoo log that is not on the list of exceptions.

checklog.py LOG [--status N] [--junit FILE] [--known LOG]

N is the exit status of the process that wrote the log. Records that are also in the known log, of
the same server without the suite, are ignored.
"""

import argparse
import re
import sys
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

LINE = re.compile(r"^\d{4}-\d\d-\d\d [\d:,]+ \d+ ")
LOUD = re.compile(LINE.pattern + r"(WARNING|ERROR|CRITICAL) ")
SHOWN = 30  # findings shown

#: (pattern, reason why it is not a fault of the suite)
EXCEPTIONS = [
    (
        r"(?s)odoo\.sql_db: bad query: .*discuss_channel_member.*could not serialize access",
        "Odoo's chat marks messages as read from two requests at once and repeats one",
    ),
    (
        r"(?s)odoo\.sql_db: bad query: .*odoobot_state.*could not serialize access",
        "Odoo's bot greets a new user in two requests at once and repeats one",
    ),
    (
        r"(?s)odoo\.sql_db: bad query: DELETE FROM ir_attachment .*could not serialize",
        "Odoo 17.0 removes the former file of a bundle in two requests at once",
    ),
    (
        r"ir_cron: Job 'Base: Auto-vacuum internal data' \(\d+\) processed no record",
        "Odoo's own clean-up did nothing in its ten seconds on a busy machine; it continues later",
    ),
    (
        r"^\S+ \S+ \d+ WARNING \S+ odoo\.addons\.queue_job\.|queue_job/controllers/main\.py",
        "OCA's job runner (a dependency of OpenG2P) looks for jobs that a test has rolled back",
    ),
    (
        r"odoo\.addons\.(?:iap|partner_autocomplete)\.",
        "Odoo 17.0 asks a service on the internet about a company; there is none in tests",
    ),
    (
        r"@api\.onchange\('entitlement_ids\.state',\) parameters must be field names",
        "an onchange of OpenG2P's cycle, read when its form opens",
    ),
    (
        r"Error-prone use of @class in view .* \(g2p_theme\.",
        "views of OpenG2P's theme, which an update checks again",
    ),
]


def entries(text):
    """The records of a log: a line that starts with a date, and those that follow it.

    >>> [entry.splitlines()[-1] for entry in entries(
    ...     "2026-01-01 10:00:00,000 1 ERROR db odoo.x: broken\\nTraceback\\n"
    ...     "2026-01-01 10:00:01,000 1 INFO db odoo.x: fine")]
    ['Traceback', '2026-01-01 10:00:01,000 1 INFO db odoo.x: fine']
    """
    entry = []
    for line in text.splitlines():
        if LINE.match(line) and entry:
            yield "\n".join(entry)
            entry = []
        entry.append(line)
    if entry:
        yield "\n".join(entry)


def is_excused(entry, exceptions):
    return any(re.search(pattern, entry) for pattern, _why in exceptions)


def findings(text, exceptions=None):
    """Records of level WARNING and above that no exception covers.

    >>> findings("2026-01-01 10:00:00,000 1 ERROR db odoo.x: broken")
    ['2026-01-01 10:00:00,000 1 ERROR db odoo.x: broken']
    >>> findings("2026-01-01 10:00:00,000 1 INFO db odoo.x: fine")
    []
    """
    exceptions = EXCEPTIONS if exceptions is None else exceptions
    return [
        entry for entry in entries(text) if LOUD.match(entry) and not is_excused(entry, exceptions)
    ]


def message(entry):
    """The first line of a record, without its time, process and database.

    >>> message("2026-01-01 10:00:00,000 1 ERROR db odoo.x: broken\\nTraceback")
    'ERROR odoo.x: broken'
    """
    return re.sub(LINE.pattern + r"(\w+) \S+ ", r"\1 ", entry.partition("\n")[0])


def judge(path, status=0, known=None):
    """All findings in one log; a missing or empty log is one."""
    text = path.read_text(errors="replace") if path.exists() else ""
    expected = set(map(message, entries(known.read_text(errors="replace")))) if known else set()
    found = [entry for entry in findings(text) if message(entry) not in expected]
    if not any(map(LINE.match, text.splitlines())):
        found.append("the log is missing or holds no record")
    if status:
        found.append(f"the process ended with status {status}\n{text[-2000:]}")
    return found


def junit(name, found):
    """A junit report with one case: whether the log is clean."""
    text = escape("\n".join(found[:SHOWN]))
    failure = f"<failure message={quoteattr(found[0][:200])}>{text}</failure>" if found else ""
    return (
        f'<testsuites><testsuite name="log" tests="1" failures="{int(bool(found))}" errors="0">'
        f'<testcase classname="log" name={quoteattr(name)}>{failure}</testcase>'
        "</testsuite></testsuites>\n"
    )


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("log", type=Path)
    parser.add_argument("--status", type=int, default=0)
    parser.add_argument("--junit", type=Path)
    parser.add_argument("--known", type=Path)
    args = parser.parse_args(arguments)
    found = judge(args.log, args.status, args.known)
    if args.junit:
        args.junit.write_text(junit(args.log.name, found))
    else:
        sys.stderr.writelines(entry + "\n" for entry in found[:SHOWN])
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
