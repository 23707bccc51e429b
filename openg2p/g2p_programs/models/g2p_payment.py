from uuid import uuid4

from odoo import fields, models
from odoo.exceptions import UserError


class G2PPayment(models.Model):
    """A payment of an entitlement to its registrant."""

    _name = "g2p.payment"
    _description = "Payment"
    _order = "id desc"

    name = fields.Char("Reference", default=lambda self: str(uuid4()), readonly=True)
    entitlement_id = fields.Many2one("g2p.entitlement", required=True, index=True)
    cycle_id = fields.Many2one("g2p.cycle", readonly=True, index=True)
    program_id = fields.Many2one("g2p.program", related="cycle_id.program_id")
    partner_id = fields.Many2one("res.partner", related="entitlement_id.partner_id")
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company)
    currency_id = fields.Many2one("res.currency", default=lambda self: self.env.company.currency_id)
    batch_id = fields.Many2one("g2p.payment.batch")
    account_number = fields.Char()
    amount_issued = fields.Monetary(required=True)
    amount_paid = fields.Monetary()
    payment_fee = fields.Monetary()
    issuance_date = fields.Datetime(default=fields.Datetime.now)
    payment_datetime = fields.Datetime()
    state = fields.Selection(
        [("issued", "Issued"), ("sent", "Sent"), ("reconciled", "Reconciled")],
        required=True,
        default="issued",
    )
    status = fields.Selection([("paid", "Paid"), ("failed", "Failed")])
    status_is_final = fields.Boolean()
    status_datetime = fields.Datetime()

    def unlink(self):
        if any(record.state != "issued" for record in self):
            raise UserError(self.env._("A sent payment cannot be deleted."))
        return super().unlink()


class G2PPaymentBatch(models.Model):
    """Payments of a cycle that are sent together."""

    _name = "g2p.payment.batch"
    _description = "Payment Batch"
    _order = "id desc"

    name = fields.Char(default=lambda self: str(uuid4()), readonly=True)
    cycle_id = fields.Many2one("g2p.cycle", readonly=True, index=True)
    program_id = fields.Many2one("g2p.program", related="cycle_id.program_id")
    payment_ids = fields.Many2many("g2p.payment")
    external_batch_ref = fields.Char()
    batch_has_started = fields.Boolean()
    batch_has_completed = fields.Boolean()

    def send_payment(self):
        """Send through the programme's payment manager."""
        manager = self.program_id.get_manager(self.program_id.MANAGER_PAYMENT)
        return manager.send_payments(self)


class G2PPaymentBatchTag(models.Model):
    """Selects the approved entitlements that a payment manager pays, in order."""

    _name = "g2p.payment.batch.tag"
    _description = "Payment Batch Tag"
    _order = "order asc"

    name = fields.Char()
    order = fields.Integer()
    domain = fields.Text(default="[]")
