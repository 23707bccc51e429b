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
