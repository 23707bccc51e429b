"""What Odoo calls when the addon goes."""

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables


def uninstall_hook(env):
    """Free what hangs on the rows that go."""
    release_tables(env, "g2p_voucher_key")
