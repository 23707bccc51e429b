from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools.indexes import trigram

#: the agreed values of a payment
FIXED = {"claim_id", "batch_id", "amount", "account_number", "currency_id", "company_id"}


class G2PClaimPayment(models.Model):
    """A payment of a claim. A claim has at most one that is not cancelled."""

    _name = "g2p.claim.payment"
    _description = "Claim payment"
    _inherit = ["g2p.portal.sight.mixin", "g2p.reimbursement.state.mixin"]
    _portal_fields = (
        "name",
        "claim_id",
        "provider_id",
        "currency_id",
        "amount",
        "account_number",
        "state",
    )
    _order = "id"  # not by the batch, which providers cannot read

    _transitions = {
        "draft": {"exported", "cancelled"},
        "exported": {"paid", "cancelled"},
    }
    # A batch creates its payments completely; they cannot be edited.
    _engine_fields = frozenset({"state", "name", "paid_by_id"})

    name = fields.Char("Number", required=True, readonly=True, copy=False)
    batch_id = fields.Many2one(
        "g2p.claim.payment.batch",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    claim_id = fields.Many2one(
        "g2p.reimbursement.claim",
        required=True,
        readonly=True,
        ondelete="restrict",
        index=True,
    )
    provider_id = fields.Many2one(related="claim_id.provider_id", store=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, index=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    amount = fields.Monetary(required=True, readonly=True)
    account_number = fields.Char(readonly=True)
    paid_by_id = fields.Many2one(
        "res.users", "Marked as paid by", readonly=True, copy=False, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("exported", "In a payment file"),
            ("paid", "Paid"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        default="draft",
        copy=False,
        index=True,
    )

    _claim_once = models.UniqueIndex(
        "(claim_id) WHERE state <> 'cancelled'",
        "The claim is already in a payment batch.",
    )
    _amount_positive = models.Constraint(
        "CHECK (amount > 0)", "The amount of a payment must be positive."
    )
    _search_idx = models.Index(trigram("name"))

    def _check_write(self, vals):
        """Refuse changes of the values that were agreed when the batch was created."""
        self._refuse_fields(vals, self._engine_fields | FIXED)

    def _check_payable(self):
        """Raise unless these payments equal what was approved, to the last digit."""
        agreed_on = self.claim_id._prepare_payment_vals_each()
        for payment in self:
            expected = agreed_on[payment.claim_id]
            gap = payment.currency_id.compare_amounts(payment.amount, expected["amount"])
            agreed = payment.account_number == expected["account_number"]
            for name in ("company_id", "currency_id"):
                ids = {payment[name].id, payment.batch_id[name].id}
                agreed = agreed and ids == {expected[name]}
            if gap or not agreed:
                raise UserError(
                    self.env._(
                        "Payment %(payment)s differs from what was approved for claim "
                        "%(claim)s. Cancel the batch and build a new one.",
                        payment=payment.name,
                        claim=payment.claim_id.name,
                    )
                )

    def _rows_for(self, payment_file):
        """Yield the rows of a payment file, after verifying each approval again.

        :raises UserError: if a payment differs from its approval, or if the format cannot represent
            some agreed values; all of these are named
        """
        refused = []
        for some in self._in_chunks():
            some._check_payable()
            for payment in some:
                row = payment._prepare_row()
                refused += payment._refusals(row, payment_file)
                if not refused:
                    yield row
        if refused:
            raise UserError("\n".join(refused))

    def _refusals(self, row, payment_file):
        """Sentences about values of this payment that the format cannot represent."""
        labels = {
            "invoice": self.env._("its invoice number"),
            "payee": self.env._("the provider's name"),
            "account": self.env._("the provider's bank account"),
        }
        return [
            self._say_refused(labels.get(column, column), row[column])
            for column in payment_file.refused(row)
        ]

    def _say_refused(self, label, value):
        why = self.env["g2p.payment.text"]._why_not(value)
        return self.env._(
            "Payment %(payment)s of claim %(claim)s cannot be written into the payment file: "
            "%(label)s “%(value)s” cannot be exported unchanged, %(why)s. Have it corrected "
            "where it was entered, or cancel the batch and pay the other claims.",
            payment=self.name,
            claim=self.claim_id.name,
            label=label,
            value=value or "",
            why=why or self.env._("this kind of file does not support it"),
        )

    def _cancel(self):
        """Cancel the payments, so that their claims can be paid in another batch."""
        for some in self._in_chunks():
            some._set_state("cancelled")
            some.claim_id._set_state("approved")

    def _prepare_row(self):
        """Return the plain values of this payment for a payment file."""
        self.ensure_one()
        return {
            "payment": self.name,
            "claim": self.claim_id.name,
            "invoice": self.claim_id.invoice_number,
            "payee": self.provider_id.name,
            "account": self.account_number,
            "amount": f"{self.amount:.{self.currency_id.decimal_places}f}",
            "currency": self.currency_id.name,
        }
