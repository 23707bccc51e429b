"""Entry for `odoo shell`: measures, writes the page, keeps nothing in the database."""

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

sections = {"Approvals": approvals.run(env)}  # noqa: F821 (the shell's)
sections["Applications"] = applications.run(env)  # noqa: F821
sections["Verifying"] = verify.run(env)  # noqa: F821
# measured before, by clients of two servers (redeem_load.py)
sections["Redeeming"] = Path(os.environ["BENCH_LOAD"]).read_text(encoding="utf-8")
page.write(os.environ["BENCH_PAGE"], env, sections)  # noqa: F821
env.cr.rollback()  # noqa: F821
