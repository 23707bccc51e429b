"""Rows that are held until the transaction ends."""

from odoo.tools import SQL

CHANGE = """
    WITH held AS (%s) UPDATE %s AS row SET write_date = row.write_date FROM held
    WHERE row.id = held.id RETURNING row.id
"""


def hold(records, referable=False, wait=True, change=False):
    """Hold the rows of the records, in the order of their ids, so that two never wait crosswise.

    What was read of them before stays as it was, and reading it again changes nothing: a
    transaction sees one snapshot (REPEATABLE READ). It is current all the same: where somebody
    changed a row since the snapshot was taken, PostgreSQL refuses to lock it, and Odoo repeats
    the whole request. A row that others only held, without a change of it, is no such sign: who
    relies on what they wrote elsewhere changes the row.

    :param bool referable: rows that only point at these are added meanwhile, without waiting
    :param bool wait: while somebody else holds them; else those are left out
    :param bool change: the rows themselves, without a change of a value: whoever read anything
        before this transaction ended and holds them in this way afterwards starts again
    :return: those of the records that are held; all of them, where it waits
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
