from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import typed

MANAGER = "g2p_multistage_approval.group_approval_manager"


class G2PApprovalStep(models.Model):
    """Reassigning a step: a seat is reassigned once, and used once."""

    _inherit = "g2p.approval.step"

    def action_reassign(self, user_id, reason, from_user_id=None):
        """Reassign the step to another officer; the former officer is excluded from the case.

        Officers reassign their own part; an approval manager anybody's, but not to themselves. An
        officer who is one only through a group leaves the part to another member, who is notified;
        a manager may name somebody outside the group.

        :param int user_id: the new officer
        :param str reason: why, for the log
        :param int from_user_id: the officer whose part it is, for a manager; empty: the caller
        :raises AccessError: when the caller may not reassign the part
        :raises UserError: when it is already used or reassigned, or the new officer is not eligible
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
        # an officer who has already decided stays, and gets a second officer
        gone = [] if self.decision_ids._verdicts_of(old) else [(3, old.id)]
        self.write({"officer_ids": [*gone, (4, new.id)]})

    def _is_named(self, user):
        # archived officers too: their part must be reassigned
        return user in self.with_context(active_test=False).officer_ids

    def _leaves_it_to_group(self, caller, old):
        """Whether a member of a group reassigns their own part."""
        return old == caller and not self._is_named(old)

    # === Checks of the caller and the part === #

    def _check_reassign(self, caller, old, new, reason):
        if self.state not in ("open", "waiting") or self.request_id.state != "pending":
            raise UserError(self.env._("This step is no longer open."))
        # sudo: users do not read each other's companies
        company = self.request_id.company_id in caller.sudo().company_ids
        manages = caller.has_group(MANAGER) and company and new != caller
        designated = self._is_named(old) or self._is_designated(old)
        if not designated or not (old == caller or manages):
            raise AccessError(self.env._("Only an officer of this step can reassign it."))
        party = self._why_not_party(caller)
        if party:  # nobody chooses who decides on their own case
            raise AccessError(party)
        if not typed.stored(reason).strip():
            raise UserError(self.env._("Give the reason for reassigning the step."))
        self._check_seat(caller, old, manages)
        judged = self._why_not_chooser(caller)
        if judged:
            raise AccessError(judged)
        group = self._leaves_it_to_group(caller, old)
        why_not = self._why_not_colleague(old, new) if group else self._why_not_successor(new)
        if why_not:
            raise UserError(why_not)

    def _check_seat(self, caller, old, manages):
        """Refuse a used seat; a vote on behalf of the officer uses it too."""
        second = manages and old != caller and self._waits_for_second()
        if self.decision_ids._verdicts_of(old) and not second:
            raise UserError(self.env._("This officer has already decided."))
        if self.request_id.decision_ids._reassigned_by(old).filtered(lambda d: d.step_id == self):
            raise UserError(self.env._("The part of this officer has already been reassigned."))

    # === Checks of the new officer === #

    def _why_not_successor(self, user):
        """Why the step cannot be reassigned to ``user``; False if it can."""
        if self._is_officer_here(user) and self._is_designated(user):
            return self.env._("The officer you chose is already an officer of this step.")
        return self._why_not_new_officer(user)

    def _why_not_colleague(self, old, new):
        """Why a member of a group cannot leave the step to ``new``; False if they can."""
        groups = self._groups()
        theirs = groups & old.sudo().all_group_ids  # sudo: membership is not readable by all
        if not new.exists() or not theirs & new.sudo().all_group_ids:  # sudo: as above
            return self.env._(
                "You are an officer of this step as a member of a group. You can leave it to "
                "another member; an approval manager can reassign it to somebody else."
            )
        if new == old:
            return self.env._("The officer you chose is already an officer of this step.")
        if not self._is_enough_without(old):
            return self.env._(
                "Without you this stage has too few officers. Ask an approval manager to reassign "
                "your part."
            )
        return self._why_not_new_officer(new)

    def _is_officer_here(self, user):
        """Whether the user may decide cases of this company at all."""
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
            return self.env._("The officer you chose already takes part in the case.")
        return False

    def _is_enough_without(self, user):
        """Whether enough people are left to approve without the user; stops counting there."""
        voted = self._approvals().user_id
        missing = self.required - len(voted)
        for other in self._people() - voted - user:
            if missing <= 0:
                break
            able = self._is_officer_here(other) and not self._why_not_four_eyes(other)
            missing -= bool(able)
        return missing <= 0
