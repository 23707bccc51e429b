from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PProviderChangeDecide(models.TransientModel):
    """Shows the second officer what a change confirms, and asks for the decision."""

    _name = "g2p.provider.change.decide"
    _description = "Decision on a change of a provider"
    _inherit = "g2p.dialog.mixin"

    change_id = fields.Many2one("g2p.provider.change", required=True)
    seen = fields.Char(
        compute="_compute_seen",
        store=True,
        readonly=False,  # the form sends what was shown, not what is true when it is sent
        precompute=True,
    )
    facts = fields.Text("What you confirm", compute="_compute_facts")
    account_shown = fields.Char("Account", compute="_compute_facts")
    needs_account = fields.Boolean(compute="_compute_facts")
    account_number = fields.Char(
        "Type the account", help="From the provider's signed letter, not from this system."
    )
    reason = fields.Char("Reason for a refusal")

    @api.depends("change_id")
    def _compute_seen(self):
        for dialog in self:
            dialog.seen = dialog.change_id._digest_now() if dialog.change_id else False

    @api.depends("change_id")
    def _compute_facts(self):
        for dialog in self:
            change_sudo = dialog.change_id.sudo()  # sudo: the user may read the change
            rows = change_sudo._seen() if change_sudo else []
            dialog.facts = "\n".join(f"{label}: {value}" for label, value in rows)
            dialog.needs_account = bool(change_sudo and change_sudo._expected_account())
            dialog.account_shown = change_sudo._shown_change() if change_sudo else False

    def action_confirm(self):
        """Confirm what is shown; the change checks the rights of the caller."""
        self.ensure_one()
        self.change_id.action_confirm(self.seen, self.account_number)
        return actions.close(actions.reload())

    def action_refuse(self):
        """Refuse the change; it checks the rights of the caller."""
        self.ensure_one()
        self.change_id.action_refuse(self.reason)
        return actions.close(actions.reload())
