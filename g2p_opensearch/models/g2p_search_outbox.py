from functools import partial

from odoo import api, fields, models
from odoo.tools import SQL

#: where a transaction collects its changes until it is committed
NOTED = "g2p_opensearch.noted"
#: one statement for all records of a transaction
INSERT = """
    INSERT INTO g2p_search_outbox (kind, res_id, date)
    SELECT kind, res_id, now() AT TIME ZONE 'UTC' FROM unnest(%s, %s) AS noted (kind, res_id)
"""


class G2PSearchOutbox(models.Model):
    """A record that changed and is to be sent to the search engine again.

    Rows are only added by the transactions that change records, and only removed by those that
    send them, so that neither waits for the other. A row says that a record changed, not how: it
    is read when it is sent, in the version of that moment (docs/decisions/0018).
    """

    _name = "g2p.search.outbox"
    _description = "Search Outbox"
    _no_user_defaults = True
    _without_company = "ids of records without content, which only administrators see"
    _log_access = False
    _order = "id"
    _rec_name = "kind"

    kind = fields.Char(required=True, readonly=True)
    res_id = fields.Integer("Record ID", required=True, readonly=True, aggregator=None)
    date = fields.Datetime("Changed on", required=True, readonly=True)
    has_moved = fields.Boolean(
        readonly=True, help="Its region may have changed: it is removed from the other indexes."
    )

    _kind_idx = models.Index("(kind, id)")

    # === BUSINESS === #

    @api.model
    def _note(self, kind, ids):
        """Have records sent after the commit.

        A transaction costs one statement, however many records of however many kinds it changes;
        with savepoints one for each that changes some.
        """
        if not ids:
            return
        cr = self.env.cr
        noted = cr.precommit.data.setdefault(NOTED, {})
        if not noted:
            cr.precommit.add(partial(self._insert, cr))
        noted.setdefault(kind, set()).update(ids)

    @staticmethod
    def _insert(cr):
        noted = cr.precommit.data.pop(NOTED, {})
        rows = [(kind, res_id) for kind in sorted(noted) for res_id in sorted(noted[kind])]
        if rows:
            kinds, ids = zip(*rows, strict=True)
            cr.execute(SQL(INSERT, list(kinds), list(ids)))

    # === Draining === #

    @api.model
    def _take(self, kind, count):
        """Lock the next rows of a kind that nobody else sends: [(id, record's id, has moved)]."""
        self.env.cr.execute(
            SQL(
                """
                SELECT id, res_id, has_moved FROM g2p_search_outbox
                WHERE kind = %s ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
                """,
                kind,
                count,
            ),
            log_exceptions=False,  # another process sent them since this transaction began
        )
        return self.env.cr.fetchall()

    @api.model
    def _done(self, row_ids):
        """Remove rows that were sent."""
        if row_ids:
            self.env.cr.execute(SQL("DELETE FROM g2p_search_outbox WHERE id IN %s", tuple(row_ids)))

    @api.model
    def _forget(self, kind):
        """Remove the rows of a kind that has no index: its first build reads all records."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM g2p_search_outbox WHERE id IN (
                    SELECT id FROM g2p_search_outbox WHERE kind = %s LIMIT 100000
                    FOR UPDATE SKIP LOCKED
                )
                """,
                kind,
            ),
            log_exceptions=False,
        )

    @api.model
    def _waiting(self):
        """{kind: (number of rows, date of the oldest)}."""
        self.env.cr.execute("SELECT kind, count(*), min(date) FROM g2p_search_outbox GROUP BY kind")
        return {kind: (count, oldest) for kind, count, oldest in self.env.cr.fetchall()}

    @api.model
    def _pending(self, kind, ids):
        """Those of the ids that wait to be sent."""
        if not ids:
            return set()
        self.env.cr.execute(
            SQL(
                "SELECT DISTINCT res_id FROM g2p_search_outbox WHERE kind = %s AND res_id IN %s",
                kind,
                tuple(ids),
            )
        )
        return {res_id for (res_id,) in self.env.cr.fetchall()}

    @api.model
    def _version(self):
        """A number that grows with what this transaction sees: transactions that have ended.

        Two transactions that read the same record agree on which of them saw more, even if they
        run at the same time on different servers; clocks and the order of commits play no part.
        """
        self.env.cr.execute(
            """
            SELECT txid_snapshot_xmax(seen.snapshot)
                - (SELECT count(*) FROM txid_snapshot_xip(seen.snapshot))
            FROM (SELECT txid_current_snapshot() AS snapshot) AS seen
            """
        )
        return self.env.cr.fetchone()[0]
