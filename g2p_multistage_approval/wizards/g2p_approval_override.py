from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PApprovalOverride(models.TransientModel):
    """The dialog of an override: requested by one manager, confirmed by another."""

    _name = "g2p.approval.override"
    _inherit = "g2p.approval.verdict.dialog"
    _description = "Override the Officers"

    hindrances = fields.Text(compute="_compute_hindrances")
    asked_id = fields.Many2one("g2p.approval.decision", readonly=True)
    asked_by_id = fields.Many2one(
        string="Requested by", related="asked_id.user_id", related_sudo=False
    )
    asked_verdict = fields.Selection(
        string="Requested verdict", related="asked_id.verdict", related_sudo=False
    )
    asked_reason = fields.Text("Why", related="asked_id.reason", related_sudo=False)
    asked_amount = fields.Monetary(
        string="Amount to be granted", related="asked_id.amount", related_sudo=False
    )
    asked_reason_id = fields.Many2one(
        string="Reason for the person", related="asked_id.reason_id", related_sudo=False
    )
    asked_public_text = fields.Text(
        string="Requested text for the person", related="asked_id.public_text", related_sudo=False
    )
    verdict = fields.Selection([("approve", "Approve"), ("reject", "Reject")], default="approve")
    reason_id = fields.Many2one(string="Reason code")
    reason = fields.Text(required=True)

    @api.depends("step_id")
    def _compute_hindrances(self):
        """With names, for managers; the log contains ids."""
        self.step_id.check_access("read")
        for wizard in self:
            # sudo: the rule looks at the whole case, for every user
            reasons = wizard.step_id.sudo()._hindrances() or {}
            lines = [f"{user.name}: {why}" for user, why in reasons.items()]
            wizard.hindrances = "\n".join(lines) or False

    def action_confirm(self):
        """Request, or confirm another manager's request; all checks are in the step."""
        self.ensure_one()
        if self.asked_id:
            self.step_id.action_override_confirm(self.reason, self.asked_id.id)
            return actions.close()
        self.step_id.action_override_ask(
            self.verdict,
            self.reason,
            self.public_text,
            amount=self.amount,
            reason_code=self.reason_id.code,
        )
        # the list does not change until the second manager has confirmed
        message = self.env._(
            "The override is requested. Ask another manager to confirm it: the hammer of this "
            "step under Approvals / All cases / Open steps."
        )
        return actions.close(actions.notify(message))
