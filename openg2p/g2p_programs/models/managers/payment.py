from odoo import api, fields, models


class PaymentManager(models.Model):
    """The payment manager of a programme."""

    _name = "g2p.program.payment.manager"
    _inherit = "g2p.manager.mixin"
    _description = "Payment manager"

    program_id = fields.Many2one("g2p.program", ondelete="cascade")

    @api.model
    def _selection_manager_ref_id(self):
        selection = super()._selection_manager_ref_id()
        new_manager = ("g2p.program.payment.manager.default", self.env._("Default"))
        return selection if new_manager in selection else [*selection, new_manager]


class BasePaymentManager(models.AbstractModel):
    """Interface of the payment managers."""

    _name = "g2p.base.program.payment.manager"
    _inherit = "base.programs.manager"
    _description = "Base payment manager"

    name = fields.Char("Manager name", required=True)
    program_id = fields.Many2one("g2p.program", required=True, ondelete="cascade", index=True)

    def prepare_payments(self, entitlements):
        """Create payments for approved entitlements."""
        raise NotImplementedError()

    def send_payments(self, batches):
        """Send the batches to the payment provider."""
        raise NotImplementedError()


class DefaultPaymentManager(models.Model):
    """Pays the approved entitlements of a cycle that its batch tags select."""

    _name = "g2p.program.payment.manager.default"
    _inherit = ["g2p.base.program.payment.manager", "g2p.manager.source.mixin"]
    _description = "Default Payment Manager"

    create_batch = fields.Boolean("Automatically create batch")
    batch_tag_ids = fields.Many2many("g2p.payment.batch.tag", string="Batch Tags")

    def prepare_payments(self, cycle, entitlements=None):
        """Create a payment per approved entitlement of the cycle that has none and a tag."""
        self.ensure_one()
        if entitlements is None:
            entitlements = cycle.get_entitlements(["approved"])
        due = entitlements.filtered(lambda e: e.state == "approved" and not e.payment_ids)
        domains = [self._safe_eval(tag.domain or "[]") for tag in self.batch_tag_ids]
        due = due.filtered(lambda e: any(e.filtered_domain(domain) for domain in domains))
        payments = self.env["g2p.payment"].create(
            [
                {
                    "entitlement_id": e.id,
                    "cycle_id": e.cycle_id.id,
                    "amount_issued": e.initial_amount,
                    "payment_fee": e.transfer_fee,
                    "currency_id": e.currency_id.id,
                    "state": "issued",
                }
                for e in due
            ]
        )
        if self.create_batch and payments:
            payments.batch_id = self.env["g2p.payment.batch"].create(
                {"cycle_id": cycle.id, "payment_ids": [(6, 0, payments.ids)]}
            )
        return self.program_id._notify(
            self.env._("%(count)s payments prepared.", count=len(payments))
        )

    def send_payments(self, batches):
        """Mark the batches and their payments as sent."""
        batches.payment_ids.write({"state": "sent"})
        batches.write({"batch_has_started": True})
