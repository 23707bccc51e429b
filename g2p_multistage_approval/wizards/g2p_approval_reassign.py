from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import actions

from ..models.g2p_approval_step_reassign import MANAGER


class G2PApprovalReassign(models.TransientModel):
    """The dialog to reassign a step; all checks are in the step."""

    _name = "g2p.approval.reassign"
    _inherit = "g2p.approval.dialog"
    _description = "Reassign a Step"

    from_user_id = fields.Many2one(
        "res.users",
        "Instead of",
        default=lambda self: self._default_from_user_id(),
        required=True,
        help="The officer whose part is reassigned.",
    )
    user_id = fields.Many2one(
        "res.users", "New officer", required=True, domain=[("share", "=", False)]
    )
    reason = fields.Text(required=True)

    def _default_from_user_id(self):
        """The caller; for a manager who is not an officer of the step, its only officer or
        nobody."""
        user = self.env.user
        step = self.env["g2p.approval.step"].browse(self.env.context.get("default_step_id"))
        if not user.has_group(MANAGER) or not step.exists() or not step.has_access("read"):
            return user
        named = self._named_on(step)
        if user in named or step.sudo()._is_designated(user):  # sudo: as in _named_on
            return user
        return named if len(named) == 1 else named.browse()

    @api.model
    def _named_on(self, step):
        step_sudo = step.sudo()  # sudo: archived officers too, whose part must be reassigned
        return step_sudo.with_context(active_test=False).officer_ids.sudo(False)

    def _check_choice(self, name, record):
        """The officers of a step are no secret to its readers, whatever their companies."""
        if name != "from_user_id" or record not in self._named_on(self.step_id._origin):
            super()._check_choice(name, record)

    def action_confirm(self):
        """Reassign; all checks are in the step."""
        self.ensure_one()
        self.step_id.action_reassign(self.user_id.id, self.reason, self.from_user_id.id)
        return actions.close()
