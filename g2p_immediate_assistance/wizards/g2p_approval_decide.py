from odoo import fields, models


class G2PApprovalDecide(models.TransientModel):
    """Dialog of a decision, with the assessment."""

    _name = "g2p.approval.decide"
    _inherit = ["g2p.approval.decide", "g2p.assistance.assess.dialog"]

    requires_assessment = fields.Boolean(
        related="shown_step_id.requires_assessment", related_sudo=False
    )

    def action_confirm(self):
        """Write the assessment, then decide: one transaction."""
        self.ensure_one()
        if self.action == "approve":
            self._write_assessment()
        return super().action_confirm()
