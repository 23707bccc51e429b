from odoo import fields, models


class G2PVoucherReason(models.TransientModel):
    """Asks why a change of a provider is withdrawn."""

    _inherit = "g2p.voucher.reason"

    change_id = fields.Many2one("g2p.provider.change")
    action = fields.Selection(
        selection_add=[("withdraw_change", "Withdraw the change")],
        ondelete={"withdraw_change": "cascade"},
    )

    # === HOOKS === #
    def _consequences(self):
        return {
            **super()._consequences(),
            "withdraw_change": self.env._(
                "The provider stays as it is. Another change has to be asked for and confirmed "
                "again."
            ),
        }

    def _steps(self):
        return {**super()._steps(), "withdraw_change": self.change_id.action_withdraw}
