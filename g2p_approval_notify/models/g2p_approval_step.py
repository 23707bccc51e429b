from markupsafe import Markup

from odoo import api, fields, models

from odoo.addons.g2p_multistage_approval.models.g2p_approval_step_people import MANY

from .g2p_approval_request import MAX_NOTIFIED

LAST_MAIL = "g2p_approval_notify.last_inbox_mail"


class G2PApprovalStep(models.Model):
    """The officers to notify of an open step, and the hourly e-mail."""

    _inherit = "g2p.approval.step"

    def _people_to_notify(self, delegates):
        """The users who can act on the open step: named officers, new officers after a
        reassignment, substitutes, the group of a late step, and whom an addon adds.

        :param delegates: today's substitutes, of these officers or others
        """
        self.ensure_one()
        reassigned = self.decision_ids.filtered(lambda d: d.action == "reassign").successor_id
        named = self.officer_ids | reassigned | delegates | self._people_besides()
        able = named.filtered(lambda user: not self._why_not(user))
        if self.escalated_on:
            late = self.escalation_group_id.all_user_ids - named
            able |= late.filtered(lambda user: not self._why_not(user))[:MAX_NOTIFIED]
        return able

    # === Mail === #

    @api.model
    def _cron_mail_inbox(self):
        """Send one mail to each officer with new cases since the last run.

        It contains the number of waiting cases and a link; no case, name or amount. Officers who
        chose notifications inside Odoo have their to-dos and the count in the top bar.
        """
        # sudo: the engine notifies the officers of all companies
        config_sudo = self.env["ir.config_parameter"].sudo()
        now = fields.Datetime.now()
        since = config_sudo.get_param(LAST_MAIL) or fields.Datetime.to_string(now)
        config_sudo.set_param(LAST_MAIL, fields.Datetime.to_string(now))
        seats = self.env["g2p.approval.seat"]
        people = seats._people_since(since, now)
        notified = people.filtered(
            lambda user: user.active and not user.share and user.notification_type == "email"
        )
        notified = notified.filtered("email")
        limited = notified.filtered(lambda user: user._sees_only_some_cases())
        counts = {**seats._count(notified - limited, MANY), **self._count_each(limited, since)}
        senders = {company: company._mail_sender() for company in notified.company_id}
        mails = [
            self.with_user(user)._prepare_inbox_mail(counts[user.id], senders[user.company_id])
            for user in notified
            if user.id in counts
        ]
        self.env["mail.mail"].sudo().create(mails)  # sudo: as above

    def _count_each(self, people, since):
        """{id of a person: number of steps waiting for them} for people whose record rules show
        them a part of the cases: their own rules count, person by person. Without those who have
        nothing new."""
        counts = {}
        for user in people:
            mine = self.with_user(user).sudo(False)
            new = [("can_decide", "=", True), ("opened_on", ">=", since)]
            if mine.search_count(new, limit=1):
                counts[user.id] = mine.inbox_count()
        return counts

    def _prepare_inbox_mail(self, count, sender):
        """Values of the mail to the current user about ``count`` waiting cases."""
        user = self.env.user
        step = self.with_context(lang=user.lang)
        # sudo: only the number of the action
        action_sudo = self.env.ref("g2p_multistage_approval.g2p_approval_step_action_inbox").sudo()
        url = f"{user.get_base_url()}/web#action={action_sudo.id}"
        waiting = "99+" if count >= MANY else str(count)
        text = step.env._("Cases that wait for your decision: %(count)s", count=waiting)
        link = Markup('<p><a href="%s">%s</a></p>') % (url, step.env._("Open my inbox"))
        return {
            "subject": step.env._("Cases wait for your decision"),
            "body_html": Markup("<p>%s</p>%s") % (text, link),
            "email_to": user.email_formatted,
            **({"email_from": sender} if sender else {}),
            "auto_delete": True,
        }
