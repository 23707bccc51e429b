import logging
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields, models

_logger = logging.getLogger(__name__)

#: jobs of one call; each job queues the next one while work of its channel is left
JOBS = 8
#: minutes that a job may wait while no other one has begun, before the runner counts as missing
PATIENCE = 2
#: minutes after which a job that began is no sign of life
LONGEST = 15


class G2PDeferred(models.Model):
    """Deferred work is done by jobs of OCA's queue_job, in a channel for each kind of work.

    The rows stay the truth, and a job only says: do the next chunk of this channel. So a job that
    runs twice, late or never neither doubles nor loses work, and the scheduler can take over while
    no job runner is alive.
    """

    _inherit = "g2p.deferred"

    # === Jobs === #
    @api.model
    def _wake(self, channel, chunks, at=None):
        if self._is_runner_missing():
            self._wake_scheduler(chunks, at)
            return
        for _number in range(min(max(chunks, 1), JOBS)):
            self._queue_job(channel, at)

    @api.model
    def _queue_job(self, channel, at=None):
        # sudo: jobs belong to the server, not to who asked for the work; the context of their
        # request could have the job run at once, within it (`queue_job__no_delay`)
        work_sudo = self.env(user=SUPERUSER_ID, su=True, context={})[self._name]
        work_sudo.with_delay(
            channel=self._channel_name(channel),
            eta=at,
            description=f"Assistance: deferred work of {channel}",
        )._run_job(channel)

    @api.model
    def _channel_name(self, channel):
        """The channel of queue_job; a server's configuration gives it a capacity."""
        return f"root.g2p_{channel}"

    @api.model
    def _run_job(self, channel):
        """Do the next chunk of a channel.

        In transactions of its own: queue_job forbids commits in that of a job.

        :return: the job's result, for administrators
        """
        with self.env.registry.cursor() as cr:
            work = api.Environment(cr, SUPERUSER_ID, {})["g2p.deferred"]
            work._note_runner()
            work.env["ir.cron"]._commit_progress()  # taking work may roll back
            count = work._work_off(channel, most=1)
            if count and work._due(channel):
                work._wake(channel, 1)
        return f"{count} records"

    @api.model
    def _due(self, channel=None, minutes=0):
        """Waiting rows that are due since that many minutes."""
        since = fields.Datetime.now() - timedelta(minutes=minutes)
        fresh = ["&", ("date_due", "=", False), ("date_created", "<=", since)]
        due = [("state", "=", "waiting"), "|", ("date_due", "<=", since), *fresh]
        if channel:
            due = [("channel", "=", channel), *due]
        return self.search(due, limit=1)

    # === Takeover === #
    @api.model
    def _cron_work(self):
        """Do the work only while no job runner is alive; otherwise see that each channel has a
        job."""
        work_sudo = self.sudo()  # sudo: the scheduler works for all users and companies
        commit = self.env["ir.cron"]._commit_progress
        commit()  # see what another lane has just noted
        if work_sudo._is_alone():
            work_sudo._look_after_jobs()
            commit()  # taking work may roll back
        if work_sudo._is_runner_missing():
            super()._cron_work()

    @api.model
    def _is_alone(self):
        """Whether no other process looks after the jobs now; until the end of the transaction.

        Lanes begin at the same moment, and so do jobs when a runner is back.
        """
        query = "SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))"
        self.env.cr.execute(query, [self._note()])
        return self.env.cr.fetchone()[0]

    @api.model
    def _look_after_jobs(self):
        """See whether a runner does them, and that each channel has one."""
        self._look_for_runner()
        if self._is_runner_missing():
            self._probe()
        else:
            self._replace_lost_jobs()

    @api.model
    def _look_for_runner(self):
        """Note that the runner is missing, and notify the administrators, once."""
        if self._find_note():
            return
        since = fields.Datetime.now() - timedelta(minutes=PATIENCE)
        # enqueued for so long: the server does not answer the runner
        waiting = [("state", "in", ("pending", "enqueued")), ("date_created", "<=", since)]
        alive = ["|", ("date_started", ">=", since), ("date_done", ">=", since)]
        at_work = [("state", "=", "started"), ("date_started", ">=", self._longest_ago())]
        jobs_sudo = self.env["queue.job"].sudo()  # sudo: of all companies
        planned = ["|", ("eta", "=", False), ("eta", "<=", since)]
        if not self._jobs([*waiting, *planned]) or jobs_sudo.search(alive, limit=1):
            return
        if jobs_sudo.search(at_work, limit=1):
            return
        _logger.info("no job runner is alive: the scheduler does the deferred work")
        self._set_note(fields.Datetime.to_string(fields.Datetime.now()))
        try:
            with self.env.cr.savepoint():
                self._notify_administrators()
        except Exception:  # the scheduler takes over nevertheless
            _logger.exception("the administrators could not be notified")

    @api.model
    def _probe(self):
        """Keep one job waiting: a runner that comes back shows itself by running it."""
        if not self._live_jobs():
            self._queue_job("upkeep")

    @api.model
    def _longest_ago(self):
        return fields.Datetime.now() - timedelta(minutes=LONGEST)

    @api.model
    def _jobs(self, domain):
        """The jobs of deferred work."""
        jobs_sudo = self.env["queue.job"].sudo()  # sudo: closed to users
        return jobs_sudo.search([("model_name", "=", "g2p.deferred"), *domain])

    @api.model
    def _live_jobs(self):
        """The jobs that run now or soon: none that is planned for later or whose server died."""
        now = fields.Datetime.now()
        soon = ["&", ("state", "=", "pending"), "|", ("eta", "=", False), ("eta", "<=", now)]
        begun = ("state", "in", ("enqueued", "started"))
        return self._jobs(["|", *soon, "&", begun, ("date_enqueued", ">=", self._longest_ago())])

    @api.model
    def _replace_lost_jobs(self):
        """Queue a job for each channel with work that nobody comes for: jobs can be cancelled."""
        late = [("id", "in", self._late_heads())]
        served = set(self._live_jobs().mapped("channel"))
        for row in self.search(late):
            if self._channel_name(row.channel) not in served:
                self._wake(row.channel, 1)

    @api.model
    def _late_heads(self):
        """Ids of one late row of each channel."""
        groups = self._read_group([("state", "=", "waiting")], ["channel"])
        return [self._due(channel, PATIENCE).id for (channel,) in groups]

    # === The note === #
    @api.model
    def _note(self):
        return "g2p_deferred_queue.runner_missing_since"

    @api.model
    def _is_runner_missing(self):
        """Whether no runner was alive when somebody last looked; from memory."""
        # sudo: users may not read parameters
        return bool(self.env["ir.config_parameter"].sudo().get_param(self._note()))

    @api.model
    def _find_note(self):
        """The note in the database: another process may have made it a moment ago."""
        # sudo: as above
        return self.env["ir.config_parameter"].sudo().search([("key", "=", self._note())])

    @api.model
    def _set_note(self, value):
        self.env["ir.config_parameter"].sudo().set_param(self._note(), value)  # sudo: as above

    @api.model
    def _note_runner(self):
        """A job runs, so the runner is alive."""
        if self._is_runner_missing() and self._is_alone():
            _logger.info("a job runner is alive again")
            self._set_note(False)

    @api.model
    def _notify_administrators(self):
        """Notify the administrators: the outage itself shows nothing but slowness."""
        users = self.env.ref("base.group_system").all_user_ids.filtered("active")
        for lang, them in users.grouped("lang").items():
            env = self.with_context(lang=lang).env
            env["mail.thread"].message_notify(
                partner_ids=them.partner_id.ids,
                subject=env._("No job runner is alive"),
                body=env._(
                    "Jobs of queue_job wait and none has begun for some minutes. The scheduled "
                    "actions do vouchers and messages meanwhile, more slowly. Start the job "
                    "runner: the operations guide has its configuration."
                ),
            )

    # === HOOKS === #
    @api.model
    def _warning(self):
        if self._is_runner_missing():
            return self.env._(
                "No job runner is alive: vouchers and messages wait longer. Contact an "
                "administrator."
            )
        if not super()._warning():
            return False
        return self.env._(
            "The job queue is at a standstill: vouchers and messages wait. Contact an "
            "administrator."
        )
