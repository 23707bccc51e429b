from odoo import api, fields, models


class G2pVoucherRedemption(models.Model):
    """A redemption knows the claims it stands on."""

    _inherit = "g2p.voucher.redemption"

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

    def _get_live_claim(self):
        """Return the claim this redemption is on, or nothing."""
        self.ensure_one()
        return self.claim_line_ids.filtered("is_live").claim_id
