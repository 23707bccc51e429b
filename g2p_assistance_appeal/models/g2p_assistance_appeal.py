import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

MANAGER = "g2p_immediate_assistance.group_assistance_manager"

STATES = [
    ("draft", "Being written"),
    ("received", "Waiting for officers"),
    ("deciding", "In decision"),
    ("granted", "Granted"),
    ("refused", "Rejected"),
    ("withdrawn", "Withdrawn"),
]


class G2PAssistanceAppeal(models.Model):
    """An applicant's appeal against a rejection, and the new round that decides it.

    There is one for an application: what was decided upon an appeal is final here.
    """

    _name = "g2p.assistance.appeal"
    _description = "Appeal"
    _inherit = ["g2p.portal.sight.mixin", "g2p.state.mixin", "g2p.kept.mixin"]
    _portal_fields = ("application_id", "state", "text", "date_sent")
    _order = "date_sent, id"
    _rec_name = "application_id"
    _transitions = {
        "draft": {"received"},
        "received": {"deciding", "withdrawn"},
        "deciding": {"granted", "refused", "withdrawn"},
    }

    application_id = fields.Many2one(
        "g2p.assistance.application", required=True, readonly=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        related="application_id.company_id", store=True, precompute=True, index=True
    )
    state = fields.Selection(
        STATES,
        required=True,
        readonly=True,
        default="draft",
        index=True,
    )
    text = fields.Text("Why the applicant disagrees", readonly=True)
    date_sent = fields.Datetime("Sent", readonly=True)
    date_closed = fields.Datetime("Closed", readonly=True)
    refused_request_id = fields.Many2one(
        "g2p.approval.request", "Rejected round", readonly=True, ondelete="restrict"
    )
    request_id = fields.Many2one(
        "g2p.approval.request", "Round of the appeal", readonly=True, ondelete="restrict"
    )
    waiting_reason = fields.Text("Why it waits", compute="_compute_waiting_reason")

    _application_uniq = models.Constraint(
        "UNIQUE (application_id)", "This application already has its appeal."
    )

    @api.depends("state", "application_id")
    def _compute_waiting_reason(self):
        for appeal in self:
            waits = appeal.state == "received"
            # sudo: the reason looks at procedures and officers, for every reader
            case_sudo = appeal.sudo().application_id
            appeal.waiting_reason = case_sudo._why_appeal_waits() if waits else False

    # === CRUD: code only === #

    def _kept_sentences(self):
        by_pages = self.env._("Appeals change only through their page and their decisions.")
        return {
            "create": by_pages,
            "write": by_pages,
            "unlink": self.env._("Appeals cannot be deleted."),
        }

    # === ACTIONS === #

    def action_open_round(self):
        """Button for managers: ask the officers now, after more have been named.

        :raises AccessError: for others
        :raises UserError: while there are too few of them, with the reason
        """
        self.ensure_one()
        if not self.env.user.has_group(MANAGER):
            raise AccessError(self.env._("Only assistance managers can do this."))
        self.check_access("read")
        appeal_sudo = self.sudo()  # sudo: appeals are written by code only
        appeal_sudo.application_id._lock_for_appeal()
        if appeal_sudo.state != "received":
            raise UserError(self.env._("This appeal does not wait for officers."))
        why = appeal_sudo.application_id._why_appeal_waits()
        if why:
            raise UserError(why)
        # sudo: as above. The applicant asks, as when it is sent: who asks does not decide
        as_applicant = appeal_sudo.with_user(appeal_sudo.application_id.applicant_user_id).sudo()
        as_applicant._ask_officers()
        return True

    # === BUSINESS: all under sudo, and under the application's lock === #

    def _send(self):
        """Receive the appeal, and open its round if other officers can decide it.

        If they cannot, it stays received: managers see why, and it is never lost nor granted.
        """
        case = self.application_id
        self._set_state(
            "received",
            date_sent=fields.Datetime.now(),
            refused_request_id=case._approval_request_sudo().id,
        )
        hours = case.type_id.answer_within_hours
        case.write({"answer_by": fields.Datetime.add(self.date_sent, hours=hours)})
        case._appeal_received()
        why = case._why_appeal_waits()
        if why:
            case._message_log(body=self._sentence_waiting(why))
            self._notify_managers()
        else:
            self._ask_officers()

    def _ask_officers(self):
        request = self.application_id._approval_submit()
        self._set_state("deciding", request_id=request.id)

    def _sentence_waiting(self, why):
        return self.env._(
            "An appeal was received, and waits. A manager finds it under Assistance / Appeals. "
            "%(why)s",
            why=why,
        )

    def _close(self, state):
        """Close the appeal; the caller sets the application's state."""
        self._set_state(state, date_closed=fields.Datetime.now())
        if state == "withdrawn":
            self.application_id._appeal_withdrawn()
        else:
            self.application_id._appeal_decided()

    def _is_sent(self):
        return bool(self) and self.state != "draft"

    def _digest_entry(self):
        """The sent text, as decisions bind to it."""
        return f"appeal:{hashlib.sha256((self.text or '').encode()).hexdigest()}"
