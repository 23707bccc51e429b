"""Hooks of the addon's uninstallation."""

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables


def uninstall_hook(env):
    """Release the tables that other tables still refer to; no amount is held any more."""
    release_tables(env, "g2p_voucher_hold")
