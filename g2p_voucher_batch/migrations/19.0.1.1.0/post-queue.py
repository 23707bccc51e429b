"""Vouchers of orders wait in the queue of the suite, no longer for a scheduled action."""

from odoo import SUPERUSER_ID, api

FORMER = "g2p_voucher_batch.cron_issue"


def migrate(cr, version):
    """Queue the vouchers that wait."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    former = env.ref(FORMER, raise_if_not_found=False)
    if former:
        former.unlink()
    lines = env["g2p.voucher.batch.line"].search([("state", "=", "waiting")], order="id")
    lines._defer("_issue_waiting")
