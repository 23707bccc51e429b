"""What an addon does before it goes."""

from odoo.tools import sql

FOREIGN_KEYS = """
    SELECT source.relname, key.conname
    FROM pg_constraint key
    JOIN pg_class source ON source.oid = key.conrelid
    JOIN pg_class target ON target.oid = key.confrelid
    WHERE key.contype = 'f' AND (source.relname = ANY(%s) OR target.relname = ANY(%s))
"""


def own_models(env, addon):
    """The models that an addon brought, with tables of their own."""
    own = [model for model in env.registry.values() if model._original_module == addon]
    return [model for model in own if model._auto and not model._abstract]


def release_tables(env, addon):
    """Let nothing hold back the rows of an addon that is being uninstalled.

    Odoo deletes the records that came with it one by one, and drops its tables after that. A
    record that is in use is refused by the database, and each refusal is an error in the log.
    The tables go as a whole, so their foreign keys may go first.
    """
    tables = [model._table for model in own_models(env, addon)]
    env.flush_all()
    env.cr.execute(FOREIGN_KEYS, [tables, tables])
    for table, constraint in env.cr.fetchall():
        sql.drop_constraint(env.cr, table, constraint)
