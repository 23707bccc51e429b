from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class G2PApprovalStep(models.Model):
    """An officer who reassigns a case chooses who decides it, and leaves it: no quorum and no
    series of stages may consist of one person and that person's choice."""

    _inherit = "g2p.approval.step"

    reassigned_by_ids = fields.Many2many(
        "res.users",
        "g2p_approval_step_reassigned_rel",
        "step_id",
        "user_id",
        "Reassigned by",
        readonly=True,
        copy=False,
        ondelete="restrict",
        help="Officers who gave this step to another one; they leave the case until it restarts.",
    )

    # === The rule === #

    def _has_reassigned(self, user):
        """Whether the user reassigned a step of the same pass."""
        request_sudo = self.sudo().request_id  # sudo: the rule covers the whole case
        # one by one: these steps are read with those of the other cases of a bulk decision
        return any(user in step.reassigned_by_ids for step in request_sudo._current_steps())

    def _why_not_four_eyes(self, user):
        """Also: nobody decides beside the officer to whom they reassigned the case."""
        why_not = super()._why_not_four_eyes(user)
        if not why_not and self._has_reassigned(user):
            return self.env._("You reassigned this case, so another officer must decide it.")
        return why_not

    def _why_not_chooser(self, user):
        """Also: who reassigned the case has chosen once."""
        why_not = super()._why_not_chooser(user)
        if not why_not and self._has_reassigned(user):
            return self.env._("You reassigned this case, so somebody else must choose who decides.")
        return why_not

    # === Reassigning === #

    def _leave_to_another(self, user):
        """Check that the user may choose who decides and can leave; from now on they have left."""
        why_not = self._why_not_chooser(user)
        if why_not:
            raise AccessError(why_not)
        steps = self.request_id._current_steps().filtered(
            lambda step: step.state in ("open", "waiting") and step._is_designated(user)
        )
        for step in steps:
            if not step._is_enough_without(user):
                raise UserError(
                    self.env._(
                        "Without you the stage %(stage)s has too few officers. Release the case "
                        "instead, or ask an approval manager to reassign your part.",
                        stage=step.name,
                    )
                )
        self.write({"reassigned_by_ids": [(4, user.id)]})

    def _check_takes_over(self, officer):
        if not self._takes_over(officer):
            raise UserError(
                self.env._(
                    "The officer you chose cannot decide this case now. Choose another officer of "
                    "the stage %(stage)s.",
                    stage=self.name,
                )
            )

    def _takes_over(self, officer):
        """Whether the other officer can decide the step now."""
        known = officer.exists() and officer != self.env.user
        return bool(known) and not self._is_absent(officer) and not self._why_not_able(officer)

    def _is_absent(self, officer):
        """Whether somebody stands in for the officer today: then their substitute takes over."""
        rows_sudo = self.env["g2p.approval.delegation"]._near_sudo([("user_id", "=", officer.id)])
        return any(row_sudo._counts_in(self.company_id) for row_sudo in rows_sudo)
