from odoo import models

from .g2p_provider_change import LIVE

ADDON, BASE = "g2p_provider_account", "g2p_voucher_qr"


class IrModuleModule(models.Model):
    """The addon stays while two officers have something to decide: without it, an account that
    nobody confirmed would be paid."""

    _inherit = "ir.module.module"

    def _why_not_uninstalled(self, leaving):
        found = super()._why_not_uninstalled(leaving)
        if found or ADDON not in leaving or BASE in leaving:  # without it, providers go too
            return found
        # sudo: of all companies
        changes_sudo = self.env["g2p.provider.change"].sudo()
        waiting = changes_sudo.search_count([("state", "in", LIVE)])
        # sudo: as above
        providers_sudo = self.env["g2p.service.provider"].sudo().with_context(active_test=False)
        states = providers_sudo.search([("account_number", "!=", False)])._account_states()
        unconfirmed = [one for one, state in states.items() if state == "unconfirmed"]
        if not waiting and not unconfirmed:
            return False
        return self.env._(
            "Changes of providers that wait: %(waiting)s; accounts that no second officer "
            "confirmed: %(unconfirmed)s. Decide or withdraw the changes, and have the accounts "
            "confirmed, or delete them from drafts.",
            waiting=waiting,
            unconfirmed=len(unconfirmed),
        )
