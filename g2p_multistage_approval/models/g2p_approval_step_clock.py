from odoo import api, fields, models

from .g2p_approval_request_tell import MAX_TOLD

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

    def _people_to_tell(self, delegates):
        """Who can act on the open step: named officers, who stands in, a late step's group.

        :param delegates: users who stand in today for somebody, here or elsewhere
        """
        self.ensure_one()
        named = self.officer_ids | delegates
        able = named.filtered(lambda user: not self._why_not(user))
        if self.escalated_on:
            late = self.escalation_group_id.all_user_ids - named
            able |= late.filtered(lambda user: not self._why_not(user))[:MAX_TOLD]
        return able

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
        self.request_id._tell_officers()
