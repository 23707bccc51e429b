from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from .g2p_reimbursement_claim import DEAD_STATES


class G2PReimbursementClaimLine(models.Model):
    """A redemption on a claim. A redemption can be on only one live claim."""

    _name = "g2p.reimbursement.claim.line"
    _description = "Reimbursement claim line"
    _inherit = "g2p.portal.sight.mixin"
    _portal_fields = (
        "claim_id",
        "redemption_id",
        "currency_id",
        "provider_id",
        "amount",
        "amount_redeemed",
        "voucher_number",
        "date_redeemed",
        "is_live",
    )
    _no_user_defaults = True
    _order = "claim_id desc, id"
    _rec_name = "redemption_id"

    claim_id = fields.Many2one(
        "g2p.reimbursement.claim", required=True, ondelete="restrict", index=True
    )
    redemption_id = fields.Many2one(
        "g2p.voucher.redemption", required=True, ondelete="restrict", index=True
    )
    company_id = fields.Many2one(related="claim_id.company_id", store=True)
    currency_id = fields.Many2one(related="claim_id.currency_id", store=True)
    provider_id = fields.Many2one(related="claim_id.provider_id", store=True)
    amount = fields.Monetary(required=True)
    amount_redeemed = fields.Monetary("Redeemed", related="redemption_id.amount", store=True)
    voucher_number = fields.Char("Voucher", related="redemption_id.voucher_number")
    date_redeemed = fields.Datetime(related="redemption_id.date", string="Redeemed on")
    is_live = fields.Boolean(
        compute="_compute_is_live",
        store=True,
        precompute=True,
        help="The claim is neither rejected nor withdrawn: its redemptions cannot be on another.",
    )

    _redemption_once = models.UniqueIndex(
        "(redemption_id) WHERE is_live",
        "A redemption is already on another claim.",
    )
    _amount_redeemed = models.Constraint(
        "CHECK (amount > 0 AND amount <= amount_redeemed)",
        "The amount of a claim line must be positive and at most the redeemed amount.",
    )

    # === COMPUTE === #

    @api.depends("claim_id.state")
    def _compute_is_live(self):
        for line in self:
            line.is_live = line.claim_id.state not in DEAD_STATES

    # === CHECKS === #

    @api.constrains("claim_id", "redemption_id", "amount")
    def _check_redemption(self):
        for line in self:
            problem = line._get_problem()
            if problem:
                raise ValidationError(problem)

    def _get_problem(self):
        """Return why the redemption cannot be on this claim, or False."""
        self.ensure_one()
        claim, redemption = self.claim_id, self.redemption_id
        same = [
            redemption.provider_id == claim.provider_id,
            redemption.company_id == claim.company_id,
            redemption.currency_id == claim.currency_id,
            redemption.program_id == claim.program_id,
        ]
        name = redemption.name
        if not all(same):
            return self.env._(
                "Redemption %(redemption)s belongs to another provider, company, currency or "
                "programme than the claim. Claim it separately.",
                redemption=name,
            )
        if redemption.reversal_of_id or redemption.reversal_ids:
            return self.env._(
                "Redemption %(redemption)s was reversed, so there is nothing to claim.",
                redemption=name,
            )
        currency = redemption.currency_id
        if self.amount <= 0 or currency.compare_amounts(self.amount, redemption.amount) > 0:
            return self.env._(
                "The amount claimed for redemption %(redemption)s must be positive and at most "
                "the redeemed amount. Correct it.",
                redemption=name,
            )
        return False

    # === CRUD === #

    def write(self, vals):
        """Refuse to change lines of a submitted claim."""
        self._check_claim_open()
        return super().write(vals)

    @api.model_create_multi
    def create(self, vals_list):
        """Refuse to add lines to a submitted claim."""
        lines = super().create(vals_list)
        lines._check_claim_open()
        return lines

    def unlink(self):
        """Refuse to delete lines of a submitted claim."""
        self._check_claim_open()
        return super().unlink()

    def _check_claim_open(self):
        closed = self.claim_id.filtered(lambda claim: claim.state not in ("draft", "returned"))
        if closed:
            raise AccessError(
                self.env._(
                    "Claim %(claim)s was submitted, so its lines cannot be changed.",
                    claim=closed[0].name,
                )
            )
