"""Hooks for installation and uninstallation."""

from odoo.addons.g2p_multistage_approval.hooks import keep_groups

#: usual choices of the application's questions, for a registry that has none yet
USUAL = {
    "g2p.id.type": [{"name": "National ID"}, {"name": "Passport"}],
    "gender.type": [
        {"value": "female", "code": "Female"},
        {"value": "male", "code": "Male"},
        {"value": "other", "code": "Other"},
    ],
}


def post_init_hook(env):
    """Give an empty registry the usual choices, so that the first application can be filled in.

    A registry with rows of a kind, archived ones included, keeps only these. The new rows have no
    external id: they belong to the registry, and stay when the addon is uninstalled.
    """
    for model, rows in USUAL.items():
        records = env[model].with_context(active_test=False)
        if not records.search_count([], limit=1):
            for vals in rows:  # one by one: OpenG2P's check accepts a single record
                records.create(vals)


def uninstall_hook(env):
    """See ``keep_groups``: groups of officers in remaining procedures and cases."""
    keep_groups(env, "g2p_immediate_assistance")
