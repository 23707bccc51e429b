"""Entry for `odoo shell`: measures, writes the page, keeps nothing in the database."""

import logging
import os
import sys

sys.path.insert(0, os.environ["BENCH_FOLDER"])
logging.disable(logging.INFO)

import approvals
import page
import vouchers

SUBJECTS = {"Approvals": approvals, "Vouchers": vouchers}
chosen = os.environ.get("BENCH_ONLY", "").split()
sections = {
    name: subject.run(env)  # noqa: F821 (the shell's)
    for name, subject in SUBJECTS.items()
    if not chosen or name in chosen
}
page.write(os.environ["BENCH_PAGE"], env, sections)  # noqa: F821
env.cr.rollback()  # noqa: F821
