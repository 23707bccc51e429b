from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_suite_base.tools import moments

#: days after which an open question is asked again, once; later than that it is not asked again,
#: so that a server that was away, or was just upgraded, does not write about old questions
REMIND_AFTER, REMIND_UNTIL = 3, 10
#: (state before, state after): event; an application in decision is not withdrawn by a draft's end
EVENTS = {
    ("draft", "submitted"): "received",
    ("returned", "submitted"): "answer_received",
    ("submitted", "returned"): "question",
    ("submitted", "approved"): "granted",
    ("submitted", "rejected"): "rejected",
    ("returned", "rejected"): "rejected",
    ("submitted", "withdrawn"): "withdrawn",
    ("returned", "withdrawn"): "withdrawn",
    ("approved", "withdrawn"): "withdrawn",
}
#: decisions that an appeal announces itself
DECISIONS = ("granted", "rejected")


class G2PAssistanceApplication(models.Model):
    """Applicants hear of every change of their case.

    Messages go to the account that applied, and to nobody else: it is the one that may see the
    case, and its holder has proven or entered the addresses. The number typed into an application
    is used where the account has none and the applicant is the patient: otherwise it may be
    another person's.
    """

    _name = "g2p.assistance.application"
    _inherit = ["g2p.assistance.application", "g2p.message.mixin", "g2p.deferred.mixin"]

    def _set_state(self, state, **values):
        before = {application: application.state for application in self}
        done = super()._set_state(state, **values)
        self._announce(before, state)
        return done

    def _announce(self, before, state):
        """Queue the messages about a change of state, with one query for the rounds of all."""
        by_event = {}
        for application, former in before.items():
            event = application._message_event(former, state)
            if event:
                by_event[event] = by_event.get(event, self.browse()) | application
        rounds = self._approval_rounds() if by_event else {}
        for event, some in by_event.items():
            some._queue_messages(event, occurrences(some, rounds))

    def _message_event(self, former, state):
        """Hook: the event of a change of state, or None."""
        event = EVENTS.get((former, state))
        # of an appeal: `_appeal_decided`, or no decision but its withdrawal
        is_again = self.sudo().appeal_id._is_sent()  # sudo: only its state
        return None if event in DECISIONS and is_again else event

    # === HOOKS: of appeals === #

    def _appeal_received(self):
        super()._appeal_received()
        self._queue_messages("appeal_received")

    def _appeal_decided(self):
        super()._appeal_decided()
        self._queue_messages("appeal_decided")

    def _appeal_withdrawn(self):
        super()._appeal_withdrawn()
        self._queue_messages("appeal_withdrawn")

    # === HOOKS: of the messages === #

    def _message_subjects(self):
        return [*super()._message_subjects(), self.voucher_ids]

    def _message_recipients(self, event):
        # the office closes an account, or its access to the person, when its holder must not learn
        # more
        closed, nobody = self._closed_to_applicants(), self.env["res.partner"]
        reads = (self - closed).filtered("applicant_user_id.active")
        return {case: case.applicant_id if case in reads else nobody for case in self}

    def _message_scope(self):
        return {**super()._message_scope(), "program_id": self.program_id.id}

    def _message_path(self, event, partner):
        return f"/my/assistance/{self.public_id}"

    def _message_values(self, event):
        values = {**super()._message_values(event), "reference": self.name}
        if self.answer_by:
            values["date"] = moments.day(self.env, self.company_id._office_day(self.answer_by))
        return values

    def _message_address_stated(self, partner, channel):
        if channel != "sms" or self.relation != "self" or partner != self.applicant_id:
            return ""
        country, company = self.country_id, self.company_id
        return self.env["res.partner"]._message_number(self.phone, country, company.country_id)

    def _message_is_due(self, event, occurrence):
        if event in ("question", "question_reminder"):
            return self.state == "returned"
        return True

    # === CRON === #

    @api.model
    def _cron_remind(self):
        """Queue reminders of questions that have been open for days."""
        now = fields.Datetime.now()
        asked = [
            ("state", "=", "returned"),
            ("date_paused", "<", now - timedelta(days=REMIND_AFTER)),
            ("date_paused", ">=", now - timedelta(days=REMIND_UNTIL)),
        ]
        # sudo: the scheduler acts for all companies
        cases_sudo = self.sudo().search(asked, order="id")
        cases_sudo._without_message("question_reminder", "date_paused")._defer("_remind")

    @deferrable("upkeep", chunk=200)
    def _remind(self):
        """Remind the applicants of questions that are still open."""
        before = fields.Datetime.now() - timedelta(days=REMIND_AFTER)
        rounds, asked = self._approval_rounds(), {}
        for application in self.filtered(lambda case: case.state == "returned"):
            returns = rounds[application.id].decision_ids.filtered(lambda d: d.action == "return")
            last = returns.sorted("id")[-1:]
            if last and last.date < before:
                asked[application.id] = str(last.id)  # one reminder of each question
        self.browse(list(asked))._queue_messages("question_reminder", asked)


def occurrences(records, rounds):
    """{id of a record: the number of decisions of its rounds}: tells the second question from the
    first."""
    return {record.id: str(len(rounds[record.id].decision_ids)) for record in records}
