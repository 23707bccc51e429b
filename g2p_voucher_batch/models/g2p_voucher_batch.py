from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_suite_base.tools.rows import hold
from odoo.addons.g2p_voucher_key.const import ISSUER_GROUP
from odoo.addons.g2p_voucher_qr import const
from odoo.addons.g2p_voucher_qr.models.g2p_voucher_issue import CHUNK

MAX_ORDER = 20_000  # vouchers of one order
LINE_STATES = ("waiting", "issued", "failed", "held", "skipped")


class G2PVoucherBatch(models.Model):
    """An order to issue or reissue vouchers, with the result of each; or the automatic issue of a
    programme."""

    _name = "g2p.voucher.batch"
    _description = "Voucher issue order"
    _inherit = "g2p.deferred.mixin"
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
    cause = fields.Selection(const.CAUSES, "Text for the person", readonly=True)
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
        free.write({"state": "waiting", "message": False, "date_done": False})
        if free:
            self._start()
        return self.action_open()

    def action_stop(self):
        """Issue no more of its vouchers; issued ones stay, and so do those being issued now."""
        self._check_owner()
        self.sudo().is_awaited = False  # sudo: orders change only through their actions
        # sudo: as above
        lines_sudo = self.sudo().line_ids.filtered(lambda line: line.state == "waiting")
        # who waits for the lines being issued fails with a conflict when they are, again and again
        lines_sudo = hold(lines_sudo, wait=False)
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
        cause = self.env.context.get("voucher_cause")
        cause = cause if cause in dict(const.CAUSES) else False
        vals = {"kind": "reissue", "reason": reason, "cause": cause}
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
        """Add the vouchers; return the lines that wait, since none waits elsewhere."""
        lines = self.env["g2p.voucher.batch.line"].sudo()  # sudo: as in _create_order
        waiting = lines.search(
            [("voucher_id", "in", vouchers.ids), ("state", "=", "waiting")]
        ).voucher_id
        late = self.env._("It already waits in another order.")
        added = lines.create(
            [
                {"batch_id": self.id, "voucher_id": voucher.id}
                | ({"state": "failed", "message": late} if voucher in waiting else {})
                for voucher in vouchers.sudo()  # sudo: only their ids, checked by the caller
            ]
        )
        return added.filtered(lambda line: line.state == "waiting")

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
            self._automatic(manager)._add(vouchers)._defer("_issue_waiting")

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
        lines_sudo = self.env["g2p.voucher.batch.line"].sudo().search(held)
        lines_sudo.write({"state": "waiting", "date_done": False})
        lines_sudo._defer("_issue_waiting")

    # === Work === #
    def _process(self, vouchers):
        """Issue or reissue the vouchers.

        :return: {voucher: UserError} of the refused ones
        """
        self.ensure_one()
        if self.kind == "reissue":
            return vouchers.with_context(voucher_cause=self.cause)._reissue_together(self.reason)
        return vouchers._issue_together()
