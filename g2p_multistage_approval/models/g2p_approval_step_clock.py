from markupsafe import Markup

from odoo import api, fields, models

from .g2p_approval_request_notify import MAX_NOTIFIED
from .g2p_approval_step_people import MANY

#: cases of one run, which is one transaction; the next run takes the next ones
MAX_ESCALATED = 200
LAST_MAIL = "g2p_multistage_approval.last_inbox_mail"


class G2PApprovalStep(models.Model):
    """When a step is due, who is told, and what happens when it is late."""

    _inherit = "g2p.approval.step"

    def _due(self, start):
        """When the step is due: what is left of its working hours, by the company's calendar."""
        if not self.sla_hours:
            return False
        left = self.sla_hours - self.hours_used
        if left <= 0:
            return start
        calendar = self.company_id.resource_calendar_id
        due = calendar and calendar.plan_hours(left, start, compute_leaves=True)
        return due.replace(tzinfo=None) if due else fields.Datetime.add(start, hours=left)

    def _stop_clock(self):
        """Values that keep what has gone by; nothing when the step is not open.

        Waiting for information gives nobody fresh time: the step goes on with what is left.
        """
        if self.state != "open":
            return {}
        now = fields.Datetime.now()
        vals = {"hours_open": self.hours_open + self._hours_since_opening(now)}
        if self.sla_hours:
            vals["hours_used"] = self.sla_hours - self._hours_left(now)
        return vals

    def _hours_since_opening(self, now):
        """Hours of the clock since the step was opened last; 0 when it is not open."""
        is_open = self.state == "open" and self.opened_on
        return (now - self.opened_on).total_seconds() / 3600 if is_open else 0.0

    def _hours_left(self, now):
        """Working hours from now until the step is due."""
        if not self.due_on or self.due_on <= now:
            return 0.0
        calendar = self.company_id.resource_calendar_id
        if not calendar:
            return (self.due_on - now).total_seconds() / 3600
        return calendar.get_work_hours_count(now, self.due_on, compute_leaves=True)

    def _people_to_notify(self, delegates):
        """Who can act on the open step: named officers, to whom it was handed, who stands in, a
        late step's group.

        :param delegates: users who stand in today for somebody, here or elsewhere
        """
        self.ensure_one()
        handed = self.decision_ids.filtered(lambda d: d.action == "reassign").successor_id
        named = self.officer_ids | handed | delegates
        able = named.filtered(lambda user: not self._why_not(user))
        if self.escalated_on:
            late = self.escalation_group_id.all_user_ids - named
            able |= late.filtered(lambda user: not self._why_not(user))[:MAX_NOTIFIED]
        return able

    def _notify_that_nobody_can_decide(self):
        """A line in the history of the case, with the way on."""
        record = self.request_id._record()
        if "message_ids" in record._fields:
            text = self.env._(
                "An officer's account was archived, and nobody can decide the stage %(stage)s now. "
                "An approval manager hands it to another officer.",
                stage=self.name,
            )
            record._message_log(body=text)

    # === Late === #

    @api.model
    def _cron_escalate(self):
        """Let another group decide what is late; time never decides by itself."""
        late = self._domain_late()
        # sudo: the engine acts on the cases of all companies
        for step_sudo in self.sudo().search(late, order="due_on, id", limit=MAX_ESCALATED):
            step_sudo._escalate()

    @api.model
    def _domain_late(self):
        return [
            ("state", "=", "open"),
            ("due_on", "<", fields.Datetime.now()),
            ("escalated_on", "=", False),
            ("escalation_group_id", "!=", False),
        ]

    def _escalate(self):
        self.request_id._lock()
        if self.state != "open" or self.escalated_on:
            return  # decided, or escalated, in the meantime
        self.write({"escalated_on": fields.Datetime.now()})
        self.request_id._log("escalate", self)
        self.request_id._queue_notifications()

    # === By mail === #

    @api.model
    def _cron_mail_inbox(self):
        """One mail to each officer for whom cases came in since the last run.

        It says how many wait, and where; no case, name or amount. Officers who chose to be
        notified inside Odoo have their to-dos and the count in the top bar.
        """
        # sudo: the engine tells the officers of all companies
        config_sudo = self.env["ir.config_parameter"].sudo()
        now = fields.Datetime.now()
        since = config_sudo.get_param(LAST_MAIL) or fields.Datetime.to_string(now)
        config_sudo.set_param(LAST_MAIL, fields.Datetime.to_string(now))
        seats = self.env["g2p.approval.seat"]
        people = seats._people_since(since, now)
        told = people.filtered(
            lambda user: user.active and not user.share and user.notification_type == "email"
        )
        told = told.filtered("email")
        counts = seats._count(told, MANY)
        senders = {company: company._mail_sender() for company in told.company_id}
        mails = [
            self.with_user(user)._prepare_inbox_mail(counts[user.id], senders[user.company_id])
            for user in told
            if user.id in counts
        ]
        self.env["mail.mail"].sudo().create(mails)  # sudo: as above

    def _prepare_inbox_mail(self, count, sender):
        """Values of the mail to the current user, for whom so many cases wait."""
        user = self.env.user
        step = self.with_context(lang=user.lang)
        # sudo: only the number of the action
        action_sudo = self.env.ref("g2p_multistage_approval.g2p_approval_step_action_inbox").sudo()
        url = f"{user.get_base_url()}/web#action={action_sudo.id}"
        waiting = "99+" if count >= MANY else str(count)
        text = step.env._("Cases that wait for your decision: %(count)s", count=waiting)
        link = Markup('<p><a href="%s">%s</a></p>') % (url, step.env._("Open my inbox"))
        return {
            "subject": step.env._("Cases wait for your decision"),
            "body_html": Markup("<p>%s</p>%s") % (text, link),
            "email_to": user.email_formatted,
            **({"email_from": sender} if sender else {}),
            "auto_delete": True,
        }
