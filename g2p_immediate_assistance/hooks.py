"""What Odoo calls when the addon comes or goes."""

from odoo.addons.g2p_multistage_approval.hooks import keep_groups

#: what applications let people choose from, for a registry that has none of it yet
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

    A registry that has any of a kind, archived ones included, keeps its own. The rows have no
    name of this addon: they are the registry's from now on, and stay when the addon goes.
    """
    for model, rows in USUAL.items():
        records = env[model].with_context(active_test=False)
        if not records.search_count([], limit=1):
            for vals in rows:  # one by one: OpenG2P's check takes no more
                records.create(vals)


def uninstall_hook(env):
    """See ``keep_groups``: officers of procedures and cases that stay."""
    keep_groups(env, "g2p_immediate_assistance")
