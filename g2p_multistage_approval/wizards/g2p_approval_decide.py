from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PApprovalDecide(models.TransientModel):
    """The dialog of a decision; all checks are in the step."""

    _name = "g2p.approval.decide"
    _inherit = "g2p.approval.dialog"
    _description = "Decide"

    instructions = fields.Text(related="shown_step_id.instructions", related_sudo=False)
    second_officer = fields.Char(compute="_compute_second_officer")
    action = fields.Selection(
        [
            ("approve", "Approve"),
            ("return", "Request information"),
            ("reject", "Reject"),
        ],
        "Your decision",
        required=True,
        default="approve",
    )
    currency_id = fields.Many2one(related="shown_step_id.currency_id", related_sudo=False)
    amount_requested = fields.Monetary(related="shown_step_id.amount_requested", related_sudo=False)
    amount_policy = fields.Selection(related="shown_step_id.amount_policy", related_sudo=False)
    amount = fields.Monetary(
        "Amount granted",
        compute="_compute_amount",
        compute_sudo=False,
        store=True,
        readonly=False,
    )
    reason_id = fields.Many2one("g2p.approval.reason", domain=[("action", "=", "reject")])
    note = fields.Text("Internal note")
    public_text = fields.Text("Text for the person")

    @api.depends("step_id")
    def _compute_amount(self):
        self.step_id.check_access("read")
        for wizard in self:
            # sudo: readers of the step may see the amount so far
            wizard.amount = wizard.step_id.sudo().request_id._granted_amount()

    @api.depends("step_id")
    @api.depends_context("uid")
    def _compute_second_officer(self):
        self.step_id.check_access("read")
        for wizard in self:
            # sudo: the rule looks at the whole case, for every user
            wizard.second_officer = wizard.step_id.sudo()._why_second_officer(self.env.user)

    @api.onchange("reason_id")
    def _onchange_reason_id(self):
        if self.reason_id:
            self.public_text = self.reason_id.public_text

    def action_confirm(self):
        """Decide; all checks are in the step."""
        self.ensure_one()
        if self.action == "approve":
            # shown, and so meant, only where less is granted
            is_less = self.currency_id.compare_amounts(self.amount, self.amount_requested) < 0
            text = self.public_text if is_less else None
            self.step_id.action_approve(self.amount, self.note, text)
        elif self.action == "reject":
            self.step_id.action_reject(self.reason_id.code, self.note, self.public_text)
        else:
            self.step_id.action_return(self.public_text)
        return actions.close()
