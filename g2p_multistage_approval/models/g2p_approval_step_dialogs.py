from odoo import models
from odoo.exceptions import AccessError

from odoo.addons.g2p_suite_base.tools import actions

from .g2p_approval_step_reassign import MANAGER


class G2PApprovalStep(models.Model):
    """The dialogs about a step; what they do is judged by its other methods."""

    _inherit = "g2p.approval.step"

    def action_open_bulk(self):
        """Ask before approving the selected steps together."""
        self.check_access("read")
        title = self.env._("Approve together")
        return actions.dialog(title, "g2p.approval.bulk", step_ids=[(6, 0, self.ids)])

    def action_open_reassign(self):
        """Ask to whom the step is handed, and why."""
        self.ensure_one()
        self.check_access("read")
        title = self.env._("Hand over: %(stage)s", stage=self.name)
        return actions.dialog(title, "g2p.approval.reassign", step_id=self.id)

    def action_open_override(self):
        """Ask for a verdict past the officers, or confirm what another manager asked for.

        Refused at once when an officer can decide, or the caller may not.
        """
        self.ensure_one()
        self._override_step_sudo(lock=False)._check_nobody_can()
        asked = self.decision_ids.filtered(lambda d: d.action == "override_ask").sorted("id")[-1:]
        others = asked.filtered(lambda d: d.user_id != self.env.user)
        title = self.env._("Past the officers: %(stage)s", stage=self.name)
        model = "g2p.approval.override"
        return actions.dialog(title, model, step_id=self.id, asked_id=others.id)

    def action_find_stuck(self):
        """Button for approval managers: say which of the selected steps nobody can decide.

        Each officer is asked about each step: a question, and no column of a list.
        """
        self.check_access("read")
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only approval managers ask who can decide."))
        stuck = self.filtered("nobody")
        message = self.env._("Somebody can decide each of the selected steps.")
        if stuck:
            places = ", ".join(f"{step.request_name} – {step.name}" for step in stuck)
            message = self.env._("Nobody can decide: %(places)s", places=places)
        return actions.notify(message, "warning" if stuck else "success")
