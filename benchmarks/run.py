"""Entry for `odoo shell`: measures, writes the page, rolls the database back."""

import gc
import logging
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["BENCH_FOLDER"])
logging.disable(logging.INFO)

import applications
import approvals
import page
import verify
import vouchers

SUBJECTS = {
    "Approvals": approvals,
    "Applications": applications,
    "Vouchers": vouchers,
    "Verifying": verify,
}
chosen = os.environ.get("BENCH_ONLY", "").split()
sections = {}
for name, subject in SUBJECTS.items():
    if not chosen or name in chosen:
        gc.collect()  # so that this subject does not clean up after the former one
        sections[name] = subject.run(env)  # noqa: F821 (the shell's)
# measured before, by clients of servers or in a database of its own
MEASURED = (
    ("Jobs", "BENCH_JOBS"),
    ("Redeeming", "BENCH_LOAD"),
    ("Pages", "BENCH_PAGES"),
    ("Growth", "BENCH_GROWTH"),
)
for name, place in MEASURED:
    if Path(os.environ[place]).exists():
        sections[name] = Path(os.environ[place]).read_text(encoding="utf-8")
page.write(os.environ["BENCH_PAGE"], env, sections)  # noqa: F821
env.cr.rollback()  # noqa: F821
