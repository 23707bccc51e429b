"""Steps before an addon is uninstalled, and the time during which Odoo deletes its records."""

from odoo import SUPERUSER_ID
from odoo.tools import sql

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

FOREIGN_KEYS = """
    SELECT source.relname, key.conname
    FROM pg_constraint key
    JOIN pg_class source ON source.oid = key.conrelid
    JOIN pg_class target ON target.oid = key.confrelid
    WHERE key.contype = 'f' AND (source.relname = ANY(%s) OR target.relname = ANY(%s))
"""


def own_models(env, addon):
    """The addon's models that have tables of their own."""
    own = [model for model in env.registry.values() if model._original_module == addon]
    return [model for model in own if model._auto and not model._abstract]


def release_tables(env, addon):
    """Drop the foreign keys that would keep rows of an addon from being uninstalled.

    Odoo deletes the addon's data records one by one, and drops its tables afterwards. The database
    refuses to delete a record in use, and each refusal is an error in the log. The tables are
    dropped as a whole, so their foreign keys may go first.
    """
    tables = [model._table for model in own_models(env, addon)]
    env.flush_all()
    env.cr.execute(FOREIGN_KEYS, [tables, tables])
    for table, constraint in env.cr.fetchall():
        sql.drop_constraint(env.cr, table, constraint)


def is_under_way(env):
    """Whether Odoo deletes the records of an addon that is being uninstalled.

    Odoo says so in the context, where every caller of RPC can say it too; but it uninstalls as the
    superuser, as whom nobody signs in. ``sudo()`` does not make anybody the superuser.
    """
    return env.uid == SUPERUSER_ID and bool(env.context.get(MODULE_UNINSTALL_FLAG))
