"""What Odoo calls when the addon comes or goes."""

from odoo.addons.g2p_suite_base.tools.uninstall import own_models, release_tables


def uninstall_hook(env):
    """See ``release_tables``: reasons that decisions name."""
    release_tables(env, "g2p_multistage_approval")


def keep_groups(env, addon):
    """Leave the groups of an addon that is being uninstalled where cases that stay name them.

    Odoo would try to delete them, be refused by the database and log an error. Without the name
    that the addon gave them they are groups as administrators make them.
    """
    if env.ref("base.module_g2p_multistage_approval").state == "to remove":
        return
    brought = [("module", "=", addon), ("model", "=", "res.groups")]
    names = env["ir.model.data"].search(brought)
    used = _groups_in_use(env, names.mapped("res_id"))
    names.filtered(lambda name: name.res_id in used).unlink()


def _groups_in_use(env, group_ids):
    """Those that a procedure, a case or a review names."""
    used = set()
    for model in own_models(env, "g2p_multistage_approval"):
        records = env[model._name].with_context(active_test=False)
        for name, field in model._fields.items():
            if field.store and field.type == "many2one" and field.comodel_name == "res.groups":
                used.update(records.search([(name, "in", group_ids)])[name].ids)
    return used
