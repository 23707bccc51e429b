from odoo import api, fields, models


class G2PApprovalDialog(models.AbstractModel):
    """Base of the dialogs about a step: only users who may read the step see them."""

    _name = "g2p.approval.dialog"
    _inherit = "g2p.dialog.mixin"
    _description = "Dialog About a Step"

    step_id = fields.Many2one("g2p.approval.step", required=True, readonly=True)
    shown_step_id = fields.Many2one("g2p.approval.step", compute="_compute_shown_step_id")
    case_name = fields.Char(related="shown_step_id.request_name", related_sudo=False)

    @api.depends("step_id")
    def _compute_shown_step_id(self):
        self.step_id.check_access("read")
        for dialog in self:
            dialog.shown_step_id = dialog.step_id


class G2PApprovalVerdictDialog(models.AbstractModel):
    """Base of the dialogs in which somebody approves an amount, or rejects with a reason."""

    _name = "g2p.approval.verdict.dialog"
    _inherit = "g2p.approval.dialog"
    _description = "Dialog of a Verdict"

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
    public_text = fields.Text("Text for the person")

    @api.depends("step_id")
    def _compute_amount(self):
        self.step_id.check_access("read")
        for dialog in self:
            # sudo: readers of the step may see the amount so far
            dialog.amount = dialog.step_id.sudo().request_id._granted_amount()

    @api.onchange("reason_id")
    def _onchange_reason_id(self):
        if self.reason_id:
            self.public_text = self.reason_id.public_text
