"""Entry for `odoo shell`: vouchers of applications with one fund, and staff, for redeem_load.py."""

import json
import os
import sys
from pathlib import Path

sys.path.insert(0, os.environ["BENCH_FOLDER"])

import cases

from odoo.tests import new_test_user

from odoo.addons.g2p_voucher_qr.tests.common import create_provider

STAFF = 16
VOUCHERS = int(os.environ.get("BENCH_VOUCHERS", "480"))


def staff(env, data, number):
    """A provider with one member of staff; returns the login, which is also the password."""
    login = f"load staff {number}"
    data[login] = new_test_user(env, login, groups="base.group_portal", password=login)
    create_provider(env, data, f"LOAD{number}", login)
    return login


def run(env):
    office = cases.of(env)
    logins = [staff(env, office.data, number) for number in range(STAFF)]
    copies = office.vouchers(VOUCHERS + 1)
    env.cr.commit()
    texts = [copy.payload for copy in copies]
    data = {
        "logins": logins,
        "texts": texts[:-1],
        "one": texts[-1],
        "amount": copies[0].voucher_id.amount,
    }
    Path(os.environ["BENCH_LOAD_DATA"]).write_text(json.dumps(data), encoding="utf-8")


run(env)  # noqa: F821 (the shell's)
