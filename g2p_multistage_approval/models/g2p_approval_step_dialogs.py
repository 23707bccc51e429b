from odoo import models
from odoo.exceptions import AccessError

from odoo.addons.g2p_suite_base.tools import actions

from .g2p_approval_step_reassign import MANAGER


class G2PApprovalStep(models.Model):
    """Opens the dialogs about a step; their actions are checked by its other methods."""

    _inherit = "g2p.approval.step"

    def action_open_bulk(self):
        """Open the dialog to approve the selected steps together."""
        self.check_access("read")
        title = self.env._("Approve together")
        return actions.dialog(title, "g2p.approval.bulk", step_ids=[(6, 0, self.ids)])

    def action_open_reassign(self):
        """Open the dialog to reassign the step."""
        self.ensure_one()
        self.check_access("read")
        title = self.env._("Reassign: %(stage)s", stage=self.name)
        return actions.dialog(title, "g2p.approval.reassign", step_id=self.id)

    def action_open_override(self):
        """Open the dialog to request an override, or to confirm another manager's request.

        Refused at once if an officer can decide, or the caller may not override.
        """
        self.ensure_one()
        self._override_step_sudo(lock=False)._check_nobody_can()
        asked = self.decision_ids.filtered(lambda d: d.action == "override_ask").sorted("id")[-1:]
        others = asked.filtered(lambda d: d.user_id != self.env.user)
        title = self.env._("Override: %(stage)s", stage=self.name)
        model = "g2p.approval.override"
        return actions.dialog(title, model, step_id=self.id, asked_id=others.id)

    def action_find_stuck(self):
        """Button for approval managers: report which of the selected steps nobody can decide.

        It checks each officer for each step, which is too slow for a column of a list.
        """
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only approval managers can check who can decide."))
        stuck = self.filtered("nobody")
        message = self.env._("Somebody can decide each of the selected steps.")
        if stuck:
            places = ", ".join(f"{step.request_name} – {step.name}" for step in stuck)
            message = self.env._("Nobody can decide: %(places)s", places=places)
        return actions.notify(message, "warning" if stuck else "success")
