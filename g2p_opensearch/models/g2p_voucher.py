from odoo import models

from ..tools import bands
from ..tools.money import minor


class G2PVoucher(models.Model):
    """Its document in the search index: state, amounts and validity; no number, no code."""

    _name = "g2p.voucher"
    _inherit = ["g2p.voucher", "g2p.search.mixin"]

    _analytics_kind = "voucher"
    _analytics_watched = frozenset(
        {"state", "amount", "amount_redeemed", "valid_until", "date_issued", "application_id"}
    )

    def _analytics_place(self):
        """{voucher's id: programme and place}, of its case if it has one."""
        cases = self.application_id._analytics_place()
        return {
            voucher.id: cases.get(voucher.application_id.id)
            or {
                "programme": voucher.program_id.name,
                "company": voucher.company_id.name,
                "area": bands.UNKNOWN,
                "region": bands.UNKNOWN,
            }
            for voucher in self
        }

    def _analytics_values(self, names):
        places = self._analytics_place()
        return {
            voucher.id: {
                **places[voucher.id],
                **voucher._analytics_amounts(),
                "case": names.of("g2p.assistance.application", voucher.application_id.id),
                "state": voucher.state,
                "issued_at": voucher.date_issued or None,
                "issued_week": bands.week(voucher.date_issued),
                "valid_until": voucher.valid_until or None,
            }
            for voucher in self
        }

    def _analytics_amounts(self):
        unused = self.amount - (self.amount_redeemed or 0.0)
        return {
            "amount": minor(self.amount, self.currency_id),
            "amount_redeemed": minor(self.amount_redeemed, self.currency_id),
            "amount_unused": minor(unused, self.currency_id),
            "currency": self.currency_id.name,
        }
