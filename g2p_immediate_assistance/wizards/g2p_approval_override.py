from odoo import fields, models


class G2PApprovalOverride(models.TransientModel):
    """Dialog of an override, with the requesting manager's assessment."""

    _name = "g2p.approval.override"
    _inherit = ["g2p.approval.override", "g2p.assistance.assess.dialog"]

    requires_assessment = fields.Boolean(
        related="shown_step_id.requires_assessment", related_sudo=False
    )

    def action_confirm(self):
        """Write the assessment, then request the override: one transaction."""
        self.ensure_one()
        if not self.asked_id and self.verdict == "approve":
            self._write_assessment()
        return super().action_confirm()
