from odoo import fields, models


class G2pVoucherReason(models.TransientModel):
    """Asks why a voucher is revoked or reissued, a key revoked, or a redemption taken back."""

    _name = "g2p.voucher.reason"
    _description = "Reason"

    voucher_ids = fields.Many2many("g2p.voucher")
    key_id = fields.Many2one("g2p.voucher.key")
    redemption_id = fields.Many2one("g2p.voucher.redemption")
    action = fields.Selection(
        [
            ("revoke", "Revoke the voucher"),
            ("reissue", "Reissue the voucher"),
            ("revoke_key", "Revoke the key"),
            ("reverse", "Take the redemption back"),
        ],
        required=True,
    )
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Do it; the record checks the rights of the caller."""
        self.ensure_one()
        if self.action == "revoke":
            self.voucher_ids.action_revoke(self.reason)
        elif self.action == "reissue":
            self.voucher_ids.action_reissue(self.reason)
        elif self.action == "reverse":
            self.redemption_id.action_reverse(self.reason)
        else:
            self.key_id.action_revoke(self.reason)
        return {"type": "ir.actions.act_window_close"}
