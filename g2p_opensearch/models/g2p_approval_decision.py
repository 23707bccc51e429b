from odoo import models

from ..tools import bands
from ..tools.money import minor

#: {model that is decided: its name in the index}; other models are not sent
SUBJECTS = {"g2p.assistance.application": "application", "g2p.reimbursement.claim": "claim"}


def subject_values(requests, names):
    """{request's id: values about the case or claim that is decided}."""
    found = {}
    for model, mine in requests.grouped("model").items():
        if model not in SUBJECTS:
            continue
        # sudo: as for the documents themselves
        records_sudo = requests.env[model].sudo().browse(mine.mapped("res_id"))
        places = records_sudo.exists()._analytics_place()
        for request in mine:
            found[request.id] = {
                **places.get(request.res_id, {}),
                "subject": names.of(model, request.res_id),
                "subject_kind": SUBJECTS[model],
            }
    return found


class G2PApprovalDecision(models.Model):
    """Its document in the search index: action, reason code and amount; no officer, no text."""

    _name = "g2p.approval.decision"
    _inherit = ["g2p.approval.decision", "g2p.search.mixin"]

    _analytics_kind = "decision"
    _analytics_domain = [("request_id.model", "in", list(SUBJECTS))]
    _analytics_day = "date"

    def _analytics_values(self, names):
        subjects = subject_values(self.request_id, names)
        return {
            decision.id: {
                **subjects.get(decision.request_id.id, {}),
                "stage": decision.step_id.name or None,
                "action": decision.action,
                "verdict": decision.verdict or None,
                "reason": decision.reason_id.code or None,
                "amount": minor(decision.amount, decision.currency_id),
                "currency": decision.currency_id.name,
                "decided_at": decision.date,
                "decided_week": bands.week(decision.date),
                "is_bulk": decision.in_bulk,
                "is_second_look": decision.needs_second or decision.action == "review",
                "is_on_behalf": bool(decision.on_behalf_id),
            }
            for decision in self
        }
