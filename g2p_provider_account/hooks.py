"""Hooks of the addon's installation and uninstallation."""

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables


def post_init_hook(env):
    """Existing accounts stay payable, and are listed for review: one person entered each."""
    providers = env["g2p.service.provider"].with_context(active_test=False)
    env["g2p.provider.change"]._record_accounts(
        providers.search([("account_number", "!=", False)]), "before"
    )


def uninstall_hook(env):
    """Release the tables that other tables still refer to."""
    release_tables(env, "g2p_provider_account")
