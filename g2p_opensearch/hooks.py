"""Hooks for installation and uninstallation."""

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables


def uninstall_hook(env):
    """See ``release_tables``. The indexes stay in the engine: its administrator removes them."""
    release_tables(env, "g2p_opensearch")
