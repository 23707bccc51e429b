from odoo import models

from odoo.addons.g2p_reimbursement.models.res_users import CLAIM

from .g2p_assistance_application import occurrences

EVENTS = {
    "returned": "claim_returned",
    "approved": "claim_decided",
    "rejected": "claim_decided",
    "paid": "claim_paid",
}


class G2PReimbursementClaim(models.Model):
    """Those of a provider's staff who claim hear of its claims."""

    _name = "g2p.reimbursement.claim"
    _inherit = ["g2p.reimbursement.claim", "g2p.message.mixin"]

    def _set_state(self, state, **values):
        before = {claim: claim.state for claim in self}
        done = super()._set_state(state, **values)
        by_event = {}
        for claim, former in before.items():
            event = claim._message_event(former, state)
            if event:
                by_event[event] = by_event.get(event, self.browse()) | claim
        rounds = self._approval_rounds() if by_event else {}
        for event, some in by_event.items():
            some._queue_messages(event, occurrences(some, rounds))
        return done

    def _message_event(self, former, state):
        """Hook: the event of a change of state, or None."""
        if (former, state) == ("in_payment", "approved"):
            return None  # its batch was cancelled; the decision stands
        if (former, state) == ("approved", "cancelled"):
            return "claim_withdrawn"
        return EVENTS.get(state)

    # === HOOKS: of the messages === #

    def _message_recipients(self, event):
        return {claim: claim.provider_id._message_staff(CLAIM) for claim in self}

    def _message_scope(self):
        return {**super()._message_scope(), "program_id": self.program_id.id}

    def _message_path(self, event, partner):
        return f"/provider/claims/{self.public_id}"

    def _message_values(self, event):
        return {**super()._message_values(event), "reference": self.name}

    def _message_is_due(self, event, occurrence):
        return event != "claim_returned" or self.state == "returned"
