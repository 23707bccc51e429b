from odoo import fields, models


class G2PVoucherReason(models.TransientModel):
    """Asks for the reason for releasing a hold, too."""

    _inherit = "g2p.voucher.reason"

    hold_id = fields.Many2one("g2p.voucher.hold")
    action = fields.Selection(
        selection_add=[("release", "Release the hold")], ondelete={"release": "cascade"}
    )

    # === HOOKS === #
    def _consequences(self):
        return {
            **super()._consequences(),
            "release": self.env._(
                "The provider may be treating the person because of it, and sees that the office "
                "released it. What was held is free again, or returns to the fund if the voucher "
                "has expired."
            ),
        }

    def _steps(self):
        return {**super()._steps(), "release": self.hold_id.action_release}
