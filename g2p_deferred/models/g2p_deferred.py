from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import actions

from ..tools.deferral import deferral_of

#: scheduled actions that work side by side, where the server has as many cron threads
LANES = 4
#: one statement for all records; a rank for each chunk, so that large orders take turns
INSERT = """
    INSERT INTO g2p_deferred
        (model, method, channel, res_id, rank, state, attempts, date_created, date_due)
    SELECT %s, %s, %s, id, (number - 1) / %s, 'waiting', 0, %s, %s
    FROM unnest(%s) WITH ORDINALITY AS queued (id, number)
"""


class G2PDeferred(models.Model):
    """Work on one record that runs after the commit: the queue of the suite.

    Rows are only added by those who ask for work, and only changed and removed by those who do it,
    so that neither waits for the other. Finished work leaves no row: the outcome is on the record.
    """

    _name = "g2p.deferred"
    _description = "Deferred Work"
    _no_user_defaults = True
    _without_company = "rows without content; administrators see all of them"
    _order = "state, id desc"
    _rec_name = "method"
    _log_access = False

    model = fields.Char(required=True, readonly=True)
    method = fields.Char("Work", required=True, readonly=True)
    channel = fields.Char(required=True, readonly=True)
    res_id = fields.Integer("Record ID", required=True, readonly=True, index=True)
    rank = fields.Integer(required=True, readonly=True)
    state = fields.Selection(
        [("waiting", "Waiting"), ("failed", "Failed")],
        default="waiting",
        required=True,
        readonly=True,
    )
    attempts = fields.Integer(default=0, readonly=True)
    date_created = fields.Datetime("Queued on", required=True, readonly=True)
    date_due = fields.Datetime(
        "Next attempt", readonly=True, help="Empty: as soon as possible, in turn."
    )
    date_taken = fields.Datetime("Last attempt", readonly=True)
    error = fields.Char("Reason", readonly=True)

    _fresh_idx = models.Index("(rank, id) WHERE state = 'waiting' AND date_due IS NULL")
    _dated_idx = models.Index("(date_due, id) WHERE state = 'waiting' AND date_due IS NOT NULL")
    _taken_idx = models.Index("(date_taken) WHERE date_taken IS NOT NULL")
    _failed_idx = models.Index("(id) WHERE state = 'failed'")

    # === COMPUTE === #
    @api.depends("model", "method", "res_id")
    def _compute_display_name(self):
        for row in self:
            row.display_name = f"{row.model},{row.res_id}: {row.method}"

    # === ACTIONS === #
    def action_retry(self):
        """Retry failed work, or waiting work immediately; for administrators."""
        again = {"state": "waiting", "attempts": 0, "date_due": False, "error": False}
        self._for_administrators().write(again)
        for channel, rows in self.grouped("channel").items():
            self._wake(channel, len(rows))
        return True

    def action_drop(self):
        """Give up failed work; for administrators."""
        self._for_administrators().filtered(lambda row: row.state == "failed").unlink()
        return True

    def action_open_record(self):
        """Open the record of the work."""
        self.ensure_one()
        self.check_access("read")
        return actions.form(self.model, self.res_id)

    def _for_administrators(self):
        if not self.env.user.has_group("base.group_system"):
            raise AccessError(self.env._("Only administrators can change deferred work."))
        return self.sudo()  # sudo: rows change only through their actions

    # === BUSINESS === #
    @api.model
    def _queue(self, records, method, at=None):
        """Queue the method for each record; see `_defer` of the mixin."""
        deferral = deferral_of(type(records), method)
        if not deferral:
            raise TypeError(f"{records._name}.{method} is not marked as deferrable")
        if not records:
            return
        now = fields.Datetime.now()
        row = (records._name, method, deferral.channel)
        values = (*row, deferral.chunk, now, at or None, list(records.ids))
        self.env.cr.execute(SQL(INSERT, *values))
        self.invalidate_model(flush=False)
        self._wake(deferral.channel, -(-len(records) // deferral.chunk), at)

    # === HOOKS === #
    @api.model
    def _wake(self, channel, chunks, at=None):
        """Have the engine do work of a channel after the commit; here Odoo's scheduler.

        :param int chunks: transactions that are needed
        :param datetime at: not before (UTC)
        """
        self._wake_scheduler(chunks, at)

    # === Scheduler === #
    @api.model
    def _wake_scheduler(self, chunks, at=None):
        """Wake as many lanes as there are chunks."""
        lanes = self._lanes()[: max(chunks, 1)]
        now = fields.Datetime.now()
        # sudo: closed to users
        self.env["ir.cron.trigger"].sudo().create(
            [{"cron_id": lane, "call_at": at or now} for lane in lanes]
        )
        if not at or at <= now:
            self.env.cr.postcommit.add(self.env["ir.cron"]._notifydb)

    @api.model
    def _warning(self):
        """A sentence for officers if work waits that should have been done long ago; or False."""
        # sudo: only whether there is any
        if not self.sudo()._overdue(self._patience()):
            return False
        return self.env._(
            "The server's scheduled actions do not run: vouchers and messages wait. Contact an "
            "administrator."
        )

    @api.model
    def _patience(self):
        """Minutes after which waiting work is overdue."""
        return self.env["g2p.suite.health"].sudo()._overdue_minutes()  # sudo: a number

    @api.model
    def _is_alive(self, minutes):
        """Whether work at hand was taken in these minutes: a large order may take longer."""
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        return bool(self.search_count([("date_taken", ">=", since)], limit=1))

    @api.model
    def _overdue(self, minutes):
        """Whether work has waited this many minutes longer than it should, while none was done."""
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        if self._is_alive(minutes):
            return False
        fresh = ["&", ("date_due", "=", False), ("date_created", "<", since)]
        late = [("state", "=", "waiting"), "|", ("date_due", "<", since), *fresh]
        return bool(self.search_count(late, limit=1))

    @api.model
    def _lanes(self):
        """Ids of the scheduled actions, from memory."""
        data = self.env["ir.model.data"]
        return [data._xmlid_to_res_id(f"g2p_deferred.cron_work_{n + 1}") for n in range(LANES)]
