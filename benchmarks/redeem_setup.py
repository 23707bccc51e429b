"""Entry for `odoo shell`: vouchers, providers and their staff for the load of redeem_load.py."""

import json
import os
from pathlib import Path
from unittest.mock import patch

from odoo.tests import new_test_user

from odoo.addons.g2p_voucher_qr.tests.common import build, create_key, create_provider

STAFF = 16
VOUCHERS = int(os.environ.get("BENCH_VOUCHERS", "800"))


def vouchers(env, data, count):
    """QR texts of issued vouchers, without the cost of their paper."""
    partners = env["res.partner"].create(
        [{"name": f"Holder {n}", "is_registrant": True} for n in range(count)]
    )
    entitlements = env["g2p.entitlement"].create(
        [
            {
                "partner_id": partner.id,
                "cycle_id": data["cycle"].id,
                "initial_amount": 1000,
                "state": "approved",
            }
            for partner in partners
        ]
    )
    made = env["g2p.voucher"]._prepare_for(entitlements)
    blank = b"%PDF-1.4\n%%EOF\n"
    template = type(env["g2p.voucher.template"])
    with patch.object(template, "_pdf", lambda self, values: blank):
        for voucher in made:
            voucher.with_user(data["issuer"]).action_issue()
    return made.active_copy_id.mapped("payload")


def run(env):
    data = build(env, prefix="load ")
    create_key(env, env.company)
    logins = []
    for number in range(STAFF):
        login = f"load staff {number}"
        data[login] = new_test_user(env, login, groups="base.group_portal", password=login)
        create_provider(env, data, f"LOAD{number}", login)
        logins.append(login)
    texts = vouchers(env, data, VOUCHERS + 1)
    env.cr.commit()
    data = {"logins": logins, "texts": texts[:-1], "one": texts[-1]}
    Path(os.environ["BENCH_LOAD_DATA"]).write_text(json.dumps(data), encoding="utf-8")


run(env)  # noqa: F821 (the shell's)
