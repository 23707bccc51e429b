from odoo import fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PProviderAccountAsk(models.TransientModel):
    """Asks for another bank account of a provider."""

    _name = "g2p.provider.account.ask"
    _description = "Another bank account"
    _inherit = "g2p.dialog.mixin"

    provider_id = fields.Many2one("g2p.service.provider", required=True)
    account_number = fields.Char("Bank account", required=True)
    reason = fields.Char(required=True)

    def action_confirm(self):
        """Ask for the account; the provider checks the rights of the caller."""
        self.ensure_one()
        done = self.provider_id.action_propose_account(self.account_number, self.reason)
        return actions.close(done)
