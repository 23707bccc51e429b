import logging

import psycopg2

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools.rows import hold

from ..tools import balance

_logger = logging.getLogger(__name__)

_MOVED = {"reserved", "spent", "folded_reserved", "folded_spent"}


class G2PAssistanceFund(models.Model):
    """Money of a programme for a period; reservations and expenses never exceed it.

    The balance is the sum of the fund's row, which holds the folded moves, and of the moves not yet
    folded (``pending``). A reservation is folded at once, under the row's lock. Other moves never
    reduce the available amount: they are only inserted, so that concurrent redemptions do not wait
    for each other, and folded later. So the row alone never shows more money than is available.
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
        default=True, help="An archived fund grants nothing more; cases already granted continue."
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
        "The fund does not cover its reserved and spent amounts.",
    )
    _not_negative = models.Constraint(
        "CHECK (folded_reserved >= 0 AND folded_spent >= 0)", "A fund cannot be negative."
    )
    _dates = models.Constraint("CHECK (date_from <= date_to)", "The period ends before it starts.")

    @api.depends("program_id.name", "date_from", "date_to")
    def _compute_name(self):
        for fund in self:
            fund.name = (
                f"{fund.program_id.name or ''} {fund.date_from or ''} – {fund.date_to or ''}"
            )

    # on the moves' values, not on ``pending``: folding does not change the balance
    @api.depends("amount", "folded_reserved", "folded_spent", "move_ids.kind", "move_ids.amount")
    def _compute_balance(self):
        pending = self._pending_sums()
        for fund in self:
            reserved, spent = balance.effect(pending.get(fund._origin.id, {}))
            fund.reserved = fund.folded_reserved + reserved
            fund.spent = fund.folded_spent + spent
            fund.available = fund.amount - fund.reserved - fund.spent

    def _pending_sums(self):
        """{fund id: {kind: amount}} of the moves not yet folded."""
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

    def _must_agree(self):
        """An archived fund without moves need not agree with the settings."""
        mine = [("fund_id", "=", self.id)]
        # sudo: the result must not depend on the caller
        return self.active or bool(
            self.env["g2p.assistance.fund.move"].sudo().search_count(mine, limit=1)
        )

    @api.model_create_multi
    def create(self, vals_list):
        # set explicitly: neither values nor default_ keys of a context may win
        zero = {"folded_reserved": 0.0, "folded_spent": 0.0}
        return super().create([{**vals, **zero} for vals in vals_list])

    def write(self, vals):
        if _MOVED & set(vals):
            raise AccessError(self.env._("Reserved and spent amounts change only through moves."))
        if "amount" in vals:
            self.check_access("write")
            for fund in self.sorted("id"):  # released amounts become available
                fund._hold()
                fund._fold()
        return super().write(vals)

    @api.model
    def _for_program(self, program, currency, company):
        """The programme's fund on the office's present day, under sudo.

        :raises UserError: if there is none
        """
        today = company._office_day()
        # sudo: officers have no right on funds, but decisions need one
        fund_sudo = self.sudo().search(
            [
                ("active", "=", True),  # independent of the caller's context
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
                    "%(program)s has no fund for today. Ask the programme manager to add one under "
                    "Assistance / Configuration / Funds.",
                    program=program.sudo().name,  # sudo: only the name of the programme
                )
            )
        return fund_sudo

    # === Moves === #

    def _reserve(self, amounts):
        """Reserve money for many applications under one lock: for all of them or for none.

        :param dict amounts: {application: amount}
        :raises UserError: if the fund does not cover their sum
        """
        self._create_moves("reserve", amounts)

    def _create_moves(self, kind, amounts):
        """Create moves; the only method that changes reserved and spent amounts.

        :param str kind: reserve, spend, return (a spent amount) or release
        :param dict amounts: {application: amount}
        :raises UserError: if the fund does not cover a reservation
        """
        self.ensure_one()
        if kind == "reserve":
            self._fold_reservation(sum(amounts.values()))
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

    def _fold_reservation(self, amount):
        """Reserve the amount in the row, under its lock.

        Two concurrent reservations cannot use the same money: the second fails to serialize on the
        changed row, and Odoo retries its request.
        """
        self._hold()
        amount = self.currency_id.round(amount)
        if self._lacks(amount):
            self._fold()  # released amounts become available
        if self._lacks(amount):
            raise UserError(
                self.env._(
                    "The fund %(fund)s no longer covers this amount. The case waits until the "
                    "programme manager increases the fund.",
                    fund=self.name,
                )
            )
        self._write_folded(amount, 0.0)

    def _lacks(self, amount):
        """Whether the locked row, without pending moves, does not cover the amount."""
        free = self.amount - self.folded_reserved - self.folded_spent
        return self.currency_id.compare_amounts(amount, free) > 0

    # === Folding === #

    def _hold(self, wait=True):
        """Lock the row until the end of the transaction; return whether it is locked.

        The lock does not block inserts of moves, which refer to the row.

        :param bool wait: wait for other transactions' locks, instead of returning False
        """
        self.ensure_one()
        is_held = bool(hold(self, referable=True, wait=wait))
        self.invalidate_recordset(["folded_reserved", "folded_spent", "amount"])
        return is_held

    def _fold(self, limit=None):
        """Fold moves into the locked row, the earliest first; return their number.

        The order matters: an amount is reserved before it is spent, so the row is never negative.
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
            log_exceptions=False,  # a concurrent folding is no error
        )
        rows = self.env.cr.fetchall()
        moves.invalidate_model(["pending"])
        if rows:
            self._write_folded(*balance.effect({kind: amount for kind, amount, _count in rows}))
        return sum(count for _kind, _amount, count in rows)

    def _write_folded(self, reserved, spent):
        """Add to the locked row."""
        super().write(
            {
                "folded_reserved": self.currency_id.round(self.folded_reserved + reserved),
                "folded_spent": self.currency_id.round(self.folded_spent + spent),
            }
        )

    @api.model
    def _cron_fold(self, page=10_000):
        """Fold pending moves, a page of them per transaction."""
        self.env["g2p.assistance.fund.move"].flush_model()
        self.env.cr.execute(
            "SELECT DISTINCT fund_id FROM g2p_assistance_fund_move WHERE pending ORDER BY fund_id"
        )
        todo = [fund_id for (fund_id,) in self.env.cr.fetchall()]
        while todo:
            fund_sudo = self.sudo().browse(todo[0])  # sudo: the scheduler acts for all companies
            if fund_sudo._try_fold(page) < page:
                del todo[0]
            if not self.env["ir.cron"]._commit_progress(1, remaining=len(todo)):
                return

    def _try_fold(self, page):
        """Fold moves and return their number.

        A concurrent reservation has priority: the next run retries. A failure is logged and does
        not block the other funds.
        """
        try:
            with self.env.cr.savepoint():
                # raises if the row was changed since this transaction began
                return self._fold(page) if self._hold(wait=False) else 0
        except psycopg2.OperationalError:
            _logger.info("fund %s is in use: the next run folds its moves", self.id)
        except Exception:
            _logger.exception("could not fold the moves of fund %s", self.id)
        return 0


class G2PAssistanceFundMove(models.Model):
    """A reservation, expense, return or release: append-only, except for ``pending``."""

    _name = "g2p.assistance.fund.move"
    _description = "Fund Move"
    _inherit = "g2p.append.only.mixin"
    _order = "id desc"
    _rec_name = "kind"

    fund_id = fields.Many2one(
        "g2p.assistance.fund", required=True, readonly=True, index=True, ondelete="restrict"
    )
    # the case's, which are equal to the fund's
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
        readonly=True, help="The move is not yet added to the totals of its fund."
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    _pending_idx = models.Index("(fund_id, id) WHERE pending")

    def _kept_sentences(self):
        return {
            "write": self.env._("Fund moves cannot be changed."),
            "unlink": self.env._("Fund moves cannot be deleted."),
        }
