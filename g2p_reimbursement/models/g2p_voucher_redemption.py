from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import UserError


class G2PVoucherRedemption(models.Model):
    """Redemptions and their claims."""

    _inherit = "g2p.voucher.redemption"
    _portal_fields = ("claim_line_ids", "is_claimable")

    claim_line_ids = fields.One2many("g2p.reimbursement.claim.line", "redemption_id")
    is_claimable = fields.Boolean(
        "Can be claimed",
        compute="_compute_is_claimable",
        store=True,
        precompute=True,
        help="Neither reversed nor on a live claim. Only for searching: a claim checks its "
        "redemptions itself, under a lock.",
    )

    _claimable_idx = models.Index("(provider_id, is_claimable, id)")

    @api.depends("amount", "reversal_of_id", "reversal_ids", "claim_line_ids.is_live")
    def _compute_is_claimable(self):
        for line in self:
            is_reversed = line.reversal_of_id or line.reversal_ids
            claimed = any(line.claim_line_ids.mapped("is_live"))
            line.is_claimable = line.amount > 0 and not is_reversed and not claimed

    @api.model
    def _get_claimable_domain(self, providers):
        """The domain of the providers' redemptions that can be claimed."""
        return [("provider_id", "in", providers.ids), ("is_claimable", "=", True)]

    @api.model
    def _days_domain(self, company, first=None, last=None):
        """The domain of redemptions of these days at the office; either end may be open."""
        zone = pytz.timezone(company._office_zone())
        domain = []
        if first:
            domain.append(("date", ">=", self._start_of(first, zone)))
        if last:
            domain.append(("date", "<", self._start_of(last + timedelta(days=1), zone)))
        return domain

    @api.model
    def _start_of(self, day, zone):
        """The start of the day in that time zone, in UTC."""
        return (
            zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
        )

    def _check_reversible(self):
        """Refuse the reversal of a claimed redemption."""
        super()._check_reversible()
        claim = self._get_live_claim()
        if claim.state == "paid":
            raise UserError(
                self.env._(
                    "Redemption %(name)s is on claim %(claim)s, which is paid: it can no longer "
                    "be reversed. Settle the amount with the provider.",
                    name=self.name,
                    claim=claim.name,
                )
            )
        if claim:
            raise UserError(
                self.env._(
                    "Redemption %(name)s is on claim %(claim)s. Reject or withdraw the claim "
                    "before you reverse the redemption.",
                    name=self.name,
                    claim=claim.name,
                )
            )

    def _get_live_claim(self):
        """Return the live claim of this redemption; may be empty."""
        self.ensure_one()
        return self.claim_line_ids.filtered("is_live").claim_id
