"""Rows that are held until the transaction ends."""

from odoo.tools import SQL


def hold(records, referable=False, wait=True):
    """Hold the rows of the records, in the order of their ids, so that two never wait crosswise.

    What was read of them before stays as it was, and reading it again changes nothing: a
    transaction sees one snapshot (REPEATABLE READ). It is current all the same: where somebody
    changed a row since the snapshot was taken, PostgreSQL refuses to lock it, and Odoo repeats
    the whole request. A row that others only held, without a change of it, is no such sign: who
    relies on what they wrote elsewhere has to change the row, as ``g2p.approval.request`` does.

    :param bool referable: rows that only point at these are added meanwhile, without waiting
    :param bool wait: while somebody else holds them; else those are left out
    :return: whether all of them are held
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
