from odoo import models

NAME = "g2p_assistance_appeal"


class IrModuleModule(models.Model):
    """Officers of appeals, and the data that their decisions are bound to, go with this addon."""

    _inherit = "ir.module.module"

    def _why_not_uninstalled(self, leaving):
        found = super()._why_not_uninstalled(leaving)
        if found or NAME not in leaving or "g2p_immediate_assistance" in leaving:
            return found
        # sudo: an administrator need not be an officer
        cases_sudo = self.env["g2p.assistance.application"].sudo()
        cases = cases_sudo._in_progress([("appeal_id.date_sent", "!=", False)])
        cases |= cases_sudo.search([("appeal_id.state", "=", "received")])
        if not cases:
            return False
        return self.env._(
            "Applications with an appeal in progress: %(count)s, for example %(names)s. Without "
            "this addon nobody could decide them or issue their vouchers. Uninstall it when they "
            "are decided, and the vouchers of granted appeals are used up, expired or revoked.",
            count=len(cases),
            names=cases._names_of_some(),
        )
