import logging

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_suite_base.tools.rows import hold
from odoo.addons.g2p_voucher_key.const import ISSUER_GROUP
from odoo.addons.g2p_voucher_qr import const
from odoo.addons.g2p_voucher_qr.exceptions import NotInUse
from odoo.addons.g2p_voucher_qr.models.g2p_voucher_issue import CHUNK

_logger = logging.getLogger(__name__)
MAX_ORDER = 20_000  # vouchers of one order
MAX_ATTEMPTS = 3  # of a line whose transaction was aborted
TAKE = """
    SELECT batch.id FROM g2p_voucher_batch batch
    WHERE EXISTS (
        SELECT 1 FROM g2p_voucher_batch_line line
        WHERE line.batch_id = batch.id AND line.state = 'waiting'
    )
    ORDER BY batch.date_worked NULLS FIRST, batch.id
    LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED
"""


class G2PVoucherBatch(models.Model):
    """An order to issue or reissue vouchers, with the result of each; or the automatic issue of a
    programme."""

    _name = "g2p.voucher.batch"
    _description = "Voucher issue order"
    _no_user_defaults = True
    _order = "id desc"

    kind = fields.Selection(
        [("issue", "Issue"), ("reissue", "Reissue")],
        "Order to",
        default="issue",
        required=True,
        readonly=True,
    )
    reason = fields.Char(readonly=True, help="The reason for reissuing the vouchers.")
    key_id = fields.Many2one(
        "g2p.voucher.key",
        "Copies of key",
        readonly=True,
        ondelete="restrict",
        help="Set if copies are replaced because of their key.",
    )
    user_id = fields.Many2one("res.users", "Officer", readonly=True)
    manager_id = fields.Many2one(
        const.MANAGER_MODEL,
        "Automatic issue of",
        readonly=True,
        ondelete="restrict",
        help="Set for automatic issue; empty for an officer's order.",
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    date_worked = fields.Datetime(readonly=True, help="Orders are processed in turn.")
    line_ids = fields.One2many("g2p.voucher.batch.line", "batch_id", "Vouchers", readonly=True)
    waiting_count = fields.Integer("Waiting", compute="_compute_counts")
    issued_count = fields.Integer("Issued", compute="_compute_counts")
    failed_count = fields.Integer("Failed", compute="_compute_counts")
    skipped_count = fields.Integer("Skipped", compute="_compute_counts")
    percent = fields.Integer("Done", compute="_compute_counts")
    progress = fields.Char(compute="_compute_counts")

    _one_automatic = models.UniqueIndex(
        "(manager_id) WHERE manager_id IS NOT NULL",
        "A programme has one order for automatic issue.",
    )

    # === COMPUTE === #
    @api.depends("user_id", "manager_id", "create_date")
    def _compute_display_name(self):
        for batch in self:
            # sudo: only the name, for officers who read no programmes
            who = batch.manager_id.program_id.sudo().name or batch.user_id.name
            batch.display_name = self.env._("Order %(id)s, %(who)s", id=batch.id, who=who)

    @api.depends("line_ids.state")
    def _compute_counts(self):
        groups = self.env["g2p.voucher.batch.line"]._read_group(
            [("batch_id", "in", self.ids)], ["batch_id", "state"], ["__count"]
        )
        counts = {(batch.id, state): count for batch, state, count in groups}
        for batch in self:
            found = {state: counts.get((batch.id, state), 0) for state in LINE_STATES}
            total = sum(found.values())
            batch.issued_count = found["issued"]
            batch.failed_count = found["failed"] + found["held"]
            batch.skipped_count = found["skipped"]
            batch.waiting_count = found["waiting"]
            batch.percent = round(100 * (total - found["waiting"]) / total) if total else 0
            batch.progress = batch._progress(total)

    def _progress(self, total):
        """The counts as a sentence, in the user's language."""
        issued, failed, skipped = self.issued_count, self.failed_count, self.skipped_count
        if not skipped:
            return self.env._(
                "%(issued)s of %(total)s issued, %(failed)s failed",
                issued=issued,
                total=total,
                failed=failed,
            )
        return self.env._(
            "%(issued)s of %(total)s issued, %(failed)s failed, %(skipped)s skipped",
            issued=issued,
            total=total,
            failed=failed,
            skipped=skipped,
        )

    # === ACTIONS === #
    def action_open(self):
        """Open the order in a dialog."""
        self.ensure_one()
        self.check_access("read")
        return actions.dialog(self.env._("Order"), self._name, self.id)

    def action_retry(self):
        """Retry the failed vouchers, as the same officer."""
        self._check_owner()
        # sudo: orders change only through their actions
        lines_sudo = self.sudo().line_ids.filtered(lambda line: line.state in ("failed", "held"))
        open_state = const.ISSUED if self.kind == "reissue" else const.DRAFT
        again = lines_sudo.filtered(lambda line: line.voucher_id.state == open_state)
        free = again.filtered(lambda line: not line._waits_elsewhere())
        free.write({"state": "waiting", "message": False, "attempts": 0})
        if free:
            self._start()
        return self.action_open()

    def action_stop(self):
        """Issue no more of its vouchers; issued ones stay."""
        self._check_owner()
        self.sudo().is_awaited = False  # sudo: orders change only through their actions
        # sudo: as above
        lines_sudo = self.sudo().line_ids.filtered(lambda line: line.state == "waiting")
        lines_sudo.write({"state": "failed", "message": self.env._("The order was stopped.")})
        return self.action_open()

    def action_print(self):
        """Print the issued vouchers."""
        return self._issued().filtered(lambda one: one.state == const.ISSUED).action_print()

    def action_open_issued(self):
        """Open the issued vouchers as a list, to print or send some of them."""
        title = self.env._("Issued by order %(id)s", id=self.id)
        return actions.listing(title, "g2p.voucher", [("id", "in", self._issued().ids)])

    def _issued(self):
        """The vouchers that this order issued."""
        self.ensure_one()
        self.check_access("read")
        issued = [("batch_id", "=", self.id), ("state", "=", "issued")]
        return self.env["g2p.voucher.batch.line"].search(issued).voucher_id

    def _check_owner(self):
        """Allow its officer; for automatic issue the officers in whose name it happens."""
        self.ensure_one()
        self.check_access("read")
        # sudo: officers need not see the other officers
        officers = self.user_id | self.sudo().manager_id.auto_issuer_ids
        if self.env.user not in officers or not self.env.user.has_group(ISSUER_GROUP):
            raise AccessError(self.env._("Only the officer of this order can retry or stop it."))

    # === Orders === #
    @api.model
    def _issue_order(self, vouchers):
        """Issue a few immediately; queue more than fit into one request.

        :return: the action that shows the outcome
        """
        return self._place_order(vouchers)

    @api.model
    def _reissue_order(self, vouchers, reason, key=None):
        """Replace the copies of a few immediately; queue more than fit into one request.

        :param str reason: the reason, for the history
        :param key: the key of the replaced copies, if it is the reason
        :return: the action that shows the outcome
        """
        vals = {"kind": "reissue", "reason": reason}
        if key:
            vals.update(key_id=key.id, company_id=key.company_id.id)
        return self._place_order(vouchers, **vals)

    @api.model
    def _place_order(self, vouchers, **vals):
        self._check_officer()
        vouchers.check_access("read")
        if len(vouchers) > MAX_ORDER:
            raise UserError(
                self.env._("Choose at most %(max)s vouchers for one order.", max=MAX_ORDER)
            )
        batch = self._create_order(vouchers, **vals)
        if len(vouchers) > CHUNK:
            batch._start()
            return batch.action_open()
        # sudo: as in _create_order; each voucher is issued as the officer
        batch.sudo().line_ids._issue(self.env.user)
        return batch._show_outcome()

    @api.model
    def _check_officer(self):
        if not self.env.user.has_group(ISSUER_GROUP):
            raise AccessError(self.env._("Only issuing officers can issue vouchers."))

    @api.model
    def _create_order(self, vouchers, **vals):
        """Create an order of the current user; vouchers waiting in another one are refused."""
        company = self.env.company
        batch_sudo = self.sudo().create(  # sudo: orders are created only here
            {"user_id": self.env.uid, "company_id": company.id, **vals}
        )
        batch_sudo._add(vouchers)
        return batch_sudo.with_env(self.env)

    def _add(self, vouchers):
        lines = self.env["g2p.voucher.batch.line"].sudo()  # sudo: as in _create_order
        waiting = lines.search(
            [("voucher_id", "in", vouchers.ids), ("state", "=", "waiting")]
        ).voucher_id
        late = self.env._("It already waits in another order.")
        lines.create(
            [
                {"batch_id": self.id, "voucher_id": voucher.id}
                | ({"state": "failed", "message": late} if voucher in waiting else {})
                for voucher in vouchers.sudo()  # sudo: only their ids, checked by the caller
            ]
        )

    def _show_outcome(self):
        """A notification if all were issued, or the order with its reasons."""
        if self.failed_count or self.skipped_count:
            return self.action_open()
        return actions.notify(self.progress, next=actions.reload())

    # === Automatic issue === #
    @api.model
    def _queue_automatic(self, vouchers_sudo):
        """Queue new vouchers of programmes with automatic issue."""
        automatic = vouchers_sudo.filtered(lambda one: one.manager_id.issue_mode == "auto")
        for manager, vouchers in automatic.grouped("manager_id").items():
            self._automatic(manager)._add(vouchers)
        if automatic:
            self._trigger()

    @api.model
    def _automatic(self, manager_sudo):
        """The manager's order, created if there is none."""
        batches_sudo = self.sudo()  # sudo: as in _create_order
        vals = {"manager_id": manager_sudo.id, "company_id": manager_sudo.company_id.id}
        found = batches_sudo.search([("manager_id", "=", manager_sudo.id)], limit=1)
        return found or batches_sudo.create(vals)

    @api.model
    def _retry_held(self, manager_sudo):
        """Retry the vouchers that found no neutral officer."""
        held = [("batch_id.manager_id", "=", manager_sudo.id), ("state", "=", "held")]
        # sudo: as in _create_order
        self.env["g2p.voucher.batch.line"].sudo().search(held).write({"state": "waiting"})
        self._trigger()

    # === CRON === #
    @api.model
    def _trigger(self):
        # sudo: officers have no right on scheduled actions
        self.env.ref("g2p_voucher_batch.cron_issue").sudo()._trigger()

    @api.model
    def _cron_issue(self):
        """Process the orders in turn, one chunk per transaction, until none is left.

        The attempt is counted first: the lines of an aborted chunk are retried one by one on the
        next run, and fail in the end.
        """
        # sudo: the scheduler works on the orders of all officers
        while lines := self.sudo()._take():
            lines._count_attempt()
            self._commit()
            lines._attempt()
            self._notify_finished()
            if not self._commit(len(lines)):
                break

    def _commit(self, processed=0):
        """End the transaction; return the seconds left."""
        waiting = [("state", "=", "waiting")]
        # sudo: as in _cron_issue
        count = self.env["g2p.voucher.batch.line"].sudo().search_count(waiting)
        return self.env["ir.cron"]._commit_progress(processed, remaining=count)

    @api.model
    def _take(self):
        """Lines of the next order; a single one if it was aborted before."""
        self.env.flush_all()
        self.env.cr.execute(TAKE)
        batch = self.browse([row[0] for row in self.env.cr.fetchall()])
        lines = batch.line_ids
        if batch:
            batch.date_worked = fields.Datetime.now()
            mine = [("batch_id", "=", batch.id), ("state", "=", "waiting")]
            lines = lines.search(mine, limit=CHUNK, order="attempts, id")
        fresh = lines.filtered(lambda line: not line.attempts)
        return fresh or lines[:1]

    # === Work === #
    def _process(self, vouchers):
        """Issue or reissue the vouchers.

        :return: {voucher: UserError} of the refused ones
        """
        self.ensure_one()
        if self.kind == "reissue":
            return vouchers._reissue_together(self.reason)
        return vouchers._issue_together()


LINE_STATES = ("waiting", "issued", "failed", "held", "skipped")


class G2PVoucherBatchLine(models.Model):
    """One voucher of an issue order, with its result."""

    _name = "g2p.voucher.batch.line"
    _description = "Voucher of an issue order"
    _no_user_defaults = True
    _order = "state, id"
    _rec_name = "voucher_id"

    batch_id = fields.Many2one(
        "g2p.voucher.batch", required=True, readonly=True, ondelete="cascade", index=True
    )
    company_id = fields.Many2one(related="batch_id.company_id", store=True)
    voucher_id = fields.Many2one(
        "g2p.voucher", required=True, readonly=True, ondelete="restrict", index=True
    )
    state = fields.Selection(
        [
            ("failed", "Not issued"),
            ("held", "No neutral officer"),
            ("issued", "Issued"),
            ("skipped", "Skipped"),
            ("waiting", "Waiting"),
        ],
        default="waiting",
        required=True,
        readonly=True,
    )
    message = fields.Char("Reason", readonly=True)
    attempts = fields.Integer(default=0, readonly=True)  # PostgreSQL sorts NULL after numbers

    _waiting_idx = models.Index("(batch_id, attempts, id) WHERE state = 'waiting'")
    _waits_once = models.UniqueIndex(
        "(voucher_id) WHERE state = 'waiting'", "This voucher already waits in another order."
    )

    def _waits_elsewhere(self):
        """Whether the voucher waits in another order."""
        twin = [("voucher_id", "=", self.voucher_id.id), ("state", "=", "waiting")]
        return bool(self.search_count(twin, limit=1))

    def _count_attempt(self):
        for line in self:
            line.attempts += 1

    def _attempt(self):
        """Issue the lines that are still waiting; on failure, the next run retries them."""
        held = hold(self, wait=False)
        held.invalidate_recordset()
        held = held.filtered(lambda line: line.state == "waiting")
        try:
            with self.env.cr.savepoint():
                held._issue_for_officer()
        except Exception:
            # any error: its lines are retried one by one, and other orders continue
            _logger.exception("issue of vouchers was aborted: lines %s", held.ids)
            exhausted = held.filtered(lambda line: line.attempts >= MAX_ATTEMPTS)
            exhausted._fail(
                self.env._("The server was interrupted while issuing it. Contact an administrator.")
            )

    def _issue_for_officer(self):
        """Issue in the name of the ordering officer, or of a neutral one with automatic issue."""
        officer = self.batch_id.user_id
        if officer:
            self._issue(officer)
            return
        by_officer = self.grouped(lambda line: line.voucher_id._neutral_officer())
        for user, lines in by_officer.items():
            if user:
                lines._issue(user)
            else:
                lines._hold()

    def _issue(self, user):
        """Check, issue and record the result of each waiting voucher."""
        waiting = self.filtered(lambda line: line.state == "waiting")
        waiting -= waiting._skip_replaced()
        vouchers = waiting.voucher_id.with_user(user).with_context(lang=user.lang).sudo(False)
        refused = waiting.batch_id._process(vouchers) if waiting else {}
        by_id = {voucher.id: err for voucher, err in refused.items()}
        for line in waiting:
            line._record_result(by_id.get(line.voucher_id.id))

    def _record_result(self, error):
        """Record the result: issued without an error, skipped if it needs no copy."""
        if not error:
            self.write({"state": "issued", "message": False})
        elif isinstance(error, NotInUse):
            self._skip(str(error))
        else:
            self._fail(str(error))

    def _skip_replaced(self):
        """Skip the vouchers whose copy already has another key, and return them."""
        of_key = self.filtered("batch_id.key_id")
        replaced = of_key.filtered(lambda line: line.voucher_id.key_id != line.batch_id.key_id)
        replaced._skip(self.env._("Its copy has already been replaced."))
        return replaced

    def _fail(self, message):
        self.write({"state": "failed", "message": message})

    def _skip(self, message):
        self.write({"state": "skipped", "message": message})

    def _hold(self):
        message = self.env._(
            "Every officer in whose name vouchers are issued took part in this case, or is no "
            "longer an issuing officer. Another officer must issue it."
        )
        self.write({"state": "held", "message": message})
