from odoo import models


class IrModuleModule(models.Model):
    """An addon stays while decisions in progress rest on it, unless all cases go with it."""

    _inherit = "ir.module.module"

    def _why_not_uninstalled(self, leaving):
        found = super()._why_not_uninstalled(leaving)
        if found or "g2p_immediate_assistance" in leaving:
            return found
        # sudo: an administrator need not be an officer
        why_not = self.env["g2p.assistance.application"].sudo()._why_not_without
        return next(filter(None, map(why_not, sorted(leaving))), False)
