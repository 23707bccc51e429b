from odoo import api, fields, models

from ..const import OFFICE, SELF

#: cases of one run
BATCH = 1000


class G2PAssistanceApplication(models.Model):
    """Applications for somebody else: without a proof, and bounded in time.

    The office identifies the patient; the applicant then acts for them by `g2p.portal.access`, for
    the days that the programme says, counted from the submission.
    """

    _inherit = "g2p.assistance.application"

    def _identify(self, registrant=None):
        person = super()._identify(registrant)
        self.sudo()._grant_to_applicant(person)  # sudo: as in _identify
        return person

    def _grant_to_applicant(self, person):
        """Let somebody who applied for another act for them, for a time."""
        if self.relation == SELF or self._demand() == OFFICE:
            return
        accesses, user = self.env["g2p.portal.access"], self.applicant_user_id
        if not accesses._relation_of(user, person):
            accesses._grant(user, person, self.relation, self._others_until())

    def _others_until(self):
        settings_sudo = self.env["g2p.assistance.settings"]._for_program(self.program_id)
        since = self.date_submitted or fields.Datetime.now()
        return fields.Datetime.add(since, days=settings_sudo.others_days)

    def _why_others_ended(self):
        """Why somebody who applied for another may not see the voucher; False if they may."""
        accesses, user = self.env["g2p.portal.access"], self.applicant_user_id
        if self.registrant_id and accesses._relation_of(user, self.registrant_id):
            return False
        if self.date_unlocked and not accesses._rows_sudo(user, self.registrant_id):
            return False  # shown before the programme demanded anything
        return self.env._(
            "Your access to this case has ended, or the patient is not identified yet. Ask the "
            "office."
        )

    # === CRON === #

    @api.model
    def _cron_lock_ended(self):
        """Close vouchers to applicants whose access to the patient has ended; pages see it at
        once, other ways in after this run."""
        # sudo: the scheduler acts for all companies
        settings_sudo = self.env["g2p.assistance.settings"].sudo()
        demanding = settings_sudo.search([("identity_demand", "!=", OFFICE)])
        unlocked = [
            ("date_unlocked", "!=", False),
            ("relation", "!=", SELF),
            ("program_id", "in", demanding.program_id.ids),
        ]
        cases_sudo = self.sudo().search(unlocked, order="id")  # sudo: as above
        for start in range(0, len(cases_sudo), BATCH):
            part = cases_sudo[start : start + BATCH]
            ended = part.filtered(lambda case: case._why_others_ended())
            ended.write({"date_unlocked": False})
            self.env["ir.cron"]._commit_progress(len(part))
