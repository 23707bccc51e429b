from odoo import models

ADDON = "g2p_immediate_assistance"


class IrModuleModule(models.Model):
    """An addon to whose data decisions in progress are bound stays until they have ended, unless
    all cases go with it."""

    _inherit = "ir.module.module"

    def _why_not_uninstalled(self, leaving):
        found = super()._why_not_uninstalled(leaving)
        if found or ADDON in leaving:
            return found
        # sudo: an administrator need not be an officer
        cases_sudo = self.env["g2p.assistance.application"].sudo()
        reasons = map(cases_sudo._why_not_without, sorted(leaving))
        return next(filter(None, reasons), False)
