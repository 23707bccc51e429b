from odoo import models
from odoo.exceptions import AccessError, UserError
from odoo.tools import float_compare

from odoo.addons.g2p_suite_base.tools import typed
from odoo.addons.g2p_suite_base.tools.together import by_halves

#: exceptions that refuse a decision
REFUSALS = (AccessError, UserError)


class G2PApprovalStep(models.Model):
    """Deciding a step. Its public methods are for RPC and buttons alike."""

    _inherit = "g2p.approval.step"

    def action_approve(self, amount=None, note=None, public_text=None):
        """Approve this step.

        :param float amount: the amount granted, in the request's currency; None keeps it
        :param str note: internal remark
        :param str public_text: why less is granted than was asked for, in words for the person
        :raises AccessError: with the sentence of ``_why_not``
        :raises UserError: content changed, something is missing, or amount out of bounds
        """
        return self._decide("approve", amount=amount, reason=note, public_text=public_text)

    def action_reject(self, reason_code, note, public_text=None):
        """Reject the case and end the round. A reason code and a text are needed.

        :param str reason_code: code of a ``g2p.approval.reason`` with action *reject*
        :param str note: internal text
        :param str public_text: the text for the person; the reason's own text when empty
        """
        reason = self._find_reject_reason(reason_code, note)
        return self._decide(
            "reject", reason_id=reason, reason=note, public_text=public_text or reason.public_text
        )

    def _find_reject_reason(self, code, note):
        """The reason with this code in the case's company; refuse without it, or without a text."""
        company = self.sudo().company_id  # sudo: the right to decide is checked afterwards
        domain = [
            ("code", "=", code or ""),
            ("action", "=", "reject"),
            ("company_id", "in", [company.id, False]),
        ]
        reason = self.env["g2p.approval.reason"].search(domain, limit=1)
        if not reason or not typed.stored(note).strip():
            raise UserError(self.env._("A rejection needs a reason code and a text."))
        return reason

    def action_return(self, note):
        """Ask the person for information; the clock of the step stops.

        :param str note: the question, in words for the person
        """
        if not typed.stored(note).strip():
            raise UserError(self.env._("Say what information is needed."))
        return self._decide("return", public_text=note)

    def action_approve_many(self, note=None):
        """Approve the steps that may be decided in bulk, each by the same rule.

        A refused step does not affect the others.

        :param str note: internal remark, the same for all
        :return: list of dict (step_id, case, ok, message) in the order of the steps
        """
        self.browse().check_access("read")
        outcomes = self._approve_together(note)
        done = self.browse([outcome["step_id"] for outcome in outcomes if outcome["ok"]])
        done.sudo().request_id._queue_notifications()  # sudo: users do not write the engine's rows
        return outcomes

    def _approve_together(self, note):
        """Approve all, and run the hooks of their last approval for all together.

        If that is refused it is rolled back: steps that would be refused are left out, and the
        others are retried by halves, to find those that fail only on the way.
        """

        def approve(steps):
            steps.check_access("read")  # users lock only cases that they may read
            requests_sudo, ended = steps.sudo().request_id, []  # sudo: users do not write them
            requests_sudo._lock()
            outcomes = [step._approve_in_bulk(note, ended) for step in steps]
            requests_sudo.browse().union(*ended)._notify_approved()
            return outcomes

        def refuse(step, error):  # it passed the checks, so the user may read it
            return step._refused_in_bulk(step.request_name, error)

        try:
            with self.env.cr.savepoint():
                return approve(self)
        except REFUSALS:
            refused = [step._why_not_in_bulk() for step in self]
        pairs = zip(self.ids, refused, strict=True)
        others = self.browse([step_id for step_id, outcome in pairs if not outcome])
        # all at once, in one order: halves alone would be locked in the order of the caller's list
        others.sudo().request_id._lock()  # sudo: users do not write them
        answers = iter(by_halves(others, approve, refuse, REFUSALS))
        return [outcome or next(answers) for outcome in refused]

    def _why_not_in_bulk(self):
        """The outcome of a step that would be refused now; None if it would not."""
        case = str(self.id)
        try:
            self.check_access("read")  # users must not learn the names of other cases
            case = self.request_name
            self._check_bulk()
            step_sudo = self.sudo()  # sudo: the rule looks at the whole case, for every user
            step_sudo._check_officer(self.env.user)
            step_sudo._check_approval(self.env.user, None)
        except REFUSALS as error:
            return self._refused_in_bulk(case, error)
        return None

    def _refused_in_bulk(self, case, error):
        return {"step_id": self.id, "case": case, "ok": False, "message": str(error.args[0])}

    def _approve_in_bulk(self, note, ended):
        """Approve this one of many.

        :param list ended: collects its request, if this was the last approval
        """
        self._check_bulk()
        decision = self._decide("approve", ended=ended, reason=note, in_bulk=True)
        message = self.env._("Approved")
        if decision.sudo().needs_second:  # sudo: the row that the caller has just created
            message = self.env._("Approved; a second officer must approve it too")
        return {"step_id": self.id, "case": self.request_name, "ok": True, "message": message}

    def _check_bulk(self):
        step_sudo = self.sudo()  # sudo: the rule is the step's, for every user
        if not step_sudo.allow_bulk:
            raise UserError(
                self.env._("The stage %(stage)s must be decided one by one.", stage=step_sudo.name)
            )

    def _decide(self, action, amount=None, reason_id=None, ended=None, **values):
        """The one writer of verdicts.

        :param list ended: from a caller that decides many, holds their locks and runs hooks and
            notifications at the end; collects the request if this was the last approval
        """
        self.ensure_one()
        user = self.env.user
        step_sudo = self.sudo()  # sudo: users have no write access to the engine's rows
        request_sudo = step_sudo.request_id
        if ended is None:
            request_sudo._lock()
        # prefetched with the other steps of the case, which are needed at the end
        step_sudo = step_sudo.with_prefetch(request_sudo.step_ids._prefetch_ids)
        step_sudo._check_officer(user)
        if action == "approve":
            amount = step_sudo._check_approval(user, amount)
            acting = step_sudo._acting_for(user)
            values["needs_second"] = step_sudo._needs_second_officer(user | acting)
        values.update(amount=amount or 0.0, reason_id=reason_id)
        decision = step_sudo._log_act(action, **values)
        if action == "approve":
            step_sudo._after_approve(ended)
        else:
            {"reject": step_sudo._after_reject, "return": step_sudo._after_return}[action]()
        if ended is None:
            request_sudo._queue_notifications()
        return decision.sudo(False)

    def _log_act(self, action, **values):
        """Log what the current user did here, for whom, and who chose them (row locked)."""
        user, acting = self.env.user, self._acting_for(self.env.user)
        values["chosen_by_id"] = self._chooser_of(user, acting).id
        absent = False if acting == user else acting.id
        return self.request_id._log(action, self, on_behalf_id=absent, **values)

    def _check_officer(self, user):
        """Check that the user may decide this step now."""
        why_not = self._why_not(user)
        if why_not:
            raise AccessError(why_not)
        # an officer who cannot read the record cannot judge it
        self.request_id._record().with_user(user).sudo(False).check_access("read")

    def _chooser_of(self, user, acting):
        """The user who chose ``user`` as the substitute of ``acting``; empty if that officer
        did."""
        if user == acting:
            return self.env["res.users"]
        rows = self.env["g2p.approval.delegation"]._of_step(user, self)
        return rows.filtered(lambda row: row.user_id == acting)[:1]._chooser()

    def _check_approval(self, user, amount):
        """Check the requirements of an approval besides the right; return the amount granted."""
        request = self.request_id
        record = request._record()
        request._check_unchanged()
        # sudo: requirements are checked on the whole step
        missing = record._approval_stage_missing(self.with_user(user).sudo())
        if missing:
            raise UserError("\n".join(missing))
        return self._check_amount(amount)

    def _check_amount(self, amount):
        request, currency = self.request_id, self.currency_id
        current = request._granted_amount()
        if amount is None or amount is False:
            if self.requires_amount:
                raise UserError(self.env._("Enter the amount that you recommend."))
            return current
        amount = self._check_stated(amount)
        compared = currency.compare_amounts(amount, current)
        # of the stage's initial amount: all officers together raise no more than one of them could
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
        """The amount in the decimals of its currency; refuse others instead of rounding."""
        known = isinstance(amount, int | float) and not isinstance(amount, bool)
        is_number = known and 0 < amount < float("inf")
        payable = self.currency_id.round(amount) if is_number else 0
        if payable <= 0:
            raise UserError(self.env._("The amount must be a positive number."))
        digits = self.currency_id.decimal_places + 4
        if float_compare(amount, payable, precision_digits=digits):
            raise UserError(
                self.env._(
                    "%(stated)s cannot be paid in %(currency)s. Enter %(nearest)s, or another "
                    "amount that can.",
                    stated=f"{amount:.10g}",
                    currency=self.currency_id.name,
                    nearest=self.currency_id.format(payable),
                )
            )
        return payable

    def _after_approve(self, ended):
        enough = len(self._approvals().user_id) >= self.required and not self._waits_for_second()
        if enough:
            self._proceed(ended)
        else:  # the amount may have changed, and with it the stages that apply
            self.request_id._advance(ended)

    def _proceed(self, ended=None):
        """Continue after the stage was approved, by its officers or by an override."""
        self._set_closed("approved")
        self.request_id._advance(ended)

    def _after_reject(self):
        self._set_closed("rejected")
        self.request_id._close("rejected")

    def _after_return(self):
        self.request_id._return()
