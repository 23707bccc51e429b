from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PApprovalBulk(models.TransientModel):
    """Approving several steps of a list at once, with the result of each."""

    _name = "g2p.approval.bulk"
    _inherit = "g2p.dialog.mixin"
    _description = "Approve in Bulk"

    step_ids = fields.Many2many("g2p.approval.step", string="Steps")
    count = fields.Integer(compute="_compute_count")
    note = fields.Text("Internal note")
    done = fields.Boolean(readonly=True)
    results = fields.Text(readonly=True)

    @api.depends("step_ids")
    def _compute_count(self):
        for wizard in self:
            wizard.count = len(wizard.step_ids)

    def action_confirm(self):
        """Approve; every step is judged separately, and the dialog shows the results."""
        outcomes = self.ensure_one().step_ids.action_approve_many(self.note)
        lines = [f"{outcome['case']}: {outcome['message']}" for outcome in outcomes]
        self.write({"done": True, "results": "\n".join(lines)})
        return actions.dialog(self.env._("Results"), self._name, self.id)
