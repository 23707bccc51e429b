from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PVoucherReason(models.TransientModel):
    """Asks for the reason of an irreversible action; other addons add their actions."""

    _name = "g2p.voucher.reason"
    _inherit = "g2p.dialog.mixin"
    _description = "Reason"

    key_id = fields.Many2one("g2p.voucher.key")
    action = fields.Selection([("revoke_key", "Revoke the key")], required=True)
    reason = fields.Char(required=True)
    consequence = fields.Char(compute="_compute_consequence")

    @api.depends("action", "key_id")
    def _compute_consequence(self):
        for wizard in self:
            wizard.consequence = wizard._consequences().get(wizard.action)

    def action_confirm(self):
        """Run the action; the record checks the rights of the caller.

        :return: the action that shows the outcome, or closes the dialog
        """
        self.ensure_one()
        return actions.close(self._steps()[self.action](self.reason))

    # === HOOKS === #
    def _consequences(self):
        """The consequence of each action, shown before it is confirmed."""
        return {
            "revoke_key": self.env._(
                "Vouchers that this key signed are refused from now on, and this cannot be undone."
            )
        }

    def _steps(self):
        """The method of each action; it takes the reason."""
        return {"revoke_key": self.key_id.action_revoke}
