from odoo import models

from ..tools import bands
from .g2p_approval_decision import SUBJECTS, subject_values


class G2PApprovalStep(models.Model):
    """Its document in the search index: the time of a stage against its limit; no officer."""

    _name = "g2p.approval.step"
    _inherit = ["g2p.approval.step", "g2p.search.mixin"]

    _analytics_kind = "step"
    _analytics_watched = frozenset(
        {"state", "opened_on", "closed_on", "due_on", "hours_open", "escalated_on", "name"}
    )
    _analytics_domain = [("model", "in", list(SUBJECTS))]

    def _analytics_values(self, names):
        subjects = subject_values(self.request_id, names)
        return {
            step.id: {
                **subjects.get(step.request_id.id, {}),
                "stage": step.name,
                "state": step.state,
                "urgency_rank": step.urgency,
                "opened_at": step.opened_on or None,
                "opened_week": bands.week(step.opened_on),
                "closed_at": step.closed_on or None,
                "due_at": step.due_on or None,
                "hours_open": step.hours_open,
                "hours_limit": step.sla_hours or None,
                "is_late": bool(step.due_on and step.closed_on and step.closed_on > step.due_on),
                "is_escalated": bool(step.escalated_on),
            }
            for step in self
        }
