from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PClaimPaymentConfirm(models.TransientModel):
    """Asks the cashier for the bank's reference and the day of a paid batch."""

    _name = "g2p.claim.payment.confirm"
    _inherit = "g2p.dialog.mixin"
    _description = "Mark a payment batch as paid"

    batch_id = fields.Many2one("g2p.claim.payment.batch", required=True)
    reference = fields.Char("Bank reference", required=True)
    date_paid = fields.Date(
        "Paid on",
        required=True,
        compute="_compute_date_paid",
        store=True,
        readonly=False,
        precompute=True,
    )

    @api.depends("batch_id")
    def _compute_date_paid(self):
        """Today's date at the office."""
        for wizard in self:
            wizard.date_paid = wizard.batch_id.company_id._office_day()

    def action_confirm(self):
        """Mark the batch as paid; the batch checks rights."""
        self.ensure_one()
        self.batch_id.action_mark_paid(self.reference, self.date_paid)
        return actions.close()
