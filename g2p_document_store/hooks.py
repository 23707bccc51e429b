"""Hooks for installation and uninstallation."""

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables


def uninstall_hook(env):
    """See ``release_tables``: documents, and document types in use."""
    release_tables(env, "g2p_document_store")
