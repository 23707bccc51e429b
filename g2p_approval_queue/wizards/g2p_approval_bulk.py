from odoo import api, fields, models


class G2PApprovalBulk(models.TransientModel):
    """The cases that will be approved, and those that cannot be, before the officer confirms."""

    _inherit = "g2p.approval.bulk"

    able_step_ids = fields.Many2many("g2p.approval.step", compute="_compute_able")
    able_count = fields.Integer(compute="_compute_able")
    refused = fields.Text("Not approved", compute="_compute_able")

    @api.depends("step_ids")
    @api.depends_context("uid", "lang")
    def _compute_able(self):
        for wizard in self:
            steps = wizard.step_ids._origin
            outcomes = {step: step._why_not_in_bulk() for step in steps}
            able = steps.filtered(lambda step, refused=outcomes: not refused[step])
            wizard.able_step_ids = [(6, 0, able.ids)]
            wizard.able_count = len(able)
            lines = [f"{out['case']}: {out['message']}" for out in outcomes.values() if out]
            wizard.refused = "\n".join(lines) or False
