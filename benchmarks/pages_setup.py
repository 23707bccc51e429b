"""Entry for `odoo shell`: people who can sign in, each with a case, for pages_load.py."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["BENCH_FOLDER"])

import cases

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "50"))


def person(office):
    """A person with a submitted case; returns login (also the password) and the case's page."""
    user = office.person()
    user.password = user.login
    application = office.submitted(user=user)
    # sudo: read as the test, whatever people see
    return user.login, f"/my/assistance/{application.sudo().public_id}"


def run(env):
    office = cases.of(env)
    people = [person(office) for _number in range(PEOPLE)]
    env.cr.commit()  # for the server, which is another process
    Path(os.environ["BENCH_PAGES_DATA"]).write_text(json.dumps(people), encoding="utf-8")


run(env)  # noqa: F821 (the shell's)
