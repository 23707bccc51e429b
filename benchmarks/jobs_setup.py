"""Entry for `odoo shell`: one queued order of vouchers of plain entitlements, for jobs_run.py."""

import os
import sys

sys.path.insert(0, os.environ["BENCH_FOLDER"])

from odoo.addons.g2p_voucher_key.tests.common import create_key
from odoo.addons.g2p_voucher_qr.tests.common import build

COUNT = int(os.environ.get("BENCH_ORDER", "2000"))


def entitlements(env, data, count):
    """Approved entitlements, each of another person."""
    people = env["res.partner"].create(
        [{"name": f"Person {number}", "is_registrant": True} for number in range(count)]
    )
    vals = {"initial_amount": 1000, "state": "approved", "is_cash_entitlement": True}
    return env["g2p.entitlement"].create(
        [{"partner_id": one.id, "cycle_id": data["cycle"].id, **vals} for one in people]
    )


def run(env):
    data = build(env)
    create_key(env, data["company"])
    vouchers = env["g2p.voucher"]
    for _part in range(0, COUNT, 500):
        vouchers |= env["g2p.voucher"]._create_for(entitlements(env, data, min(500, COUNT)))
    batches = env["g2p.voucher.batch"].with_user(data["issuer"])
    batches._create_order(vouchers.with_user(data["issuer"])[:COUNT])._start()
    env.cr.commit()  # for the servers that are measured


run(env)  # noqa: F821 (the shell's)
