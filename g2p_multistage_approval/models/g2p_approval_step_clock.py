from odoo import api, fields, models

#: a group with more members is not told one by one: its officers have the inbox
MAX_TOLD = 25
#: cases of one run, which is one transaction; the next run takes the next ones
MAX_ESCALATED = 200


class G2PApprovalStep(models.Model):
    """When a step is due, who is told, and what happens when it is late."""

    _inherit = "g2p.approval.step"

    def _due(self, start):
        """When the step is due: working hours of the company's calendar."""
        if not self.sla_hours:
            return False
        calendar = self.company_id.resource_calendar_id
        due = calendar and calendar.plan_hours(self.sla_hours, start, compute_leaves=True)
        return due.replace(tzinfo=None) if due else fields.Datetime.add(start, hours=self.sla_hours)

    # === Telling the officers === #

    def _notify_officers(self):
        """A to-do for each named officer who can act, and for those who stand in for one."""
        for step in self:
            delegates = self.env["g2p.approval.delegation"]._delegates_of(step.officer_ids)
            people = step.officer_ids | delegates
            step._notify(people.filtered(lambda user, at=step: not at._why_not(user)))

    def _notify(self, users):
        """A to-do on the record; neutral text, no name and no amount."""
        self.ensure_one()
        record = self.request_id._record()
        if "activity_ids" not in record._fields:
            return
        for officer in users.filtered(lambda u: u.active and not u.share):
            record.with_context(mail_activity_quick_update=True).activity_schedule(
                "g2p_multistage_approval.mail_activity_type_decision",
                date_deadline=(self.due_on or fields.Datetime.now()).date(),
                summary=self.name,
                user_id=officer.id,
            )

    def _unlink_activities(self, users=None):
        """Take the to-dos of the steps back: all of them, or those of ``users``."""
        activity_type = self.env.ref("g2p_multistage_approval.mail_activity_type_decision")
        for step in self:
            domain = [
                ("res_model", "=", step.request_id.model),
                ("res_id", "=", step.request_id.res_id),
                ("activity_type_id", "=", activity_type.id),
                ("summary", "=", step.name),
            ]
            if users is not None:
                domain.append(("user_id", "in", users.ids))
            self.env["mail.activity"].search(domain).unlink()

    # === Late === #

    @api.model
    def _cron_escalate(self):
        """Let another group decide what is late; time never decides by itself."""
        late = [
            ("state", "=", "open"),
            ("due_on", "<", fields.Datetime.now()),
            ("escalated_on", "=", False),
            ("escalation_group_id", "!=", False),
        ]
        # sudo: the engine acts on the cases of all companies
        for step_sudo in self.sudo().search(late, order="due_on, id", limit=MAX_ESCALATED):
            step_sudo._escalate()

    def _escalate(self):
        self.request_id._lock()
        if self.state != "open" or self.escalated_on:
            return  # decided, or escalated, in the meantime
        self.write({"escalated_on": fields.Datetime.now()})
        self.request_id._log("escalate", self)
        members = self.escalation_group_id.all_user_ids.filtered(lambda u: not u.share)
        able = members.filtered(lambda u: not self._why_not(u))
        self._notify(able[:MAX_TOLD])
