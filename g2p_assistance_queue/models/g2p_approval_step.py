from odoo import api, models

from .g2p_assistance_application import CASE, QUEUE, WAITING

TO_ISSUE = "g2p_voucher_qr.g2p_voucher_action_to_issue"
ISSUER = "g2p_voucher_key.group_voucher_issuer"


class G2PApprovalStep(models.Model):
    """Counters of the top bar: cases, and vouchers to issue."""

    _inherit = "g2p.approval.step"

    @api.model
    def _queue_models_elsewhere(self):
        """Applications have a counter of their own, for those who can open the work queue."""
        own = [CASE] if self.env[CASE].has_access("read") else []
        return [*super()._queue_models_elsewhere(), *own]

    @api.model
    def _queue_counters(self):
        counters = super()._queue_counters()
        if CASE in self._queue_models_elsewhere():
            counters.insert(0, self._queue_counter_of_cases())
            others = self.env._("Other approvals that wait for you")
            counters[1:2] = [{**counter, "title": others} for counter in counters[1:2]]
        if self.env.user.has_group(ISSUER):
            counters.append(self._queue_counter_of_vouchers())
        return counters

    @api.model
    def _queue_counter_of_cases(self):
        """The cases of the work queue that nobody else has taken; overdue is what its filter
        finds."""
        free = [*WAITING, ("approval_is_free", "=", True)]
        late = [*free, ("approval_is_overdue", "=", True)]
        shown = {"key": "cases", "title": self._queue_title(), "icon": "fa-gavel", "action": QUEUE}
        return self._queue_counter(shown, self.env[CASE], free, late)

    @api.model
    def _queue_counter_of_vouchers(self):
        """The vouchers of the list *To issue* of an issuing officer."""
        waiting = [("state", "=", "draft"), ("manager_id.issuer_ids", "in", self.env.uid)]
        title = self.env._("Vouchers to issue")
        shown = {"key": "vouchers", "title": title, "icon": "fa-qrcode", "action": TO_ISSUE}
        return self._queue_counter(shown, self.env["g2p.voucher"], waiting)
