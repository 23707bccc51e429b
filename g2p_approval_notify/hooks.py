"""Hooks for installation and uninstallation."""

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables

from .models.g2p_approval_request import ACTIVITY_TYPE


def post_init_hook(env):
    """Queue the cases that were open before the addon was installed, perhaps again."""
    pending = env["g2p.approval.request"].search([("state", "=", "pending")])
    pending._defer("_notify_officers")


def uninstall_hook(env):
    """Remove the to-dos, since nothing would complete them; cases, steps and inboxes stay."""
    kind = env.ref(ACTIVITY_TYPE, raise_if_not_found=False)
    if kind:
        env["mail.activity"].search([("activity_type_id", "=", kind.id)]).unlink()
    release_tables(env, "g2p_approval_notify")
