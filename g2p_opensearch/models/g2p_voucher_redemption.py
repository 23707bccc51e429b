from odoo import models

from ..tools import bands
from ..tools.money import minor


class G2PVoucherRedemption(models.Model):
    """Its document in the search index: provider, amount and time; no receipt, no member of
    staff."""

    _name = "g2p.voucher.redemption"
    _inherit = ["g2p.voucher.redemption", "g2p.search.mixin"]

    _analytics_kind = "redemption"
    _analytics_day = "date"

    def _analytics_values(self, names):
        places = self.voucher_id._analytics_place()
        return {
            line.id: {
                **places[line.voucher_id.id],
                "voucher": names.of("g2p.voucher", line.voucher_id.id),
                "case": names.of("g2p.assistance.application", line.voucher_id.application_id.id),
                "provider": line.provider_id.code,
                "amount": minor(line.amount, line.currency_id),
                "currency": line.currency_id.name,
                "is_reversal": bool(line.reversal_of_id),
                "redeemed_at": line.date,
                "redeemed_week": bands.week(line.date),
            }
            for line in self
        }
