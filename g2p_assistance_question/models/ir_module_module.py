from odoo import models

NAME = "g2p_assistance_question"


class IrModuleModule(models.Model):
    """Decisions are bound to the frozen questions and answers, which go with this addon."""

    _inherit = "ir.module.module"

    def _why_not_uninstalled(self, leaving):
        found = super()._why_not_uninstalled(leaving)
        if found or NAME not in leaving or "g2p_immediate_assistance" in leaving:
            return found
        # sudo: an administrator need not be an officer
        cases = self.env["g2p.assistance.application"].sudo()._in_progress([]).filtered("asked")
        if not cases:
            return False
        return self.env._(
            "Applications in progress whose decisions are bound to own questions and answers: "
            "%(count)s, for example %(names)s. Without this addon nobody could decide them or "
            "issue their vouchers. Uninstall it when they are withdrawn or rejected, or their "
            "vouchers are used up, expired or revoked.",
            count=len(cases),
            names=cases._names_of_some(),
        )
