from odoo import api, fields, models


class G2PApprovalReassign(models.TransientModel):
    """The dialog offers officers of the case's area and programme."""

    _inherit = "g2p.approval.reassign"

    user_id = fields.Many2one(domain="[('share', '=', False), ('id', 'not in', elsewhere_ids)]")
    elsewhere_ids = fields.Many2many(
        "res.users", compute="_compute_elsewhere_ids", compute_sudo=False
    )

    @api.depends("step_id")
    def _compute_elsewhere_ids(self):
        """Officers who see other areas or programmes only."""
        # sudo: compared only; the step is one that the user may read
        scopes_sudo = self.env["g2p.assistance.scope"].sudo().search([])
        self.step_id.check_access("read")
        for wizard in self:
            step_sudo = wizard.step_id.sudo()  # sudo: as above
            elsewhere = scopes_sudo.user_id.filtered(
                lambda user, step=step_sudo: not step._is_in_scope(user)
            )
            wizard.elsewhere_ids = [(6, 0, elsewhere.ids)]
