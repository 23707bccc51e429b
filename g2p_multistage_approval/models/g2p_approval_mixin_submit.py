from odoo import models
from odoo.exceptions import UserError

#: instead of the digest of facts: matches no record, so that all stages are chosen again
AMENDED = "amended"


class G2PApprovalMixin(models.AbstractModel):
    """Submitting a record, completing it while it is decided, and withdrawing it."""

    _inherit = "g2p.approval.mixin"

    def action_submit_for_approval(self):
        """Submit the records to their procedure.

        :raises UserError: when no procedure or stage matches, or it is already being decided
        """
        self.check_access("write")
        for record in self:
            record._approval_submit()

    def _approval_submit(self):
        """Open a round. The caller has checked the right to submit."""
        self.ensure_one()
        if self.approval_state in ("pending", "returned", "approved"):
            raise UserError(
                self.env._("%(record)s is already submitted.", record=self.display_name)
            )
        # sudo: users cannot access engine rows; the requester stays env.user
        request_sudo = self.env["g2p.approval.request"].sudo()._open(self.sudo())
        self.sudo()._approval_set_state("pending")  # sudo: only the engine writes the state
        self.sudo()._on_approval_submitted(request_sudo)  # sudo: as above
        return request_sudo

    def _approval_resubmit(self, text=None):
        """Answer a request for information; changed content restarts at the first stage.

        :param str text: what the person wrote, kept in the log
        """
        self.ensure_one()
        request_sudo = self._approval_request_sudo()
        if self.approval_state != "returned":
            raise UserError(
                self.env._("%(record)s does not wait for information.", record=self.display_name)
            )
        request_sudo._resume(text)
        return request_sudo

    def _approval_amend(self, vals, reason, needs_second=False):
        """Let an officer complete material content, and recompute the digest.

        Only while nobody has approved and the content is unchanged since submission; the log gets a
        row for the amendment. The caller has checked the right.

        :param dict vals: values to write, under sudo
        :param str reason: a description of the change, for the log
        :param bool needs_second: a later approval of the same officer needs a second officer
        """
        self.ensure_one()
        request_sudo = self._approval_request_sudo()
        request_sudo._lock()
        request_sudo._check_unchanged()
        approved = request_sudo._current_decisions().filtered(lambda d: d._effect() == "approve")
        if request_sudo.state != "pending" or approved:
            raise UserError(
                self.env._(
                    "%(record)s has already been decided on; return it to change it.",
                    record=self.display_name,
                )
            )
        self_sudo = self.sudo()  # sudo: the content is locked for users
        if not request_sudo.facts:  # submitted before facts were recorded
            now = self_sudo._approval_facts()
            request_sudo._adopt_facts(self_sudo, now, request_sudo._granted_amount())
        self_sudo.write(vals)
        digest_now = self._approval_digest(request_sudo.material_fields)
        amount = self_sudo._approval_amount()
        if self.currency_id.compare_amounts(amount, request_sudo.amount_requested):
            amount = request_sudo._amount_of(self_sudo)
            # also if no condition uses the amount
            request_sudo.write({"amount_begun": amount, "facts": AMENDED})
        request_sudo._update_content(self_sudo, amount, digest_now)
        request_sudo._log("amend", digest=digest_now, reason=reason, needs_second=needs_second)
        request_sudo._advance()
        request_sudo._make_seats()

    def _approval_cancel(self, reason=None):
        """Withdraw the record. The caller has checked the right to withdraw."""
        self.ensure_one()
        request_sudo = self._approval_request_sudo()
        request_sudo._lock()
        if request_sudo.state not in ("pending", "returned"):
            raise UserError(
                self.env._("%(record)s is not being decided.", record=self.display_name)
            )
        request_sudo._log("cancel", reason=reason)
        request_sudo._close("cancelled")
        request_sudo._queue_notifications()
