"""Row locks until the transaction ends."""

from odoo.tools import SQL

CHANGE = """
    WITH held AS (%s) UPDATE %s AS target SET write_date = target.write_date FROM held
    WHERE target.id = held.id RETURNING target.id
"""


def hold(records, referable=False, wait=True, change=False):
    """Lock the rows of the records, in the order of their ids, so that two never deadlock.

    Values read before the lock do not change, nor does a second read: a transaction sees one
    snapshot (REPEATABLE READ). They are current nevertheless: if a row changed since the snapshot,
    PostgreSQL refuses the lock, and Odoo retries the whole request. This does not work for a row
    that others only locked: code that relies on their writes elsewhere must change the row.

    :param bool referable: others may add rows that refer to these meanwhile, without waiting
    :param bool wait: wait for rows that somebody else has locked; otherwise leave them out
    :param bool change: write the rows too, without a new value, so that a request that began
        earlier and locks them later is retried
    :return: the locked records; all of them, if it waits
    """
    if not records:
        return records
    records.flush_recordset()
    table = SQL.identifier(records._table)
    query = SQL(
        "SELECT id FROM %s WHERE id IN %s ORDER BY id %s %s",
        table,
        tuple(records.ids),
        SQL("FOR NO KEY UPDATE") if referable else SQL("FOR UPDATE"),
        SQL() if wait else SQL("SKIP LOCKED"),
    )
    records.env.cr.execute(SQL(CHANGE, query, table) if change else query, log_exceptions=wait)
    held = {row[0] for row in records.env.cr.fetchall()}
    return records.filtered(lambda record: record.id in held)
