from odoo import fields, models


class G2PApprovalOverride(models.TransientModel):
    """Asking for a verdict past the officers, with the assessment of the manager who asks."""

    _name = "g2p.approval.override"
    _inherit = ["g2p.approval.override", "g2p.assistance.assess.dialog"]

    requires_assessment = fields.Boolean(
        related="shown_step_id.requires_assessment", related_sudo=False
    )

    def action_confirm(self):
        """Write the assessment, then ask: one transaction."""
        self.ensure_one()
        if not self.asked_id and self.verdict == "approve":
            self._write_assessment()
        return super().action_confirm()
