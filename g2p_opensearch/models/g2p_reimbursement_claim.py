from datetime import datetime, time

from odoo import models

from ..tools import bands
from ..tools.money import minor


class G2PReimbursementClaim(models.Model):
    """Its document in the search index: provider, amounts and times; no account, no invoice."""

    _name = "g2p.reimbursement.claim"
    _inherit = ["g2p.reimbursement.claim", "g2p.search.mixin"]

    _analytics_kind = "claim"
    _analytics_watched = frozenset({"state", "date_submitted", "date_paid"})
    _analytics_domain = [("date_submitted", "!=", False)]
    _analytics_day = "date_submitted"

    def _analytics_ready(self):
        # sudo: who changed a claim need not read it afterwards
        return self.sudo().filtered("date_submitted")

    def _analytics_place(self):
        """{claim's id: its programme}; a claim has no place."""
        return {
            claim.id: {"programme": claim.program_id.name, "company": claim.company_id.name}
            for claim in self
        }

    def _analytics_values(self, names):
        places = self._analytics_place()
        return {
            claim.id: {
                **places[claim.id],
                **claim._analytics_amounts(),
                **claim._analytics_times(),
                "provider": claim.provider_id.code,
                "state": claim.state,
            }
            for claim in self
        }

    def _analytics_amounts(self):
        return {
            "amount_claimed": minor(self.amount_total, self.currency_id),
            "amount_granted": minor(self.amount_granted, self.currency_id),
            "amount_paid": minor(self.amount_paid, self.currency_id),
            "currency": self.currency_id.name,
        }

    def _analytics_times(self):
        submitted, paid = self.date_submitted or None, self.date_paid or None
        return {
            "submitted_at": submitted,
            "submitted_week": bands.week(submitted),
            "paid_on": paid,
            "hours_to_payment": bands.hours(
                submitted, datetime.combine(paid, time.max) if paid else None
            ),
        }
