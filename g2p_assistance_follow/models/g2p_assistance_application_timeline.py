from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools.timeline import entry

#: verdicts whose text for the person stands in the timeline, besides a rejection
SAID = ("submit", "return")


class G2PAssistanceApplication(models.Model):
    """The course of a case in plain words, with amounts, for the applicant."""

    _inherit = "g2p.assistance.application"

    date_withdrawn = fields.Datetime(readonly=True, copy=False)

    def _set_state(self, state, **values):
        if state == "withdrawn":
            values = {**values, "date_withdrawn": fields.Datetime.now()}
        return super()._set_state(state, **values)

    # === HOOKS: of the timeline === #

    def _timeline_past(self):
        rows = super()._timeline_past()
        rows += self._timeline_of_decisions(self._title_of_decision, self._text_of_decision)
        if self.amount_granted:
            rows.append(self._timeline_of_grant())
        for voucher in self.voucher_ids.sorted("id"):
            rows += voucher._timeline_for_holder()
        rows += self._timeline_of_withdrawal()
        # the office's answers and the voucher's ways, in the order in which they happened
        return sorted(rows, key=lambda row: row["date"])

    def _title_of_decision(self, decision):
        returns = decision.request_id.decision_ids.filtered(lambda d: d._effect() == "return")
        is_answer = any(earlier.id < decision.id for earlier in returns)
        received = self.env._("We have your application")
        titles = {
            "submit": self.env._("We have your answer") if is_answer else received,
            "approve": self.env._("%(stage)s: done", stage=decision.step_id.name),
            "return": self.env._("We asked you for information"),
            "reject": self.env._("Your application was rejected"),
            "cancel": self.env._("You withdrew your application"),
        }
        return titles.get(decision._effect())

    def _text_of_decision(self, decision):
        effect = decision._effect()
        if effect == "reject":
            return self._public_reason(decision)
        return decision.public_text if effect in SAID else ""

    def _public_reason(self, decision):
        """The reason of a rejection, in the reader's language where the office wrote its list.

        The officer's own words are shown as they are. The list's text, in whatever language the
        officer worked, is shown in the reader's.
        """
        return self._public_text_of(decision.public_text, decision.reason_id)

    @api.model
    def _public_text_of(self, said, reason):
        """A text with the reason it may have been taken from, as ``_public_reason`` shows it."""
        if not said or not reason:
            return said
        return reason.public_text if said in self._texts_of(reason) else said

    @api.model
    def _texts_of(self, reason):
        """The text of a reason for the person, in each installed language."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        return {reason.with_context(lang=code).public_text for code in languages}

    def _portal_rejection(self):
        """The reason of the last rejection, for the applicant; empty without one."""
        # sudo: by _check_applicant, for the applicant alone
        application_sudo = self._check_own()
        rejections = application_sudo.approval_decision_ids.filtered(
            lambda d: d._effect() == "reject"
        )
        last = rejections.sorted("id")[-1:]
        return application_sudo._public_reason(last) or "" if last else ""

    def _portal_contact(self):
        """The contact of the office that decides the case."""
        application_sudo = self._check_own()  # sudo: as above
        return {**application_sudo._office_contact(), "reference": application_sudo.name}

    def _office_contact(self):
        """The contact of the first one's office; under sudo: it is public."""
        office = self.company_id[:1]
        return {name: office[name] or "" for name in ("name", "phone", "email")}

    # === What was granted === #

    def _timeline_of_grant(self):
        request = self._approval_request_sudo()
        date = request.date_closed or self.entitlement_id.create_date
        return entry(date, self.env._("Approved"), self._sentence_granted())

    def _sentence_granted(self):
        """How much is granted, and why less than asked for."""
        granted = self.currency_id.format(self.amount_granted)
        if self.currency_id.compare_amounts(self.amount_granted, self.amount_requested) >= 0:
            return self.env._("%(granted)s is granted.", granted=granted)
        sentence = self.env._(
            "%(granted)s is granted; you asked for %(asked)s.",
            granted=granted,
            asked=self.currency_id.format(self.amount_requested),
        )
        return f"{sentence} {self._sentence_why_less()}"

    def _sentence_why_less(self):
        decisions = self._approval_request_sudo()._current_decisions().sorted("id")
        reasons = decisions.filtered(lambda d: d._effect() == "approve" and d.public_text)
        if reasons:
            return " ".join(reasons.mapped("public_text"))
        return self.env._("Ask the office why; give your reference %(name)s.", name=self.name)

    # === The present === #

    def _timeline_of_withdrawal(self):
        """A withdrawal that is no decision: of a draft, or of an approval."""
        decided = self.approval_decision_ids.filtered(lambda d: d._effect() == "cancel")
        if self.state != "withdrawn" or decided:
            return []
        date = self.date_withdrawn or self.write_date
        started = entry(self.create_date, self.env._("You started this application"))
        ended = entry(date, self.env._("You withdrew your application"), state="stop")
        return [ended] if self.date_submitted else [started, ended]

    def _timeline_now(self):
        rows = super()._timeline_now()
        if self._programme_closed():  # shown at the top of the page, with advice
            return rows
        title, text = self._present_step()
        return [*rows, entry(False, title, text, state="now")] if title else rows

    def _present_step(self):
        """(title, text) of what happens now; (False, "") if nothing does."""
        if self.state == "draft":
            return self.env._("Not submitted yet. You can continue where you stopped."), ""
        if self.state == "submitted":
            stage = self.approval_waiting_for or ""
            return self.env._("We are deciding: %(stage)s", stage=stage), ""
        if self.state == "returned":
            # that the time is paused stands beside the question
            return self.env._("We are waiting for your answer."), ""
        if self.state == "approved" and self.voucher_id.state == "draft":
            return self.env._("Your voucher is being prepared."), ""
        return False, ""
