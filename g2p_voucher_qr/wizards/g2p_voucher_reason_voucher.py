from odoo import fields, models


class G2PVoucherReason(models.TransientModel):
    """Asks why a voucher is revoked or reissued, or a redemption taken back."""

    _inherit = "g2p.voucher.reason"

    voucher_ids = fields.Many2many("g2p.voucher")
    redemption_id = fields.Many2one("g2p.voucher.redemption")
    action = fields.Selection(
        selection_add=[
            ("revoke", "Revoke the voucher"),
            ("reissue", "Reissue the voucher"),
            ("reverse", "Take the redemption back"),
        ],
        ondelete={"revoke": "cascade", "reissue": "cascade", "reverse": "cascade"},
    )

    # === HOOKS === #
    def _consequences(self):
        _ = self.env._
        return {
            **super()._consequences(),
            "revoke": _(
                "The person cannot use the voucher any more. What was not redeemed is lost to "
                "the person, and this cannot be undone."
            ),
            "reissue": _(
                "The person gets a new copy, and the copies handed out before are void at once. "
                "The balance stays."
            ),
            "reverse": _(
                "The amount is on the voucher again. The redemption and its reversal both stay "
                "in the list."
            ),
        }

    def _steps(self):
        return {
            **super()._steps(),
            "revoke": self.voucher_ids.action_revoke,
            "reissue": self.voucher_ids.action_reissue,
            "reverse": self.redemption_id.action_reverse,
        }
