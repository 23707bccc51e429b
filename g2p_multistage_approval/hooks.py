"""What Odoo calls when the addon comes or goes."""

from odoo.tools import sql

FOREIGN_KEYS = """
    SELECT source.relname, key.conname
    FROM pg_constraint key
    JOIN pg_class source ON source.oid = key.conrelid
    JOIN pg_class target ON target.oid = key.confrelid
    WHERE key.contype = 'f' AND (source.relname = ANY(%s) OR target.relname = ANY(%s))
"""


def uninstall_hook(env):
    """See ``release_tables``: reasons that decisions name."""
    release_tables(env, "g2p_multistage_approval")


def release_tables(env, addon):
    """Let nothing hold back the rows of an addon that is being uninstalled.

    Odoo deletes the records that came with it one by one, and drops its tables after that. A
    record that is in use is refused by the database, and each refusal is an error in the log.
    The tables go as a whole, so their foreign keys may go first.
    """
    tables = [model._table for model in _own_models(env, addon)]
    env.flush_all()
    env.cr.execute(FOREIGN_KEYS, [tables, tables])
    for table, constraint in env.cr.fetchall():
        sql.drop_constraint(env.cr, table, constraint)


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
    for model in _own_models(env, "g2p_multistage_approval"):
        records = env[model._name].with_context(active_test=False)
        for name, field in model._fields.items():
            if field.store and field.type == "many2one" and field.comodel_name == "res.groups":
                used.update(records.search([(name, "in", group_ids)])[name].ids)
    return used


def _own_models(env, addon):
    """The models that an addon brought, with tables of their own."""
    own = [model for model in env.registry.values() if model._original_module == addon]
    return [model for model in own if model._auto and not model._abstract]
