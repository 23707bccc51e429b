from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions


class G2PReimbursementClaim(models.Model):
    """The approved amount of a claim, and its payment."""

    _inherit = "g2p.reimbursement.claim"
    _portal_fields = (
        "payment_ids",
        "payment_id",
        "amount_paid",
        "amount_granted",
        "date_paid",
        "payment_reference",
    )

    payment_ids = fields.One2many("g2p.claim.payment", "claim_id", "All payments", readonly=True)
    payment_id = fields.Many2one("g2p.claim.payment", compute="_compute_payment_id")
    amount_paid = fields.Monetary(compute="_compute_payment_id")
    amount_granted = fields.Monetary("Approved", compute="_compute_amount_granted")
    date_paid = fields.Date("Paid on", readonly=True, copy=False)
    payment_reference = fields.Char(readonly=True, copy=False)

    # === COMPUTE === #

    @api.depends("payment_ids.state")
    def _compute_payment_id(self):
        for claim in self:
            live = claim.payment_ids.filtered(lambda pay: pay.state != "cancelled")
            claim.payment_id = live[:1]
            claim.amount_paid = live.amount if live.state == "paid" else 0.0

    @api.depends("approval_state", "approval_decision_ids")
    def _compute_amount_granted(self):
        for claim in self:
            # sudo: readers of the claim may read its amount, but not the request
            request_sudo = claim.sudo().approval_request_id
            approved = claim.approval_state == "approved"
            claim.amount_granted = request_sudo.amount_granted if approved else 0.0

    # === ACTIONS === #

    def action_build_payment(self):
        """Create a payment batch of the selected claims (cashier) and open it."""
        batch = self.env["g2p.claim.payment.batch"].action_build(self.ids)
        return actions.form(batch._name, batch.id)

    def action_cancel_approved(self):
        """Withdraw approved, unpaid claims (claims officer).

        Needed when the provider's account or invoice changed after the approval: the redemptions
        can then be on a new claim.
        """
        self._check_group("group_reimbursement_officer")
        self.check_access("read")
        self._lock()
        if set(self.mapped("state")) - {"approved"}:
            raise UserError(
                self.env._(
                    "Only an approved claim that is not in payment can be withdrawn. Cancel its "
                    "payment batch first."
                )
            )
        claims_sudo = self.sudo()  # sudo: users have no write access to claims
        claims_sudo._set_state("cancelled")
        for claim in claims_sudo:
            claim.message_post(body=self.env._("Withdrawn by the office before payment."))

    # === Payment === #

    def _prepare_payment_vals_each(self):
        """Return {claim: values of its payment}; raise if one cannot be paid.

        Verifies the approvals again, since claims may have been changed after them.
        """
        for program in self.program_id:
            why = program._why_not_now("pay")
            if why:
                raise UserError(why)
        requests = self._approval_check_each()
        vals = {claim: claim._prepare_payment_vals(requests[claim]) for claim in self}
        for why in self.provider_id._why_not_payable_each().values():
            if why:
                raise UserError(why)
        return vals

    def _prepare_payment_vals(self, request):
        """Return the values of this claim's payment, by the request that approved it."""
        self.ensure_one()
        amount = request.amount_granted
        if self.currency_id.compare_amounts(amount, self.amount_total) > 0:
            raise UserError(
                self.env._(
                    "Claim %(claim)s was granted more than it asks for. Withdraw it and let the "
                    "provider claim again.",
                    claim=self.name,
                )
            )
        why = self.env["g2p.payment.text"]._why_no_account(self.account_number)
        if why:
            raise UserError(
                self.env._(
                    "%(provider)s has no usable account number: %(why)s. Set it on the provider, "
                    "then withdraw claim %(claim)s, so that a new one is approved with it.",
                    provider=self.provider_id.name,
                    claim=self.name,
                    why=why,
                )
            )
        return {
            "claim_id": self.id,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "amount": amount,
            "account_number": self.account_number,
        }

    def _why_not_payer_each(self, user):
        """Return {claim: why ``user`` may not pay it, as a sentence}; False if they may."""
        participants = self._approval_participants_each()
        return {claim: claim._why_not_payer(user, participants[claim.id]) for claim in self}

    def _why_not_payer(self, user, participants):
        """Why ``user`` may not pay this claim, in which ``participants`` took part."""
        self.ensure_one()
        if user in participants | self._insider_users():
            return self.env._(
                "You took part in deciding claim %(claim)s or act for its provider, so "
                "somebody else must pay it.",
                claim=self.name,
            )
        tie = user._tie_to(self._identity())
        if not tie:
            return False
        return self.env._(
            "%(reason)s Somebody else must pay claim %(claim)s.",
            reason=user._tie_reason(tie),
            claim=self.name,
        )

    def _approval_executors(self):
        """Add the users who created its batch or payment file, or marked it as paid."""
        payments_sudo = self.sudo().payment_ids  # sudo: the rule covers the whole case
        batches = payments_sudo.batch_id
        paid = payments_sudo.paid_by_id | batches.maker_id | batches.exported_by_id
        return super()._approval_executors() | paid

    def _split_payable_by(self, user):
        """Split the claims into those that ``user`` may pay and those for another person.

        :return: (payable claims, other claims)
        :raises AccessError: with the reason of the first one, if none is payable
        """
        hindered, first = [], False
        for some in self._in_chunks():
            reasons = some._why_not_payer_each(user)
            refused = [claim for claim in some if reasons[claim]]
            first = first or next((reasons[claim] for claim in refused), False)
            hindered += [claim.id for claim in refused]
        if hindered and len(hindered) == len(self):
            raise AccessError(first)
        others = self.browse(hindered)
        return self - others, others

    def _split_held(self):
        """Split the claims into those whose provider can be paid now and the others.

        Where none can be paid all are in the first part: what is checked next says why.

        :return: (payable claims, other claims)
        """
        owed = self._read_group([("id", "in", self.ids)], ["provider_id"])
        providers = self.env["g2p.service.provider"].union(*(provider for (provider,) in owed))
        reasons = providers._why_not_payable_each()
        held = [provider.id for provider in providers if reasons[provider]]
        if not held:
            return self, self.browse()
        left = self.search([("id", "in", self.ids), ("provider_id", "in", held)])
        return (self, self.browse()) if len(left) == len(self) else (self - left, left)
