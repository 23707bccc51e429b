from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_multistage_approval.models.g2p_approval_step_people import MANY

from .g2p_message import OFFICER, PERSON, PROVIDER

#: hours for which a case waits before the digest counts its officers in; the hourly mail of
#: `g2p_approval_notify` is about the newer ones, so that nobody gets two mails about the same news
HOURS = 20
#: days of waiting cases that are looked at
DAYS = 90
INBOX = "g2p_multistage_approval.g2p_approval_step_action_inbox"


class ResUsers(models.Model):
    """Officers get one digest a day of what waits for them."""

    _name = "res.users"
    _inherit = ["res.users", "g2p.message.mixin", "g2p.deferred.mixin"]

    message_waiting = fields.Integer(
        compute="_compute_message_waiting",
        groups=fields.NO_ACCESS,
        help="Cases that wait for this officer, as their digest says; counted for all at once.",
    )

    def _compute_message_waiting(self):
        counts = self.env["g2p.approval.seat"]._count(self.sudo(), MANY)  # sudo: as it asks for
        for user in self:
            user.message_waiting = counts.get(user.id, 0)

    @api.model
    def _cron_message_digest(self):
        """Queue the digests of officers for whom cases have waited since yesterday."""
        now = fields.Datetime.now()
        seats = self.env["g2p.approval.seat"]
        people = seats._people_since(now - timedelta(days=DAYS), now - timedelta(hours=HOURS))
        people = people.filtered(
            lambda user: user.active and not user.share and user.notification_type == "email"
        )
        people._defer("_message_digest")

    @deferrable("notice", chunk=200)
    def _message_digest(self):
        """Queue a digest for each officer for whom a case still waits."""
        counts = self.env["g2p.approval.seat"]._count(self, MANY)
        waiting = self.filtered(lambda user: user.id in counts)
        for company, some in waiting.grouped("company_id").items():
            some._queue_messages("officer_digest", company._office_day().isoformat())

    @api.model
    def _message_audiences(self):
        """The kinds of messages that the signed-in user can get."""
        user = self.env.user
        # sudo: only whether there is one
        works = (
            self.env["g2p.service.provider"]
            .sudo()
            .search_count([("user_ids", "in", user.ids)], limit=1)
        )
        cases = self.env["g2p.assistance.application"].sudo()  # sudo: as above
        applied = cases.search_count([("applicant_user_id", "=", user.id)], limit=1)
        found = {PROVIDER} if works else set()
        if user._is_internal():
            found.add(OFFICER)
        # somebody without any part may still apply
        return found | {PERSON} if applied or not found else found

    def _message_number_stated(self):
        """The number stated in the latest application to which text messages go; or empty."""
        # sudo: the signed-in user's own applications
        cases_sudo = self.env["g2p.assistance.application"].sudo()
        own = [("applicant_user_id", "=", self.id), ("relation", "=", "self")]
        own += [("state", "!=", "draft"), ("phone", "!=", False)]
        latest_sudo = cases_sudo.search(own, order="id desc", limit=1)
        latest_sudo = latest_sudo.with_company(latest_sudo.company_id)
        return latest_sudo._message_stated(self.partner_id, "sms") if latest_sudo else ""

    # === HOOKS: of the messages === #

    def _message_recipients(self, event):
        nobody = self.env["res.partner"]
        return {user: user.partner_id if user.active else nobody for user in self}

    def _message_values(self, event):
        values = super()._message_values(event)
        if event == "officer_digest":
            count = self.message_waiting
            values = {**values, "count": "99+" if count >= MANY else str(count)}
        return values

    def _message_is_due(self, event, occurrence):
        return event != "officer_digest" or self.message_waiting > 0

    def _message_path(self, event, partner):
        if event != "officer_digest":
            return super()._message_path(event, partner)
        return f"/web#action={self.env.ref(INBOX).id}"
