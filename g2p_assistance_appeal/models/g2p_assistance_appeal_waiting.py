from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable

from .g2p_assistance_appeal import MANAGER

TODO = "mail.mail_activity_data_todo"
#: managers who get a to-do; more of them have the list
MAX_NOTIFIED = 25


class G2PAssistanceAppeal(models.Model):
    """Appeals that wait for officers: managers get a to-do, and every day they are tried again."""

    _name = "g2p.assistance.appeal"
    _inherit = ["g2p.assistance.appeal", "g2p.deferred.mixin"]

    answer_by = fields.Datetime(related="application_id.answer_by", string="Answer by")

    def _set_state(self, state, **values):
        waited = self.filtered(lambda appeal: appeal.state == "received")
        done = super()._set_state(state, **values)
        if waited:
            waited.application_id.activity_unlink([TODO])
        return done

    def _notify_managers(self):
        """A to-do on the case for each manager who can read it; neutral, and without a mail."""
        case = self.application_id.with_context(mail_activity_quick_update=True)
        due = case.answer_by or fields.Datetime.now()
        for user in self._managers()[:MAX_NOTIFIED]:
            case.activity_schedule(
                TODO,
                date_deadline=case.company_id._office_day(due),
                summary=self.with_context(lang=user.lang)._summary_for_managers(),
                user_id=user.id,
            )

    def _summary_for_managers(self):
        return self.env._("An appeal waits: see why")

    def _managers(self):
        company = self.company_id
        # sudo: users, their groups and companies are not readable by applicants
        people_sudo = self.env.ref(MANAGER).sudo().all_user_ids
        people_sudo = people_sudo.filtered(lambda user: company in user.company_ids)
        case = self.application_id
        return people_sudo.filtered(
            lambda user: case.with_user(user).sudo(False).has_access("read")
        ).sorted("id")

    # === CRON === #

    @api.model
    def _cron_ask_officers(self):
        """Try again to open the rounds of waiting appeals; officers may have been named."""
        # sudo: the scheduler acts for all companies
        self.sudo().search([("state", "=", "received")], order="id")._defer("_ask_if_possible")

    @deferrable("upkeep", chunk=20)
    def _ask_if_possible(self):
        for appeal in self:
            case = appeal.application_id
            case._lock_for_appeal()
            appeal.invalidate_recordset(["state"])
            if appeal.state == "received" and not case._why_appeal_waits():
                # sudo: rounds are opened by code, in the name of who appealed
                appeal.with_user(case.applicant_user_id).sudo()._ask_officers()
