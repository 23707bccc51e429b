import logging
from datetime import timedelta

import psycopg2

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools.rows import hold

from ..tools.deferral import RetryLater, deferral_of

_logger = logging.getLogger(__name__)

#: seconds after which work that began and left no trace is attempted again: its process has died
LEASE = 60
#: seconds until work that another process does at this moment is due again
MOMENT = 5
#: tries to take work while others take some too
TRIES = 10


class G2PDeferred(models.Model):
    """Takes queued work and does it, one chunk in each transaction.

    An attempt is counted and committed before it begins, so that work which kills its process ends
    as well. The row stays locked while the work runs, and is deleted in the same transaction: a
    process that dies neither loses nor doubles anything. Work that fails together is retried one by
    one, so that one record never blocks the others.
    """

    _inherit = "g2p.deferred"

    # === CRON === #
    @api.model
    def _cron_work(self):
        """Work until nothing is due, or the time of this run is over."""
        # sudo: the scheduler works for all users and companies
        self.sudo()._work_off()

    @api.model
    def _work_off(self, channel=None, most=None):
        """Take and do chunk after chunk. Commits: called by the engines only.

        :param str channel: only of this channel
        :param int most: at most that many chunks
        :return: the number of records
        """
        commit, total = self.env["ir.cron"]._commit_progress, 0
        while most is None or most > 0:
            rows = self._take(channel)
            if not rows:
                commit(remaining=0)
                break
            commit()
            count = rows._work()
            total += count
            most = most and most - 1
            if not commit(count, remaining=1):
                break
        return total

    # === Taking === #
    @api.model
    def _take(self, channel=None):
        """The rows of the next chunk, with this attempt counted; empty if nothing is due."""
        self.env.flush_all()
        for _try in range(TRIES):
            try:
                return self._take_now(channel)
            except psycopg2.errors.SerializationFailure:
                # another process took them since this transaction began
                self.env.cr.rollback()
                self.env.invalidate_all()
        return self.browse()

    @api.model
    def _take_now(self, channel):
        limits = SQL("AND channel = %s", channel) if channel else SQL()
        dated = SQL("date_due <= %s", fields.Datetime.now()), SQL("date_due, id")
        for due in (dated, (SQL("date_due IS NULL"), SQL("rank, id"))):
            head = self._locked(due, limits, 1)
            if head:
                return self._start(due, head[0])
        return self.browse()

    @api.model
    def _locked(self, due, limits, count):
        """The next rows that nobody else has locked: (id, model, method, res_id, attempts)."""
        condition, order = due
        query = SQL(
            """
            SELECT id, model, method, res_id, attempts FROM g2p_deferred
            WHERE state = 'waiting' AND %s %s ORDER BY %s LIMIT %s FOR UPDATE SKIP LOCKED
            """,
            condition,
            limits,
            order,
            count,
        )
        self.env.cr.execute(query, log_exceptions=False)
        return self.env.cr.fetchall()

    @api.model
    def _start(self, due, head):
        """Count the attempt of a first row and of those that go with it."""
        row_id, model, method, res_id, attempts = head
        deferral = deferral_of(self.env.registry.get(model, object), method)
        alike = SQL("AND model = %s AND method = %s", model, method)
        size = deferral.chunk if deferral and not attempts else 1
        taken = self._fill({res_id: row_id}, size, due, alike)
        now = fields.Datetime.now()
        self.env.cr.execute(
            SQL(
                """
                UPDATE g2p_deferred SET attempts = attempts + 1, date_taken = %s, date_due = %s
                WHERE id IN %s
                """,
                now,
                now + timedelta(seconds=LEASE),
                tuple(taken.values()),
            )
        )
        self.invalidate_model(flush=False)
        return self.browse(sorted(taken.values()))

    @api.model
    def _fill(self, taken, size, due, alike):
        """Add rows of the same work on other records, up to the size of a chunk."""
        self._drop_twins(alike, taken)
        missing = size - len(taken)
        while missing:
            rows = tuple(taken.values())
            limits = SQL("%s AND attempts = 0 AND id NOT IN %s", alike, rows)
            found = self._locked(due, limits, missing)
            if not found:
                break
            for row_id, _model, _method, res_id, _attempts in found:
                taken.setdefault(res_id, row_id)
            self._drop_twins(alike, taken)
            missing = len(found) == missing and size - len(taken)
        return taken

    @api.model
    def _drop_twins(self, alike, taken):
        """Remove other rows of the same work, committed before: this attempt sees their changes.

        Their attempts count, so that what a scheduled action queues again and again has an end.
        """
        self.env.cr.execute(
            SQL(
                """
                WITH twin AS (
                    DELETE FROM g2p_deferred WHERE id IN (
                        SELECT id FROM g2p_deferred
                        WHERE res_id IN %s AND id NOT IN %s AND state = 'waiting' %s
                        FOR UPDATE SKIP LOCKED
                    ) RETURNING res_id, attempts
                )
                UPDATE g2p_deferred kept SET attempts = GREATEST(kept.attempts, twin.attempts)
                FROM (SELECT res_id, max(attempts) AS attempts FROM twin GROUP BY res_id) twin
                WHERE kept.id IN %s AND kept.res_id = twin.res_id
                """,
                tuple(taken),
                tuple(taken.values()),
                alike,
                tuple(taken.values()),
            ),
            log_exceptions=False,
        )

    # === Working === #
    def _work(self):
        """Do the work of the rows, of one model and method; return the number of records."""
        rows = hold(self, wait=False)._free()
        if not rows:
            return 0  # another process took them after a pause as long as the lease
        try:
            with self.env.cr.savepoint():
                rows._check_attempts()
                rows._call()
        except Exception as err:  # noqa: BLE001 (any: other work continues, this one is retried)
            rows._on_error(err)
        else:
            rows._done()
        return len(rows)

    def _free(self):
        """The rows whose work no other process does at this moment, for other rows of it.

        The rest is due again in a moment: the other process may not see what changed since.
        """
        if not self:
            return self
        name = SQL("concat_ws('.', model, method, res_id)")
        query = SQL(
            "SELECT id, pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
            " FROM g2p_deferred WHERE id IN %s",
            name,
            self._ids,
        )
        self.env.cr.execute(query)
        busy = self.browse(row_id for row_id, locked in self.env.cr.fetchall() if not locked)
        if self._is_outdated():
            busy = self
        for row in busy:
            soon = fields.Datetime.now() + timedelta(seconds=MOMENT)
            row.write({"attempts": row.attempts - 1, "date_due": soon})
        if busy:
            self._wake(busy[0].channel, 1, soon)
        return self - busy

    def _is_outdated(self):
        """Whether the same work was done after the snapshot of this transaction was taken.

        What was done is not visible then, and would be done a second time. Its row is visible,
        though deleted: PostgreSQL refuses to lock it.
        """
        done = SQL(
            """
            SELECT FROM g2p_deferred WHERE state = 'waiting' AND model = %s AND method = %s
            AND res_id IN %s AND id NOT IN %s FOR UPDATE SKIP LOCKED
            """,
            self[0].model,
            self[0].method,
            tuple(self.mapped("res_id")),
            self._ids,
        )
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(done, log_exceptions=False)
        except psycopg2.errors.SerializationFailure:
            return True
        return False

    def _done(self):
        """Remove the rows, and those of the same work that failed earlier."""
        self._drop_failed()
        self.env.cr.execute(SQL("DELETE FROM g2p_deferred WHERE id IN %s", self._ids))
        self.invalidate_model(flush=False)

    def _drop_failed(self):
        """Remove rows of the same work that failed earlier: this outcome replaces theirs."""
        work = (self[0].model, self[0].method, tuple(self.mapped("res_id")))
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM g2p_deferred
                WHERE state = 'failed' AND model = %s AND method = %s AND res_id IN %s
                """,
                *work,
            )
        )
        self.invalidate_model(flush=False)

    def _check_attempts(self):
        """Do not attempt what has killed its process each time."""
        deferral = deferral_of(self.env.registry.get(self[0].model, object), self[0].method)
        if deferral and self[0].attempts > deferral.attempts:
            raise RetryLater(
                self.env._("The server was interrupted each time. Contact an administrator.")
            )

    def _call(self):
        """Call the method on the records that still exist; an addon may be gone meanwhile."""
        first = self[0]
        model = self.env.get(first.model)
        if model is None or not deferral_of(type(model), first.method):
            _logger.info("deferred work %s dropped: no %s.%s", self.ids, first.model, first.method)
            return
        records = self._records()
        if records:
            getattr(records, first.method)()

    def _records(self):
        """The records of the rows that still exist, for the server and without a context."""
        # sudo: who asked for the work is on the records; the queue's user does it
        env = self.env(user=SUPERUSER_ID, context={}, su=True)
        return env[self[0].model].browse(self.sorted("id").mapped("res_id")).exists()

    def _on_error(self, err):
        """Schedule the next attempts; the error of a single record is reported to it."""
        self._log_error(err)
        if len(self) > 1:
            self.write({"date_due": fields.Datetime.now()})  # next time one by one
            self._wake(self[0].channel, len(self))
            return
        deferral = deferral_of(self.env.registry[self.model], self.method)
        seconds = deferral.seconds(self.attempts)
        again = seconds is not None and fields.Datetime.now() + timedelta(seconds=seconds)
        reason = self._reason(err)
        if again:
            self.write({"date_due": again, "error": reason})
            self._wake(self.channel, 1, again)
        else:
            self._drop_failed()  # of a scheduled action that queues it again each hour
            self.write({"state": "failed", "error": reason})
        if deferral.failed:
            self._report(deferral.failed, reason, again)

    def _log_error(self, err):
        """Log with ids; sentences for people may contain names."""
        where = (self[0].model, self[0].method, self.mapped("res_id"))
        if isinstance(err, (RetryLater, UserError, psycopg2.OperationalError)):
            _logger.info("%s.%s of %s: retried after %s", *where, type(err).__name__)
        else:
            _logger.error("%s.%s of %s failed", *where, exc_info=err)

    def _reason(self, err):
        if isinstance(err, (RetryLater, UserError)):
            return str(err)
        return self.env._(
            "The server was interrupted or failed (%(error)s). Contact an administrator.",
            error=type(err).__name__,
        )

    def _report(self, method, reason, again):
        """Call the record's method for a failed attempt; its own failure is only logged."""
        try:
            with self.env.cr.savepoint():
                for record in self._records():
                    getattr(record, method)(reason, again)
        except Exception:
            _logger.exception("%s.%s of %s could not report", self.model, self.method, self.res_id)
