"""Hooks for installation and uninstallation."""

from odoo.addons.g2p_suite_base.tools.uninstall import own_models, release_tables


def uninstall_hook(env):
    """See ``release_tables``: reasons used by decisions."""
    release_tables(env, "g2p_multistage_approval")


def keep_groups(env, addon):
    """Keep those groups of an addon being uninstalled that remaining cases refer to.

    Odoo would try to delete them, be refused by the database and log an error. Without their
    external id they are ordinary groups.
    """
    if env.ref("base.module_g2p_multistage_approval").state == "to remove":
        return
    brought = [("module", "=", addon), ("model", "=", "res.groups")]
    names = env["ir.model.data"].search(brought)
    used = _groups_in_use(env, names.mapped("res_id"))
    names.filtered(lambda name: name.res_id in used).unlink()


def _groups_in_use(env, group_ids):
    """The groups that a procedure, a case or a review refers to."""
    used = set()
    for model in own_models(env, "g2p_multistage_approval"):
        records = env[model._name].with_context(active_test=False)
        for name, field in model._fields.items():
            if field.store and field.type == "many2one" and field.comodel_name == "res.groups":
                used.update(records.search([(name, "in", group_ids)])[name].ids)
    return used
