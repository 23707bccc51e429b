"""Hooks for installation and uninstallation."""

from odoo.addons.g2p_suite_base.tools.uninstall import release_tables


def uninstall_hook(env):
    """See ``release_tables``; the images go with their rows, the documents stay."""
    release_tables(env, "g2p_document_viewer")
    images = [("res_model", "=", "g2p.document"), ("res_field", "=", "page_ids")]
    # sudo: the server removes what only this addon reads
    env["ir.attachment"].sudo().search(images).unlink()
