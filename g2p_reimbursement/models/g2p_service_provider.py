from odoo import models

from .g2p_reimbursement_claim import OPEN_STATES


class G2PServiceProvider(models.Model):
    """Money owed to a provider: unpaid claims and unclaimed redemptions."""

    _inherit = "g2p.service.provider"

    def _open_matters(self):
        matters = super()._open_matters()
        open_claims = [("provider_id", "in", self.ids), ("state", "in", OPEN_STATES)]
        claims = self.env["g2p.reimbursement.claim"].search(open_claims, order="id", limit=5)
        if claims:
            matters.append(
                self.env._(
                    "Claim %(numbers)s is not yet paid, rejected or withdrawn.",
                    numbers=", ".join(claims.mapped("name")),
                )
            )
        redemptions = self.env["g2p.voucher.redemption"]
        count = redemptions.search_count(redemptions._get_claimable_domain(self))
        if count:
            matters.append(
                self.env._(
                    "Redemptions not yet claimed: %(count)s.",
                    count=count,
                )
            )
        return matters
