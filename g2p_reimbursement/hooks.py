"""Hooks for uninstallation."""

from odoo.addons.g2p_multistage_approval.hooks import keep_groups


def uninstall_hook(env):
    """See ``keep_groups``: groups of officers in remaining procedures and cases."""
    keep_groups(env, "g2p_reimbursement")
