from odoo import api, fields, models


class G2PVoucherReason(models.TransientModel):
    """Asks why a voucher is revoked or reissued, a key revoked, its vouchers reissued, or a
    redemption taken back."""

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
            ("reissue_key", "Reissue all of the key"),
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
                "undone. Vouchers in use: %(count)s; their issuing officers are told to reissue "
                "them.",
                count=self.key_id.live_count,
            ),
            "reissue_key": _(
                "Vouchers in use that this key signed: %(count)s. Those of the programmes that "
                "name you as issuing officer get a new copy, signed with the active key, and the "
                "copies handed out before are void. Balances and PINs stay. More than 50 become an "
                "order that goes on by itself.",
                count=self.key_id.live_count,
            ),
            "reverse": _(
                "The amount is on the voucher again. The redemption and its reversal both stay "
                "in the list."
            ),
        }

    def action_confirm(self):
        """Do it; the record checks the rights of the caller.

        :return: the action that shows the outcome, or closes the dialog
        """
        self.ensure_one()
        steps = {
            "revoke": self.voucher_ids.action_revoke,
            "reissue": self.voucher_ids.action_reissue,
            "revoke_key": self.key_id.action_revoke,
            "reissue_key": self.key_id.action_reissue_all,
            "reverse": self.redemption_id.action_reverse,
        }
        return self._closing(steps[self.action](self.reason))

    def _closing(self, outcome):
        """The action that ends the dialog: the order that a step led to, else nothing more."""
        close = {"type": "ir.actions.act_window_close"}
        if not isinstance(outcome, dict):
            return close
        if outcome.get("tag") == "display_notification":
            outcome["params"]["next"] = close
        return outcome
