from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

MANAGER = "g2p_multistage_approval.group_approval_manager"


class G2PApprovalStep(models.Model):
    """Deciding a step. Its public methods are for RPC and buttons alike."""

    _inherit = "g2p.approval.step"

    def action_approve(self, amount=None, note=None):
        """Approve this step.

        :param float amount: the amount granted, in the request's currency; None keeps it
        :param str note: internal remark
        :raises AccessError: with the sentence of ``_why_not``
        :raises UserError: content changed, something missing, or amount out of bounds
        """
        return self._decide("approve", amount=amount, reason=note)

    def action_reject(self, reason_code, note, public_text=None):
        """Reject: ends the round. A reason code and a text are needed.

        :param str reason_code: code of a ``g2p.approval.reason`` with action *reject*
        :param str note: internal text
        :param str public_text: what the person reads; the reason's own text when empty
        """
        reason = self.env["g2p.approval.reason"].search(
            [("code", "=", reason_code or ""), ("action", "=", "reject")], limit=1
        )
        if not reason or not (note or "").strip():
            raise UserError(self.env._("A rejection needs a reason code and a text."))
        return self._decide(
            "reject", reason_id=reason, reason=note, public_text=public_text or reason.public_text
        )

    def action_return(self, note):
        """Ask the person for information; the clock of the step stops.

        :param str note: what is asked, in words for the person
        """
        if not (note or "").strip():
            raise UserError(self.env._("Say what information is needed."))
        return self._decide("return", public_text=note)

    def action_approve_many(self, note=None):
        """Approve each of the steps that may be decided in bulk, through the same rule.

        One that is refused leaves the others alone.

        :param str note: internal remark, the same for all
        :return: list of dict (step_id, case, ok, message) in the order of the steps
        """
        self.browse().check_access("read")
        outcomes = [step._approve_in_bulk(note) for step in self]
        done = self.browse([outcome["step_id"] for outcome in outcomes if outcome["ok"]])
        done.sudo().request_id._queue_telling()  # sudo: users do not write the engine's rows
        return outcomes

    def _approve_in_bulk(self, note):
        result = {"step_id": self.id, "case": str(self.id)}
        try:
            self.check_access("read")  # who may not read the case does not learn its name
            result["case"] = self.request_name
            with self.env.cr.savepoint():
                self._check_bulk()
                decision = self._decide("approve", tell=False, reason=note, in_bulk=True)
        except (AccessError, UserError) as error:
            return {**result, "ok": False, "message": str(error.args[0])}
        message = self.env._("Approved")
        if decision.sudo().needs_second:  # sudo: the row that the caller has just made
            message = self.env._("Approved; a second officer has to approve it too")
        return {**result, "ok": True, "message": message}

    def _check_bulk(self):
        step_sudo = self.sudo()  # sudo: the rule is the step's, for every user
        if not step_sudo.allow_bulk:
            raise UserError(
                self.env._("The stage %(stage)s is decided one by one.", stage=step_sudo.name)
            )

    def _decide(self, action, amount=None, reason_id=None, tell=True, **values):
        """The one writer of verdicts; who decides many tells the officers at the end."""
        self.ensure_one()
        user = self.env.user
        step_sudo = self.sudo()  # sudo: users have no write access to the engine's rows
        request_sudo = step_sudo.request_id
        request_sudo._lock()
        # read together with the other steps of the case, which are asked at the end
        step_sudo = step_sudo.with_prefetch(request_sudo.step_ids._prefetch_ids)
        why_not = step_sudo._why_not(user)
        if why_not:
            raise AccessError(why_not)
        # an officer who cannot read the record cannot judge it
        request_sudo._record().with_user(user).sudo(False).check_access("read")
        acting = step_sudo._acting_for(user)
        if action == "approve":
            amount = step_sudo._check_approval(user, amount)
            values["needs_second"] = step_sudo._needs_second_officer(user | acting)
        decision = request_sudo._log(
            action,
            step_sudo,
            amount=amount or 0.0,
            reason_id=reason_id,
            on_behalf_id=False if acting == user else acting.id,
            **values,
        )
        getattr(step_sudo, f"_after_{action}")()
        if tell:
            request_sudo._queue_telling()
        return decision.sudo(False)

    def _check_approval(self, user, amount):
        """What approving asks for beyond being allowed; returns the amount granted."""
        request = self.request_id
        record = request._record()
        request._check_unchanged()
        missing = record._approval_stage_missing(self.with_user(user).sudo())
        if missing:
            raise UserError("\n".join(missing))
        return self._check_amount(amount)

    def _check_amount(self, amount):
        request, currency = self.request_id, self.currency_id
        current = request._granted_amount()
        if amount is None or amount is False:
            if self.requires_amount:
                raise UserError(self.env._("State the amount that you recommend."))
            return current
        amount = self._check_stated(amount)
        compared = currency.compare_amounts(amount, current)
        # of what came to the stage: its officers together raise no more than one of them
        ceiling = (self.amount_opened or current) * (1 + self.max_raise_percent / 100.0)
        if compared and self.amount_policy == "keep":
            raise UserError(self.env._("This stage may not change the amount."))
        if compared > 0 and self.amount_policy == "lower":
            raise UserError(self.env._("This stage may lower the amount, not raise it."))
        if compared > 0 and currency.compare_amounts(amount, ceiling) > 0:
            raise UserError(
                self.env._(
                    "This stage may raise the amount by at most %(pct)s %%.",
                    pct=f"{self.max_raise_percent:g}",
                )
            )
        if compared > 0:
            request._record()._approval_check_amount(amount)
        return amount

    def _check_stated(self, amount):
        """The amount as its currency pays it; what it can not pay is asked back, not rounded."""
        is_number = isinstance(amount, int | float) and 0 < amount < float("inf")
        payable = self.currency_id.round(amount) if is_number else 0
        if payable <= 0:
            raise UserError(self.env._("The amount must be a positive number."))
        digits = self.currency_id.decimal_places + 4
        if float_compare(amount, payable, precision_digits=digits):
            raise UserError(
                self.env._(
                    "%(stated)s can not be paid in %(currency)s. State %(nearest)s, or another "
                    "amount that can.",
                    stated=f"{amount:.10g}",
                    currency=self.currency_id.name,
                    nearest=self.currency_id.format(payable),
                )
            )
        return payable

    def _after_approve(self):
        enough = len(self._approvals().user_id) >= self.required and not self._waits_for_second()
        if enough:
            self._set_closed("approved")
        self.request_id._advance()

    def _after_reject(self):
        self._set_closed("rejected")
        self.request_id._close("rejected")

    def _after_return(self):
        self.request_id._return()

    # === Handing over === #

    def action_reassign(self, user_id, reason, from_user_id=None):
        """Hand the step to another officer.

        Officers hand over their own part; an approval manager that of anybody, but not to
        themselves. A group keeps its right: the new officer is named beside it.

        :param int user_id: the new officer
        :param str reason: why, for the log
        :param int from_user_id: whose part, for a manager; the caller's when empty
        :raises AccessError: when the part is not the caller's to give
        :raises UserError: when the new officer cannot take it
        """
        self.ensure_one()
        users = self.env["res.users"]
        old = users.browse(from_user_id) if from_user_id else self.env.user
        new = users.browse(user_id)
        step_sudo = self.sudo()  # sudo: users have no write access to the engine's rows
        step_sudo.request_id._lock()
        step_sudo._check_reassign(self.env.user, old, new, reason)
        # who has decided already stays, and gets a second officer
        gone = [] if old in step_sudo._approvals().user_id else [(3, old.id)]
        step_sudo.write({"officer_ids": [*gone, (4, new.id)]})
        step_sudo.request_id._log(
            "reassign",
            step_sudo,
            reason=reason,
            on_behalf_id=False if old == self.env.user else old.id,
            successor_id=new.id,
        )
        step_sudo.request_id._queue_telling()
        return True

    def _check_reassign(self, caller, old, new, reason):
        if self.state not in ("open", "waiting") or self.request_id.state != "pending":
            raise UserError(self.env._("This step is not open any more."))
        company = self.request_id.company_id in caller.sudo().company_ids
        manages = caller.has_group(MANAGER) and company and new != caller
        # archived officers too: theirs is the part that has to be given away
        named = old in self.with_context(active_test=False).officer_ids
        if not (named or self._is_designated(old)) or not (old == caller or manages):
            raise AccessError(self.env._("Only an officer of this step hands it over."))
        party = self._why_not_party(caller)
        if party:  # nobody chooses who decides on an own case
            raise AccessError(party)
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the step is handed over."))
        second = manages and old != caller and self._waits_for_second()
        if old in self.decision_ids._verdicts_of(old).user_id and not second:
            raise UserError(self.env._("This officer has decided already."))
        why_not = self._why_not_successor(new)
        if why_not:
            raise UserError(why_not)

    # === When nobody can decide: two managers, in the open === #

    def action_override_ask(self, verdict, reason, public_text=None):
        """Ask for a verdict past the officers; another manager confirms it.

        :param str verdict: *approve* or *reject*
        :param str reason: why the officers cannot decide, for the log
        :param str public_text: for a rejection, what the person reads
        """
        self.ensure_one()
        if verdict not in ("approve", "reject"):
            raise UserError(self.env._("Choose to approve or to reject."))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why the officers cannot decide."))
        if verdict == "reject" and not (public_text or "").strip():
            raise UserError(self.env._("Write what the person reads."))
        step_sudo = self._override_step_sudo()
        step_sudo.request_id._log(
            "override_ask", step_sudo, reason=reason, verdict=verdict, public_text=public_text
        )
        return True

    def action_override_confirm(self, reason, asked_id):
        """Carry out the verdict that another manager asked for last.

        :param str reason: why it is right, for the log
        :param int asked_id: the request (a decision) that the caller was shown; refused when it
            is not the last one any more
        """
        self.ensure_one()
        step_sudo = self._override_step_sudo()
        asked = step_sudo.decision_ids.filtered(lambda d: d.action == "override_ask")
        asked = asked.sorted("id")[-1:]
        if not asked:
            raise UserError(self.env._("Nobody asked for a verdict past the officers."))
        if asked_id != asked.id:
            raise UserError(
                self.env._("In the meantime something else was asked for. Open the dialog again.")
            )
        if asked.user_id == self.env.user:
            raise AccessError(self.env._("Another manager than the one who asked confirms it."))
        if not isinstance(reason, str) or not reason.strip():
            raise UserError(self.env._("Say why it is right."))
        if asked.verdict == "approve":
            step_sudo.request_id._check_unchanged()
        step_sudo.request_id._log(
            "override",
            step_sudo,
            reason=reason,
            verdict=asked.verdict,
            public_text=asked.public_text,
        )
        if asked.verdict == "approve":
            step_sudo._set_closed("approved")
            step_sudo.request_id._advance()
        else:
            step_sudo._after_reject()
        step_sudo.request_id._queue_telling()
        return True

    def _override_step_sudo(self):
        """This step under sudo and under lock, if the caller may override it."""
        user = self.env.user
        if not user.has_group(MANAGER):
            raise AccessError(self.env._("Only approval managers decide past the officers."))
        self.check_access("read")
        step_sudo = self.sudo()  # sudo: users have no write access to the engine's rows
        request_sudo = step_sudo.request_id
        request_sudo._lock()
        if step_sudo.state != "open" or request_sudo.state != "pending":
            raise UserError(self.env._("This step is not open for a decision."))
        why_not = step_sudo._why_not_four_eyes(user)
        if why_not:
            raise AccessError(why_not)
        request_sudo._record().with_user(user).sudo(False).check_access("read")
        return step_sudo
