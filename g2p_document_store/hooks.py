"""What Odoo calls when the addon comes or goes."""

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables


def uninstall_hook(env):
    """See ``release_tables``: documents, and types of which there are documents."""
    release_tables(env, "g2p_document_store")
