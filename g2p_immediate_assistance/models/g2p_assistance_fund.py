from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_MOVED = {"reserved", "spent"}
#: what each kind of move does to (reserved, spent)
_SIGNS = {"reserve": (1, 0), "spend": (-1, 1), "return": (1, -1), "release": (-1, 0)}


class G2PAssistanceFund(models.Model):
    """Money of a programme for a period: what is reserved and spent never exceeds it."""

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
    reserved = fields.Monetary(readonly=True, copy=False, default=0.0)
    spent = fields.Monetary(readonly=True, copy=False, default=0.0)
    available = fields.Monetary(compute="_compute_available")
    move_ids = fields.One2many("g2p.assistance.fund.move", "fund_id", "Moves", readonly=True)

    _within_amount = models.Constraint(
        "CHECK (reserved + spent <= amount)", "The fund does not cover what is reserved and spent."
    )
    _not_negative = models.Constraint(
        "CHECK (reserved >= 0 AND spent >= 0)", "A fund never goes below zero."
    )
    _dates = models.Constraint("CHECK (date_from <= date_to)", "The period ends before it starts.")

    @api.depends("program_id.name", "date_from", "date_to")
    def _compute_name(self):
        for fund in self:
            fund.name = (
                f"{fund.program_id.name or ''} {fund.date_from or ''} – {fund.date_to or ''}"
            )

    @api.depends("amount", "reserved", "spent")
    def _compute_available(self):
        for fund in self:
            fund.available = fund.amount - fund.reserved - fund.spent

    @api.constrains("active")
    def _check_active(self):
        self._check_money()

    def _has_to_agree(self):
        """An archived fund stays as it is, unless money of it is out."""
        return self.active or bool(self.move_ids)

    @api.model_create_multi
    def create(self, vals_list):
        # forced, so that neither values nor default_ keys start elsewhere
        return super().create([{**vals, "reserved": 0.0, "spent": 0.0} for vals in vals_list])

    def write(self, vals):
        if _MOVED & set(vals):
            raise AccessError(self.env._("What is reserved and spent changes by moves only."))
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
                    program=program.sudo().name,
                )
            )
        return fund_sudo

    def _reserve(self, amounts):
        """Reserve for many applications under one lock: for all of them or for none.

        :param dict amounts: {application: amount}
        :raises UserError: when the fund does not cover all of them together
        """
        currency = next(iter(amounts)).currency_id  # the fund is read once, under its lock
        self._move_balance("reserve", currency.round(sum(amounts.values())))
        self.env["g2p.assistance.fund.move"].create(
            [
                {
                    "fund_id": self.id,
                    "kind": "reserve",
                    "amount": amount,
                    "application_id": application.id,
                }
                for application, amount in amounts.items()
            ]
        )

    def _move(self, kind, amount, application):
        """The one writer of ``reserved`` and ``spent``, under the fund's row lock.

        :param str kind: reserve, spend, return (of what was spent) or release
        :raises UserError: when the fund does not cover a reservation
        """
        self._move_balance(kind, amount)
        self.env["g2p.assistance.fund.move"].create(
            {"fund_id": self.id, "kind": kind, "amount": amount, "application_id": application.id}
        )

    def _move_balance(self, kind, amount):
        """Change the balance alone; ``_move`` writes the row that explains it."""
        self.ensure_one()
        self.flush_recordset()
        self.env.cr.execute(
            "SELECT id FROM g2p_assistance_fund WHERE id = %s FOR UPDATE", [self.id]
        )
        self.invalidate_recordset(["reserved", "spent", "amount"])
        if kind == "reserve" and self.currency_id.compare_amounts(amount, self.available) > 0:
            raise UserError(
                self.env._(
                    "The fund %(fund)s does not cover this amount any more. The programme "
                    "manager can raise the fund; until then the case waits.",
                    fund=self.name,
                )
            )
        sign = _SIGNS[kind]
        super().write(
            {
                "reserved": self.currency_id.round(self.reserved + sign[0] * amount),
                "spent": self.currency_id.round(self.spent + sign[1] * amount),
            }
        )


class G2PAssistanceFundMove(models.Model):
    """A reservation, an expense or a release: append-only."""

    _name = "g2p.assistance.fund.move"
    _description = "Fund Move"
    _no_user_defaults = True
    _order = "id desc"
    _rec_name = "kind"

    fund_id = fields.Many2one(
        "g2p.assistance.fund", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="fund_id.company_id", store=True, precompute=True)
    currency_id = fields.Many2one(related="fund_id.currency_id", store=True, precompute=True)
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
        "g2p.assistance.application", required=True, readonly=True, ondelete="restrict"
    )
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    def write(self, vals):
        raise AccessError(self.env._("Fund moves do not change."))

    def unlink(self):
        raise AccessError(self.env._("Fund moves are never deleted."))
