from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PApprovalReassignCase(models.TransientModel):
    """The dialog to reassign a case to another officer; all checks are in the step."""

    _name = "g2p.approval.reassign.case"
    _inherit = "g2p.approval.dialog"
    _description = "Reassign a Case"

    officer_ids = fields.Many2many(
        "res.users", string="Officers of the stage", compute="_compute_officer_ids"
    )
    user_id = fields.Many2one("res.users", "Officer", required=True)
    note = fields.Text(required=True)

    @api.depends("step_id")
    @api.depends_context("uid")
    def _compute_officer_ids(self):
        """The officers of the step and their substitutes, besides the reader; whether they can
        decide is the step's to say."""
        self.step_id.check_access("read")
        for wizard in self:
            step_sudo = wizard.step_id.sudo()  # sudo: its officers are no secret to its readers
            people = step_sudo._candidates().filtered("active") - self.env.user
            wizard.officer_ids = [(6, 0, people.ids)]

    def _check_choice(self, name, record):
        """The officers of a step are no secret to its readers, whatever their companies."""
        if name != "user_id" or record not in self.officer_ids._origin:
            super()._check_choice(name, record)

    def action_confirm(self):
        """Reassign the case; all checks are in the step."""
        self.ensure_one()
        self.step_id.action_reassign_case(self.user_id.id, self.note)
        message = self.env._("Reassigned. The officer is notified.")
        return actions.close(actions.notify(message))
