from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import moments

from ..const import OFFICE, SELF


class G2PAssistanceApplication(models.Model):
    """Applications for somebody else: without a proof, and bounded in time.

    The office identifies the patient; the applicant then acts for them by `g2p.portal.access`, for
    the days that the programme says, counted from the submission.
    """

    _inherit = "g2p.assistance.application"

    others_note = fields.Char(
        "Acting for the person",
        compute="_compute_others_note",
        help="For officers: until when somebody who applied for the person may act for them.",
    )

    @api.depends("relation", "registrant_id", "date_submitted", "program_id")
    def _compute_others_note(self):
        for case in self:
            case_sudo = case.sudo()  # sudo: officers have no right on portal access
            case.others_note = case_sudo.relation != SELF and case_sudo._note_of_others()

    def _note_of_others(self):
        until, is_over = self._others_course()
        if is_over:
            return self.env._("Has ended. The registry renews it: Registry / Portal Access.")
        if not self.registrant_id:
            if until:
                return self.env._(
                    "Without a proof. Until %s, once you have identified the person.", until
                )
            return self.env._("Without a proof, until you have identified the person.")
        return self.env._("Until %s", until) if until else self.env._("Without a limit")

    def _portal_others_note(self):
        """For the applicant: until when they act for the patient; False for one's own case."""
        application_sudo = self._check_own()
        if application_sudo.relation == SELF or not application_sudo.date_submitted:
            return False
        until, _is_over = application_sudo._others_course()
        if not application_sudo.registrant_id:
            return self.env._(
                "The office identifies the person who needs help. Bring or send the person's ID "
                "when it asks."
            )
        if not until:
            return False
        return self.env._("You act for this person until %s. The office can renew it.", until)

    def _others_course(self):
        """(the last day on which the applicant acts for the patient or "", whether it is over)."""
        if self._is_closed_to_applicant():
            return "", True
        if self.registrant_id:
            accesses = self.env["g2p.portal.access"]
            until = accesses._rows_sudo(self.applicant_user_id, self.registrant_id).verified_until
        else:
            until = self._access_until()
        return moments.day(self.env, until) if until else "", False

    def _grant_to_applicant(self, person):
        """Applicants for somebody else see the voucher from now on: the patient is known."""
        super()._grant_to_applicant(person)
        if self.relation != SELF and not self.date_unlocked:
            self.write({"date_unlocked": fields.Datetime.now()})

    def _access_until(self):
        if self.relation == SELF or self._demand() == OFFICE:
            return super()._access_until()
        settings_sudo = self.env["g2p.assistance.settings"]._for_program(self.program_id)
        since = self.date_submitted or fields.Datetime.now()
        return fields.Datetime.add(since, days=settings_sudo.others_days)
