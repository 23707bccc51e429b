"""A server process that redeems and stands still before its commit, until it is killed.

usage: killed_server.py CONFIG DATABASE USER TEXT AMOUNT KEY; says "held" when it holds the row.
"""

import sys
import time

import odoo
from odoo import api
from odoo.modules.registry import Registry


def main(path, database, user, text, amount, key):
    odoo.tools.config.parse_config(["-c", path, "-d", database, "--logfile=", "--log-level=warn"])
    with Registry(database).cursor() as cr:
        env = api.Environment(cr, int(user), {})
        env["g2p.voucher"].redeem(text, float(amount), key)
        env.flush_all()
        sys.stdout.write("held\n")
        sys.stdout.flush()
        time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
