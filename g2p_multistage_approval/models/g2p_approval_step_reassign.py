from odoo import models
from odoo.exceptions import AccessError, UserError

MANAGER = "g2p_multistage_approval.group_approval_manager"


class G2PApprovalStep(models.Model):
    """Handing a step over: a seat goes to another person once, and is used once."""

    _inherit = "g2p.approval.step"

    def action_reassign(self, user_id, reason, from_user_id=None):
        """Hand the step to another officer; who hands over is out of the case.

        Officers hand over their own part; an approval manager that of anybody, but not to
        themselves. Who is an officer through a group alone leaves it to another member of the
        group, who is told; a manager may name somebody outside the group.

        :param int user_id: the new officer
        :param str reason: why, for the log
        :param int from_user_id: whose part, for a manager; the caller's when empty
        :raises AccessError: when the part is not the caller's to give
        :raises UserError: when it was used or given already, or the new officer cannot take it
        """
        self.ensure_one()
        users = self.env["res.users"]
        old = users.browse(from_user_id) if from_user_id else self.env.user
        new = users.browse(user_id)
        step_sudo = self.sudo()  # sudo: users have no write access to the engine's rows
        step_sudo.request_id._lock()
        step_sudo._check_reassign(self.env.user, old, new, reason)
        if not step_sudo._leaves_it_to_group(self.env.user, old):
            step_sudo._name_successor(old, new)
        step_sudo.request_id._log(
            "reassign",
            step_sudo,
            reason=reason,
            on_behalf_id=False if old == self.env.user else old.id,
            successor_id=new.id,
        )
        step_sudo.request_id._queue_notifications()
        return True

    def _name_successor(self, old, new):
        # who has decided already stays, and gets a second officer
        gone = [] if self.decision_ids._verdicts_of(old) else [(3, old.id)]
        self.write({"officer_ids": [*gone, (4, new.id)]})

    def _is_named(self, user):
        # archived officers too: theirs is the part that has to be given away
        return user in self.with_context(active_test=False).officer_ids

    def _leaves_it_to_group(self, caller, old):
        """Whether the part is that of a member of a group, given by the member."""
        return old == caller and not self._is_named(old)

    # === Who may, and what === #

    def _check_reassign(self, caller, old, new, reason):
        if self.state not in ("open", "waiting") or self.request_id.state != "pending":
            raise UserError(self.env._("This step is not open any more."))
        # sudo: users do not read each other's companies
        company = self.request_id.company_id in caller.sudo().company_ids
        manages = caller.has_group(MANAGER) and company and new != caller
        designated = self._is_named(old) or self._is_designated(old)
        if not designated or not (old == caller or manages):
            raise AccessError(self.env._("Only an officer of this step hands it over."))
        party = self._why_not_party(caller)
        if party:  # nobody chooses who decides on an own case
            raise AccessError(party)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the step is handed over."))
        self._check_seat(caller, old, manages)
        judged = self._why_not_chooser(caller)
        if judged:
            raise AccessError(judged)
        group = self._leaves_it_to_group(caller, old)
        why_not = self._why_not_colleague(old, new) if group else self._why_not_successor(new)
        if why_not:
            raise UserError(why_not)

    def _check_seat(self, caller, old, manages):
        """A vote uses its seat, also one that was cast on behalf of the officer."""
        second = manages and old != caller and self._waits_for_second()
        if self.decision_ids._verdicts_of(old) and not second:
            raise UserError(self.env._("This officer has decided already."))
        if self.request_id.decision_ids._reassigned_by(old).filtered(lambda d: d.step_id == self):
            raise UserError(self.env._("The part of this officer was handed over already."))

    # === To whom === #

    def _why_not_successor(self, user):
        """Why the step cannot be handed to ``user``; False when it can."""
        if self._is_officer_here(user) and self._is_designated(user):
            return self.env._("The officer you chose is an officer of this step already.")
        return self._why_not_new_officer(user)

    def _why_not_colleague(self, old, new):
        """Why a member of a group cannot leave the step to ``new``; False when they can."""
        groups = self._groups()
        theirs = groups & old.sudo().all_group_ids  # sudo: membership is not readable by all
        if not new.exists() or not theirs & new.sudo().all_group_ids:  # sudo: as above
            return self.env._(
                "You are an officer of this step as a member of a group. You can leave it to "
                "another member; an approval manager hands it to somebody else."
            )
        if new == old:
            return self.env._("The officer you chose is an officer of this step already.")
        if not self._is_enough_without(old):
            return self.env._(
                "Without you this stage has too few officers. An approval manager hands your "
                "part to somebody else."
            )
        return self._why_not_new_officer(new)

    def _is_officer_here(self, user):
        """Whether the user is somebody who may decide cases of this company at all."""
        exists = user.exists() and user.active and not user.share
        # sudo: users do not read each other's companies
        return bool(exists) and self.request_id.company_id in user.sudo().company_ids

    def _why_not_new_officer(self, user):
        if not user.exists() or not user.active or user.share:
            return self.env._("Choose an active officer of the agency.")
        if not self._is_officer_here(user):
            return self.env._("The officer you chose does not work for this company.")
        if not self._reads_record(user):
            return self.env._("The officer you chose may not read the case.")
        if self._why_not_four_eyes(user):
            return self.env._("The officer you chose takes part in the case already.")
        return False

    def _is_enough_without(self, user):
        """Whether enough people are left to approve when the user leaves; counts no further."""
        voted = self._approvals().user_id
        missing = self.required - len(voted)
        for other in self._people() - voted - user:
            if missing <= 0:
                break
            able = self._is_officer_here(other) and not self._why_not_four_eyes(other)
            missing -= bool(able)
        return missing <= 0
