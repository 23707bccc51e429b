from odoo import models

from ..tools import bands
from ..tools.money import minor


class G2PClaimPayment(models.Model):
    """Its document in the search index: provider, amount and state; no account, no number."""

    _name = "g2p.claim.payment"
    _inherit = ["g2p.claim.payment", "g2p.search.mixin"]

    _analytics_kind = "payment"
    _analytics_watched = frozenset({"state", "amount"})

    def _analytics_values(self, names):
        return {
            payment.id: {
                "programme": payment.claim_id.program_id.name,
                "company": payment.company_id.name,
                "provider": payment.provider_id.code,
                "state": payment.state,
                "claim": names.of("g2p.reimbursement.claim", payment.claim_id.id),
                "amount": minor(payment.amount, payment.currency_id),
                "currency": payment.currency_id.name,
                "made_at": payment.create_date,
                "made_week": bands.week(payment.create_date),
            }
            for payment in self
        }
