import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools.rows import hold

from ..tools import balance

_logger = logging.getLogger(__name__)

_MOVED = {"reserved", "spent", "folded_reserved", "folded_spent"}


class G2PAssistanceFund(models.Model):
    """Money of a programme for a period: what is reserved and spent never exceeds it.

    Its row holds the moves that were folded in; with those that were not (``pending``) it is the
    balance. What is reserved is folded in at once, under the row's lock. All other moves take
    nothing from what is available: they are only added, so that people who are served at the same
    moment wait for nobody, and are folded in beside. So the row never promises more than there is.
    """

    _name = "g2p.assistance.fund"
    _description = "Assistance Fund"
    _inherit = ["g2p.assistance.money.mixin", "g2p.audit.mixin", "g2p.company.mixin"]
    _order = "date_from desc, id"

    _audit_fields = (
        "program_id",
        "company_id",
        "currency_id",
        "date_from",
        "date_to",
        "amount",
        "active",
    )

    name = fields.Char(compute="_compute_name", store=True)
    active = fields.Boolean(
        default=True, help="An archived fund gives nothing; what it gave goes on."
    )
    date_from = fields.Date(required=True)
    date_to = fields.Date(required=True)
    amount = fields.Monetary(required=True)
    reserved = fields.Monetary(compute="_compute_balance")
    spent = fields.Monetary(compute="_compute_balance")
    available = fields.Monetary(compute="_compute_balance")
    folded_reserved = fields.Monetary(readonly=True, copy=False, default=0.0)
    folded_spent = fields.Monetary(readonly=True, copy=False, default=0.0)
    move_ids = fields.One2many("g2p.assistance.fund.move", "fund_id", "Moves", readonly=True)

    _within_amount = models.Constraint(
        "CHECK (folded_reserved + folded_spent <= amount)",
        "The fund does not cover what is reserved and spent.",
    )
    _not_negative = models.Constraint(
        "CHECK (folded_reserved >= 0 AND folded_spent >= 0)", "A fund never goes below zero."
    )
    _dates = models.Constraint("CHECK (date_from <= date_to)", "The period ends before it starts.")

    @api.depends("program_id.name", "date_from", "date_to")
    def _compute_name(self):
        for fund in self:
            fund.name = (
                f"{fund.program_id.name or ''} {fund.date_from or ''} – {fund.date_to or ''}"
            )

    # on the moves' values, not on ``pending``: folding leaves the balance as it is
    @api.depends("amount", "folded_reserved", "folded_spent", "move_ids.kind", "move_ids.amount")
    def _compute_balance(self):
        pending = self._pending_sums()
        for fund in self:
            reserved, spent = balance.effect(pending.get(fund._origin.id, {}))
            fund.reserved = fund.folded_reserved + reserved
            fund.spent = fund.folded_spent + spent
            fund.available = fund.amount - fund.reserved - fund.spent

    def _pending_sums(self):
        """{fund id: {kind: amount}} of the moves that are not in the rows yet."""
        if not self._origin.ids:
            return {}
        self.env["g2p.assistance.fund.move"].flush_model()
        self.env.cr.execute(
            "SELECT fund_id, kind, sum(amount) FROM g2p_assistance_fund_move"
            " WHERE pending AND fund_id IN %s GROUP BY fund_id, kind",
            [tuple(self._origin.ids)],
        )
        found = {}
        for fund_id, kind, amount in self.env.cr.fetchall():
            found.setdefault(fund_id, {})[kind] = amount
        return found

    @api.constrains("active")
    def _check_active(self):
        self._check_money()

    def _has_to_agree(self):
        """An archived fund stays as it is, unless money of it is out."""
        mine = [("fund_id", "=", self.id)]
        # sudo: whether money is out does not depend on who asks
        return self.active or bool(
            self.env["g2p.assistance.fund.move"].sudo().search_count(mine, limit=1)
        )

    @api.model_create_multi
    def create(self, vals_list):
        # forced, so that neither values nor default_ keys start elsewhere
        zero = {"folded_reserved": 0.0, "folded_spent": 0.0}
        return super().create([{**vals, **zero} for vals in vals_list])

    def write(self, vals):
        if _MOVED & set(vals):
            raise AccessError(self.env._("What is reserved and spent changes by moves only."))
        if "amount" in vals:
            self.check_access("write")
            for fund in self.sorted("id"):  # what was released since is free too
                fund._hold()
                fund._fold()
        return super().write(vals)

    @api.model
    def _for_program(self, program, currency, company):
        """The fund of today at the office, under sudo.

        :raises UserError: when there is none
        """
        today = company._office_day()
        # sudo: officers have no right on funds; deciding needs one
        fund_sudo = self.sudo().search(
            [
                ("active", "=", True),  # whatever the caller's context says
                ("program_id", "=", program.id),
                ("company_id", "=", company.id),
                ("currency_id", "=", currency.id),
                ("date_from", "<=", today),
                ("date_to", ">=", today),
            ],
            limit=1,
        )
        if not fund_sudo:
            raise UserError(
                self.env._(
                    "%(program)s has no fund for today. The programme manager adds one under "
                    "Assistance / Configuration / Funds.",
                    program=program.sudo().name,  # sudo: only the name of the programme
                )
            )
        return fund_sudo

    # === Moves === #

    def _reserve(self, amounts):
        """Reserve for many applications under one lock: for all of them or for none.

        :param dict amounts: {application: amount}
        :raises UserError: when the fund does not cover all of them together
        """
        self._move_many("reserve", amounts)

    def _move_many(self, kind, amounts):
        """The one writer of moves, and so of what is reserved and spent.

        :param str kind: reserve, spend, return (of what was spent) or release
        :param dict amounts: {application: amount}
        :raises UserError: when the fund does not cover a reservation
        """
        self.ensure_one()
        if kind == "reserve":
            self._take(sum(amounts.values()))
        self.env["g2p.assistance.fund.move"].create(
            [
                {
                    "fund_id": self.id,
                    "company_id": application.company_id.id,
                    "currency_id": application.currency_id.id,
                    "kind": kind,
                    "amount": amount,
                    "application_id": application.id,
                    "pending": kind != "reserve",
                }
                for application, amount in amounts.items()
            ]
        )

    def _take(self, amount):
        """Take the amount from what is available: two who reserve at the same moment never see
        the same money, since the row changes, upon which Odoo repeats the second request."""
        self._hold()
        amount = self.currency_id.round(amount)
        if self._lacks(amount):
            self._fold()  # what was released since is free too
        if self._lacks(amount):
            raise UserError(
                self.env._(
                    "The fund %(fund)s does not cover this amount any more. The programme "
                    "manager can raise the fund; until then the case waits.",
                    fund=self.name,
                )
            )
        self._write_folded(amount, 0.0)

    def _lacks(self, amount):
        """Whether the row alone, which is held, does not cover the amount."""
        free = self.amount - self.folded_reserved - self.folded_spent
        return self.currency_id.compare_amounts(amount, free) > 0

    # === Folding === #

    def _hold(self, wait=True):
        """Hold the row until the end of the transaction; whether it is held.

        A lock of the kind that adding a move does not wait for.

        :param bool wait: while somebody else holds it; else it is not held then
        """
        self.ensure_one()
        is_held = bool(hold(self, referable=True, wait=wait))
        self.invalidate_recordset(["folded_reserved", "folded_spent", "amount"])
        return is_held

    def _fold(self, limit=None):
        """Take moves into the row, which is held, the earliest first; how many they were.

        In their order, since what is spent was reserved before: the row is never below zero.
        """
        moves = self.env["g2p.assistance.fund.move"]
        moves.flush_model()
        self.env.cr.execute(
            """
            WITH folded AS (
                UPDATE g2p_assistance_fund_move SET pending = FALSE WHERE id IN (
                    SELECT id FROM g2p_assistance_fund_move
                    WHERE pending AND fund_id = %s ORDER BY id LIMIT %s
                ) RETURNING kind, amount
            )
            SELECT kind, sum(amount), count(*) FROM folded GROUP BY kind
            """,
            [self.id, limit],
            log_exceptions=False,  # nothing went wrong where they were folded meanwhile
        )
        rows = self.env.cr.fetchall()
        moves.invalidate_model(["pending"])
        if rows:
            self._write_folded(*balance.effect({kind: amount for kind, amount, _count in rows}))
        return sum(count for _kind, _amount, count in rows)

    def _write_folded(self, reserved, spent):
        """Add to the row, which is held."""
        super().write(
            {
                "folded_reserved": self.currency_id.round(self.folded_reserved + reserved),
                "folded_spent": self.currency_id.round(self.folded_spent + spent),
            }
        )

    @api.model
    def _cron_fold(self, page=10_000):
        """Take into the rows what was moved since, so many moves in a transaction."""
        self.env["g2p.assistance.fund.move"].flush_model()
        self.env.cr.execute(
            "SELECT DISTINCT fund_id FROM g2p_assistance_fund_move WHERE pending ORDER BY fund_id"
        )
        todo = [fund_id for (fund_id,) in self.env.cr.fetchall()]
        while todo:
            fund_sudo = self.sudo().browse(todo[0])  # sudo: the scheduler acts for all companies
            if fund_sudo._fold_beside(page) < page:
                del todo[0]
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(todo)):
                return

    def _fold_beside(self, page):
        """How many moves were folded. A reservation at this moment goes first, and the next run
        folds; a failure is logged and does not delay the other funds."""
        try:
            with self.env.cr.savepoint():
                # its row is locked, or was changed since this transaction began
                return self._fold(page) if self._hold(wait=False) else 0
        except psycopg2.OperationalError:
            _logger.info("fund %s is in use: its moves are folded by the next run", self.id)
        except Exception:
            _logger.exception("the moves of fund %s could not be folded", self.id)
        return 0


class G2PAssistanceFundMove(models.Model):
    """A reservation, an expense or a release: append-only, but for the mark of the folding."""

    _name = "g2p.assistance.fund.move"
    _description = "Fund Move"
    _inherit = "g2p.append.only.mixin"
    _order = "id desc"
    _rec_name = "kind"

    fund_id = fields.Many2one(
        "g2p.assistance.fund", required=True, readonly=True, index=True, ondelete="restrict"
    )
    # of the case, which are those of the fund
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("reserve", "Reserved"),
            ("spend", "Spent"),
            ("return", "Returned"),
            ("release", "Released"),
        ],
        required=True,
        readonly=True,
    )
    amount = fields.Monetary(required=True, readonly=True)
    application_id = fields.Many2one(
        "g2p.assistance.application", required=True, readonly=True, index=True, ondelete="restrict"
    )
    pending = fields.Boolean(
        readonly=True, help="It is not in the row of its fund yet, and counts beside it."
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _pending_idx = models.Index("(fund_id, id) WHERE pending")

    def _kept_sentences(self):
        return {
            "write": self.env._("Fund moves do not change."),
            "unlink": self.env._("Fund moves are never deleted."),
        }
