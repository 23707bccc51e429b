"""Entry for `odoo shell`: measures, writes the page, keeps nothing in the database."""

import logging
import os
import sys

sys.path.insert(0, os.environ["BENCH_FOLDER"])
logging.disable(logging.INFO)

import approvals
import page

sections = {"Approvals": approvals.run(env)}  # noqa: F821 (the shell's)
page.write(os.environ["BENCH_PAGE"], env, sections)  # noqa: F821
env.cr.rollback()  # noqa: F821
