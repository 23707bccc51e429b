from uuid import uuid4

from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from . import constants


class G2PEntitlement(models.Model):
    """The entitlement of a registrant in a cycle."""

    _name = "g2p.entitlement"
    _description = "Entitlement"
    _order = "partner_id asc,id desc"

    @api.model
    def _generate_code(self):
        return str(uuid4())[4:-8][3:]

    name = fields.Char(compute="_compute_name")
    code = fields.Char(
        default=lambda self: self._generate_code(),
        required=True,
        readonly=True,
        copy=False,
    )
    ern = fields.Char("ERN", compute="_compute_ern", store=True, precompute=True)
    partner_id = fields.Many2one("res.partner", "Registrant", required=True, index=True)
    cycle_id = fields.Many2one("g2p.cycle", required=True, index=True)
    program_id = fields.Many2one("g2p.program", related="cycle_id.program_id")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    # related to the journal in the original; here to the company, without accounting
    currency_id = fields.Many2one(
        "res.currency",
        compute="_compute_currency_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    initial_amount = fields.Monetary(required=True)
    transfer_fee = fields.Monetary(default=0.0)
    balance = fields.Monetary(compute="_compute_balance")
    is_cash_entitlement = fields.Boolean("Cash entitlement", default=False)
    valid_from = fields.Date()
    valid_until = fields.Date(default=lambda self: fields.Date.add(fields.Date.today(), years=1))
    date_approved = fields.Date()
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("pending_validation", "Pending Validation"),
            ("approved", "Approved"),
            ("trans2FSP", "Transferred to FSP"),
            ("rdpd2ben", "Redeemed/Paid to Beneficiary"),
            ("rejected1", "Rejected: Beneficiary didn't want the entitlement"),
            ("rejected2", "Rejected: Beneficiary account does not exist"),
            ("rejected3", "Rejected: Other reason"),
            ("cancelled", "Cancelled"),
            ("expired", "Expired"),
        ],
        default="draft",
        index=True,
    )
    payment_ids = fields.One2many("g2p.payment", "entitlement_id", "Payments")
    payment_status = fields.Selection(
        [("paid", "Paid"), ("notpaid", "Not Paid")], compute="_compute_payment_status"
    )
    payment_date = fields.Date(compute="_compute_payment_status")

    _unique_entitlement_code = models.Constraint(
        "UNIQUE (code)", "The entitlement code must be unique."
    )

    @api.depends("company_id")
    def _compute_currency_id(self):
        for record in self:
            record.currency_id = (record.company_id or record.env.company).currency_id

    @api.depends("code")
    def _compute_name(self):
        for record in self:
            record.name = self.env._("Entitlement: (%(code)s)", code=record.code)

    @api.depends("state")
    def _compute_ern(self):
        for record in self:
            if record.state == "approved" and not record.ern:
                record.ern = uuid4().hex[:12].upper()
            else:
                record.ern = record.ern

    @api.depends("initial_amount", "payment_ids.amount_paid")
    def _compute_balance(self):
        for record in self:
            record.balance = record.initial_amount - sum(record.payment_ids.mapped("amount_paid"))

    @api.depends("payment_ids.status", "payment_ids.payment_datetime")
    def _compute_payment_status(self):
        for record in self:
            paid = record.payment_ids.filtered(lambda p: p.status == "paid")
            record.payment_status = "paid" if paid else "notpaid"
            dates = [date for date in paid.mapped("payment_datetime") if date]
            record.payment_date = max(dates).date() if dates else False

    @api.constrains("valid_from", "valid_until")
    def _check_valid_dates(self):
        for record in self:
            if record.valid_from and record.valid_until and record.valid_from > record.valid_until:
                raise ValidationError(self.env._("An entitlement cannot end before it starts."))

    @api.autovacuum
    def _gc_mark_expired_entitlement(self):
        today = fields.Date.today()
        self.search([("state", "=", "approved"), ("valid_until", "<", today)]).write(
            {"state": "expired"}
        )

    def unlink(self):
        if any(record.state != "draft" for record in self):
            raise UserError(self.env._("Only draft entitlements can be deleted."))
        return super().unlink()

    def approve_entitlement(self):
        """Approve through each programme's entitlement manager."""
        messages = []
        for cycle in self.cycle_id:
            manager = cycle._manager(
                constants.MANAGER_ENTITLEMENT, self.env._("entitlement manager")
            )
            mine = self.filtered(lambda e, c=cycle: e.cycle_id == c)
            errors, message = manager.approve_entitlements(mine)
            if errors:
                messages.append(message)
        if messages:
            return self.program_id[:1]._notify("\n".join(messages), "danger")
        return None

    def open_entitlement_form(self):
        """Show the entitlement, in the view of its manager."""
        self.ensure_one()
        return self.program_id.get_manager(constants.MANAGER_ENTITLEMENT).open_entitlement_form(
            self
        )
