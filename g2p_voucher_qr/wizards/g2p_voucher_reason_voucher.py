from odoo import fields, models

from ..const import CAUSES


class G2PVoucherReason(models.TransientModel):
    """Asks for the reason for revoking or reissuing a voucher, or reversing a redemption."""

    _inherit = "g2p.voucher.reason"

    voucher_ids = fields.Many2many("g2p.voucher")
    redemption_id = fields.Many2one("g2p.voucher.redemption")
    cause = fields.Selection(
        CAUSES,
        "Text for the person",
        help="The person reads it in their own language, with the progress of the case. They do "
        "not read the reason.",
    )
    action = fields.Selection(
        selection_add=[
            ("revoke", "Revoke the voucher"),
            ("reissue", "Reissue the voucher"),
            ("reverse", "Reverse the redemption"),
        ],
        ondelete={"revoke": "cascade", "reissue": "cascade", "reverse": "cascade"},
    )

    # === HOOKS === #
    def _consequences(self):
        _ = self.env._
        return {
            **super()._consequences(),
            "revoke": _(
                "The person can no longer use the voucher. Its unused amount is lost to the "
                "person, and this cannot be undone."
            ),
            "reissue": _(
                "The person gets a new copy, and their former copies are void immediately. The "
                "balance stays."
            ),
            "reverse": _(
                "The amount returns to the voucher. The redemption and its reversal both stay in "
                "the list."
            ),
        }

    def _steps(self):
        vouchers = self.voucher_ids.with_context(voucher_cause=self.cause)
        return {
            **super()._steps(),
            "revoke": vouchers.action_revoke,
            "reissue": vouchers.action_reissue,
            "reverse": self.redemption_id.action_reverse,
        }
