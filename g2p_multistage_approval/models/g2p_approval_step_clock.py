from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable


class G2PApprovalStep(models.Model):
    """When a step is due, and what happens when it is late."""

    _name = "g2p.approval.step"
    _inherit = ["g2p.approval.step", "g2p.deferred.mixin"]

    def _due(self, start):
        """The deadline of the step: its remaining working hours, by the company's calendar."""
        if not self.sla_hours:
            return False
        left = self.sla_hours - self.hours_used
        if left <= 0:
            return start
        calendar = self.company_id.resource_calendar_id
        due = calendar and calendar.plan_hours(left, start, compute_leaves=True)
        return due.replace(tzinfo=None) if due else fields.Datetime.add(start, hours=left)

    def _stop_clock(self):
        """Values that record the used time; empty if the step is not open.

        Waiting for information does not reset the time: the step continues with the rest.
        """
        if self.state != "open":
            return {}
        now = fields.Datetime.now()
        vals = {"hours_open": self.hours_open + self._hours_since_opening(now)}
        if self.sla_hours:
            vals["hours_used"] = self.sla_hours - self._hours_left(now)
        return vals

    def _hours_since_opening(self, now):
        """Hours since the step was last opened; 0 if it is not open."""
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

    def _notify_that_nobody_can_decide(self):
        """Post a message with the remedy on the case."""
        record = self.request_id._record()
        if "message_ids" in record._fields:
            text = self.env._(
                "An officer's account was archived, and nobody can decide the stage %(stage)s now. "
                "An approval manager must reassign it to another officer.",
                stage=self.name,
            )
            record._message_log(body=text)

    # === Escalation === #

    @api.model
    def _cron_escalate(self):
        """Queue the escalation of late steps; time itself never decides."""
        # sudo: the engine acts on the cases of all companies
        self.sudo().search(self._domain_late(), order="due_on, id")._defer("_escalate")

    @api.model
    def _domain_late(self):
        return [
            ("state", "=", "open"),
            ("due_on", "<", fields.Datetime.now()),
            ("escalated_on", "=", False),
            ("escalation_group_id", "!=", False),
        ]

    @deferrable("approval")
    def _escalate(self):
        """Open one late step to its other group, in its own transaction."""
        self.ensure_one()
        self.request_id._lock()
        if self.state != "open" or self.escalated_on:
            return  # decided or escalated in the meantime
        self.write({"escalated_on": fields.Datetime.now()})
        self.request_id._log("escalate", self)
        self.request_id._queue_notifications()
