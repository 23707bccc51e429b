from odoo import api, fields, models


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
    consequence = fields.Char("What it does", compute="_compute_consequence")

    @api.depends("action", "key_id")
    def _compute_consequence(self):
        for wizard in self:
            wizard.consequence = wizard._consequences().get(wizard.action)

    def _consequences(self):
        """What follows from each action, before somebody confirms it."""
        _ = self.env._
        return {
            "revoke": _(
                "The person cannot use the voucher any more. What was not redeemed is lost to "
                "the person, and this cannot be undone."
            ),
            "reissue": _(
                "The person gets a new copy, and the copies handed out before are void at once. "
                "The balance stays."
            ),
            "revoke_key": _(
                "Vouchers that this key signed are refused from now on, and this cannot be "
                "undone. Vouchers in use: %(count)s; have them reissued afterwards.",
                count=self.key_id.live_count,
            ),
            "reverse": _(
                "The amount is on the voucher again. The redemption and its reversal both stay "
                "in the list."
            ),
        }

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
