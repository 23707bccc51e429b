from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable

#: days after which an open question is asked again, once
REMIND_AFTER = 3
#: (state before, state after): event; an application in decision is not withdrawn by a draft's end
EVENTS = {
    ("draft", "submitted"): "received",
    ("returned", "submitted"): "answer_received",
    ("rejected", "submitted"): "appeal_received",
    ("submitted", "returned"): "question",
    ("submitted", "approved"): "granted",
    ("submitted", "rejected"): "refused",
    ("returned", "rejected"): "refused",
    ("submitted", "withdrawn"): "withdrawn",
    ("returned", "withdrawn"): "withdrawn",
}


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
        by_event = {}
        for application, former in before.items():
            event = application._message_event(former, state)
            if event:
                key = (event, application._message_round())
                by_event[key] = by_event.get(key, self.browse()) | application
        for (event, occurrence), some in by_event.items():
            some._queue_messages(event, occurrence)
        return done

    def _message_event(self, former, state):
        """Hook: the event of a change of state, or None."""
        event = EVENTS.get((former, state))
        is_again = event in ("granted", "refused") and self._message_is_appeal()
        return "appeal_decided" if is_again else event

    def _message_is_appeal(self):
        """Whether the decision is about an objection: a former round has refused."""
        rounds = self._approval_rounds()[self.id]
        return "rejected" in rounds[1:].mapped("state")

    def _message_round(self):
        """The number of decisions so far: tells the second question from the first."""
        return str(len(self._approval_rounds()[self.id].decision_ids))

    # === HOOKS: of the messages === #

    def _message_recipients(self, event):
        # the office closes an account whose holder must not learn more
        return self.applicant_id if self.applicant_user_id.active else self.env["res.partner"]

    def _message_scope(self):
        return {**super()._message_scope(), "program_id": self.program_id.id}

    def _message_path(self, event, partner):
        return f"/my/assistance/{self.public_id}"

    def _message_values(self, event):
        values = {**super()._message_values(event), "reference": self.name}
        if self.answer_by:
            values["date"] = _day(self, self.company_id._office_day(self.answer_by))
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
        """Queue reminders of questions that are open for days."""
        # sudo: the scheduler acts for all companies
        self.sudo().search([("state", "=", "returned")], order="id")._defer("_remind")

    @deferrable("upkeep", chunk=200)
    def _remind(self):
        """Remind the applicants of questions that are still open."""
        before = fields.Datetime.now() - timedelta(days=REMIND_AFTER)
        rounds = self._approval_rounds()
        for application in self.filtered(lambda case: case.state == "returned"):
            asked = rounds[application.id].decision_ids.filtered(lambda d: d.action == "return")
            last = asked.sorted("id")[-1:]
            if last and last.date < before:
                # one reminder of each question
                application._queue_messages("question_reminder", str(last.id))


def _day(record, day):
    """A date in the language of the message."""
    lang = record.env["res.lang"]._lang_get(record.env.context.get("lang") or record.env.lang)
    return day.strftime(lang.date_format) if lang else str(day)
