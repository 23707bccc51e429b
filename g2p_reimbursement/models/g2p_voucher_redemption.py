from odoo import api, fields, models
from odoo.exceptions import UserError


class G2pVoucherRedemption(models.Model):
    """A redemption knows the claims it stands on."""

    _inherit = "g2p.voucher.redemption"
    _portal_fields = ("claim_line_ids",)

    claim_line_ids = fields.One2many("g2p.reimbursement.claim.line", "redemption_id")

    @api.model
    def _get_claimable(self, provider):
        """Return the redemptions of ``provider`` that wait to be claimed."""
        return self.search(self._get_claimable_domain(provider))

    @api.model
    def _get_claimable_domain(self, provider):
        return [
            ("provider_id", "=", provider.id),
            ("reversal_of_id", "=", False),
            ("reversal_ids", "=", False),
            ("amount", ">", 0),
            ("claim_line_ids", "not any", [("is_live", "=", True)]),
        ]

    def _check_reversible(self):
        """What is claimed is not taken back: the claim is rejected or withdrawn first."""
        super()._check_reversible()
        claim = self._get_live_claim()
        if claim:
            raise UserError(
                self.env._(
                    "Redemption %(name)s is on claim %(claim)s. Reject the claim, or have it "
                    "withdrawn, before the redemption is taken back.",
                    name=self.name,
                    claim=claim.name,
                )
            )

    def _get_live_claim(self):
        """Return the claim this redemption is on, or nothing."""
        self.ensure_one()
        return self.claim_line_ids.filtered("is_live").claim_id
