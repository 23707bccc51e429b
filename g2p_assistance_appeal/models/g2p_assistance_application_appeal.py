from odoo import api, fields, models

from odoo.addons.g2p_immediate_assistance.models.g2p_assistance_application_decide import PARTIES
from odoo.addons.g2p_suite_base.tools.rows import hold

from .g2p_assistance_appeal import STATES


class G2PAssistanceApplication(models.Model):
    """An appeal in the course of the case: who decides it, and what its decisions do."""

    _inherit = "g2p.assistance.application"
    _portal_fields = ("appeal_id", "appeal_until")

    # stored on the application too, so that decisions of many cases read nothing more
    appeal_id = fields.Many2one(
        "g2p.assistance.appeal",
        "Appeal of the case",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    appeal_state = fields.Selection(
        STATES, "State of the appeal", compute="_compute_sent_appeal", compute_sudo=True
    )
    appeal_text = fields.Text(
        "Why the applicant disagrees", compute="_compute_sent_appeal", compute_sudo=True
    )
    appeal_until = fields.Date(
        "Appeal until",
        readonly=True,
        copy=False,
        help="The last day on which the applicant can appeal against the rejection.",
    )

    @api.depends("appeal_id.state", "appeal_id.text")
    def _compute_sent_appeal(self):
        """Of a sent appeal only: what somebody still writes is not the officers'."""
        for case in self:
            sent = case.appeal_id.filtered(lambda appeal: appeal._is_sent())
            case.appeal_state, case.appeal_text = sent.state, sent.text

    def _fetch_parties(self):
        self.browse(self._prefetch_ids).fetch((*PARTIES, "appeal_id"))

    def _lock_for_appeal(self):
        """Lock the row, and change it: a second request that began earlier is retried."""
        hold(self, change=True)

    # === HOOKS: who decides, and what they decide on === #

    def _approval_conflict(self, user):
        """Nobody decides an appeal who took part in a round before it, by any way in."""
        found = super()._approval_conflict(user)
        if found or not self.appeal_id._is_sent() or user not in self._former_officers():
            return found
        return self.env._(
            "You took part in the first decision of this case, so other officers must decide the "
            "appeal."
        )

    def _former_officers(self):
        """Everybody who took part in the refused round and those before it."""
        last = self.appeal_id.refused_request_id.id
        return self._approval_participants_each(last)[self.id]

    def _approval_extra_digest(self):
        found = super()._approval_extra_digest()
        appeal = self.appeal_id
        return [*found, appeal._digest_entry()] if appeal._is_sent() else found

    # === HOOKS: what the decisions do === #

    def _appeal_of(self, request):
        """The appeal that this round decides; may be empty."""
        first = self.appeal_id.refused_request_id
        return self.appeal_id if first and request.id > first.id else self.appeal_id.browse()

    def _on_approval_rejected(self, request):
        super()._on_approval_rejected(request)
        appeal = self._appeal_of(request)
        if appeal:
            appeal._close("refused")
        else:
            self.write({"appeal_until": self._last_day_of_appeal()})

    def _last_day_of_appeal(self):
        days = self.env["g2p.assistance.settings"]._for_program(self.program_id).appeal_days
        return fields.Date.add(self.company_id._office_day(), days=days) if days else False

    def _on_approval_approved_many(self, requests):
        super()._on_approval_approved_many(requests)
        for case, request in zip(self, requests, strict=True):
            if case.appeal_id:
                case._appeal_of(request)._close("granted")

    def _on_approval_cancelled(self, request):
        """A withdrawn appeal leaves the first decision as it was: rejected."""
        appeal = self._appeal_of(request)
        if not appeal:
            super()._on_approval_cancelled(request)
            return
        appeal._close("withdrawn")
        self._set_state("rejected")
        self.write({"question": False, "date_paused": False})

    # === HOOKS: for addons that send messages === #

    def _appeal_received(self):
        """Called once when an appeal was sent, under sudo; its round may not be open yet."""

    def _appeal_decided(self):
        """Called once when an appeal was granted or refused, under sudo: ``appeal_id.state``."""

    def _appeal_withdrawn(self):
        """Called once when an appeal was withdrawn, under sudo."""
