"""Officers' to-dos wait in the queue of the suite, no longer for a scheduled action."""

from odoo import SUPERUSER_ID, api

from odoo.addons.g2p_approval_notify.hooks import post_init_hook

FORMER = "g2p_approval_notify.ir_cron_notify"


def migrate(cr, version):
    """Queue the open cases: some may have waited."""
    env = api.Environment(cr, SUPERUSER_ID, {})
    former = env.ref(FORMER, raise_if_not_found=False)
    if former:
        former.unlink()
    post_init_hook(env)
