from odoo import fields, models

from ..const import OFFICE, SELF


class G2PAssistanceApplication(models.Model):
    """Applications for somebody else: without a proof, and bounded in time.

    The office identifies the patient; the applicant then acts for them by `g2p.portal.access`, for
    the days that the programme says, counted from the submission.
    """

    _inherit = "g2p.assistance.application"

    def _grant_to_applicant(self, person):
        """Who applied for another sees the voucher from now on: the office knows for whom it is."""
        super()._grant_to_applicant(person)
        if self.relation != SELF and not self.date_unlocked:
            self.write({"date_unlocked": fields.Datetime.now()})

    def _access_until(self):
        if self.relation == SELF or self._demand() == OFFICE:
            return super()._access_until()
        settings_sudo = self.env["g2p.assistance.settings"]._for_program(self.program_id)
        since = self.date_submitted or fields.Datetime.now()
        return fields.Datetime.add(since, days=settings_sudo.others_days)
