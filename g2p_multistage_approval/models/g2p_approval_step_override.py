from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import typed

from .g2p_approval_step_reassign import MANAGER


class G2PApprovalStep(models.Model):
    """If no officer can decide, two managers override them, on record and with the same
    requirements."""

    _inherit = "g2p.approval.step"

    def action_override_ask(self, verdict, reason, public_text=None, amount=None, reason_code=None):
        """Request an override; another manager must confirm it.

        :param str verdict: *approve* or *reject*
        :param str reason: why the officers cannot decide, for the log
        :param str public_text: for a rejection, the text for the person
        :param float amount: for an approval, the amount granted; None keeps it
        :param str reason_code: for a rejection, code of a ``g2p.approval.reason``
        :raises UserError: when an officer can decide, or an approval would be refused
        """
        self.ensure_one()
        self._check_override_words(verdict, reason, public_text)
        code = reason_code if verdict == "reject" else False
        reason_id = self._find_reject_reason(code, reason) if verdict == "reject" else None
        step_sudo = self._override_step_sudo()
        hindrances = step_sudo._check_nobody_can()
        granted = 0.0
        if verdict == "approve":
            granted = step_sudo._check_approval(self.env.user, amount)
        step_sudo.request_id._log(
            "override_ask",
            step_sudo,
            reason=reason,
            verdict=verdict,
            public_text=public_text,
            reason_id=reason_id,
            amount=granted,
            hindrances=hindrances,
        )
        return True

    def _check_override_words(self, verdict, reason, public_text):
        if verdict not in ("approve", "reject"):
            raise UserError(self.env._("Choose to approve or to reject."))
        if not typed.stored(reason).strip():
            raise UserError(self.env._("Give the reason why the officers cannot decide."))
        if verdict == "reject" and not typed.stored(public_text).strip():
            raise UserError(self.env._("Write the text for the person."))

    def action_override_confirm(self, reason, asked_id):
        """Carry out the override that another manager requested last.

        :param str reason: the reason for confirming, for the log
        :param int asked_id: the request (a decision) that the caller was shown; refused if it is no
            longer the last one
        """
        self.ensure_one()
        step_sudo = self._override_step_sudo()
        asked = step_sudo._check_asked(asked_id)
        if not typed.stored(reason).strip():
            raise UserError(self.env._("Give your reason for confirming."))
        hindrances = step_sudo._check_nobody_can()
        if asked.verdict == "approve":  # the assessment of the requesting manager counts
            step_sudo._check_approval(asked.user_id, asked.amount)
        step_sudo.request_id._log(
            "override",
            step_sudo,
            reason=reason,
            hindrances=hindrances,
            **{name: asked[name] for name in ("verdict", "public_text", "reason_id", "amount")},
        )
        step_sudo._proceed() if asked.verdict == "approve" else step_sudo._after_reject()
        step_sudo.request_id._queue_notifications()
        return True

    def _check_asked(self, asked_id):
        """The last request, if it is the one shown and from another manager."""
        asked = self.decision_ids.filtered(lambda d: d.action == "override_ask")
        asked = asked.sorted("id")[-1:]
        if not asked:
            raise UserError(self.env._("Nobody has requested an override."))
        if asked_id != asked.id or asked.digest != self.request_id.digest:
            raise UserError(
                self.env._("Another override was requested in the meantime. Open the dialog again.")
            )
        if asked.user_id == self.env.user:
            raise AccessError(
                self.env._(
                    "A manager other than the one who requested the override must confirm it."
                )
            )
        return asked

    # === Who may, and when === #

    def _override_step_sudo(self, lock=True):
        """This step under sudo and under lock, if the caller may override it."""
        user = self.env.user
        if not user.has_group(MANAGER):
            raise AccessError(self.env._("Only approval managers can override the officers."))
        self.check_access("read")
        step_sudo = self.sudo()  # sudo: users have no write access to the engine's rows
        request_sudo = step_sudo.request_id
        if lock:
            request_sudo._lock()
        if step_sudo.state != "open" or request_sudo.state != "pending":
            raise UserError(self.env._("This step is not open for a decision."))
        why_not = step_sudo._why_not_past(user)
        if why_not:
            raise AccessError(why_not)
        request_sudo._record().with_user(user).sudo(False).check_access("read")
        return step_sudo

    def _why_not_past(self, user):
        """Why a manager may not take part in an override; False if they may."""
        # sudo: users do not read each other's companies
        if self.request_id.company_id not in user.sudo().company_ids:
            return self.env._("This case belongs to another company.")
        return self._why_not_four_eyes(user)

    def _may_override(self, user):
        """Whether the user is a manager who can override this step with another manager now."""
        manages = user.has_group(MANAGER) and not self._why_not_past(user)
        return bool(manages and self._reads_record(user) and self._hindrances())

    def _hindrances(self):
        """{user: why they cannot decide this step}, or False if somebody can."""
        reasons = {}
        for user in self._candidates():
            reasons[user] = self._why_not_able(user)
            if not reasons[user]:
                return False
        return reasons

    def _check_nobody_can(self):
        """Why each officer cannot decide, as lines with their ids.

        :raises UserError: when one of them can, without naming them
        """
        reasons = self._hindrances()
        if reasons is False:
            raise UserError(
                self.env._(
                    "An officer of the stage %(stage)s can decide this case. Wait for the "
                    "decision, or reassign the step to another officer.",
                    stage=self.name,
                )
            )
        return "\n".join(f"#{user.id}: {why}" for user, why in reasons.items())
