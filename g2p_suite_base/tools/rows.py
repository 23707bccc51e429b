"""Row locks until the transaction ends."""

from odoo.tools import SQL


def hold(records, referable=False, wait=True):
    """Lock the rows of the records, in the order of their ids, so that two never deadlock.

    Values read before the lock do not change, nor does a second read: a transaction sees one
    snapshot (REPEATABLE READ). They are current nevertheless: if a row changed since the snapshot,
    PostgreSQL refuses the lock, and Odoo retries the whole request. This does not work for a row
    that others only locked: code that relies on their writes elsewhere must change the row, as
    ``g2p.approval.request`` does.

    :param bool referable: others may add rows that refer to these meanwhile, without waiting
    :param bool wait: wait for rows that somebody else has locked; otherwise leave them out
    :return: whether all of them are locked
    """
    if not records:
        return True
    records.flush_recordset()
    query = SQL(
        "SELECT id FROM %s WHERE id IN %s ORDER BY id %s %s",
        SQL.identifier(records._table),
        tuple(records.ids),
        SQL("FOR NO KEY UPDATE") if referable else SQL("FOR UPDATE"),
        SQL() if wait else SQL("SKIP LOCKED"),
    )
    records.env.cr.execute(query, log_exceptions=wait)
    return len(records.env.cr.fetchall()) == len(records)
