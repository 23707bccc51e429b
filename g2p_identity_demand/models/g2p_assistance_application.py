from odoo import api, fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_account.exceptions import ProofNeeded

from ..const import MOMENTS, OFFICE, SELF


class G2PAssistanceApplication(models.Model):
    """The proof of the applicant's identity, at the moments that the programme names.

    A proof is no answer: it changes nothing of the draft, and people come back to where they were.
    """

    _inherit = "g2p.assistance.application"

    date_unlocked = fields.Datetime(
        "Voucher shown since",
        readonly=True,
        copy=False,
        help="Since when the applicant may see the voucher; the record rules read it.",
    )

    # === CRUD === #

    @api.model_create_multi
    def create(self, vals_list):
        """Nothing is locked where the programme demands nothing."""
        settings, now = self.env["g2p.assistance.settings"], fields.Datetime.now()
        programs = self.env["g2p.program"]
        prepared = []
        for vals in vals_list:
            demand = settings._demand_of(programs.browse(vals.get("program_id")))
            free = {"date_unlocked": now} if demand == OFFICE else {}
            prepared.append({**vals, **free})
        return super().create(prepared)

    # === Before people start and submit === #

    @api.model
    def _start(self, assistance_type):
        if assistance_type._portal_has_to_prove():
            raise ProofNeeded(self._sentence_proof())
        return super()._start(assistance_type)

    @api.model
    def _start_for_another(self, assistance_type):
        """A draft for somebody who cannot show who they are; without a proof. Users who change it
        to one for themselves show who they are before they submit."""
        application = super()._start(assistance_type)
        application_sudo = application.sudo()  # sudo: the user's own draft, as in _start
        if application_sudo.relation == SELF:
            application_sudo.write({"relation": "helper"})
        return application

    def _portal_submit(self):
        application_sudo = self._check_applicant(("draft", "returned", "submitted"))
        is_new = application_sudo.state == "draft"
        if is_new and application_sudo._lacks_proof("submit") and not application_sudo._missing():
            raise ProofNeeded(self._sentence_proof())
        return super()._portal_submit()

    # === Before people receive === #

    def _portal_unlock(self):
        """Let the applicant see the voucher, if they may now.

        :return: False, or a sentence why they may not
        """
        application_sudo = self._check_own()
        why = application_sudo._why_locked()
        if not why and not application_sudo.date_unlocked:
            application_sudo.write({"date_unlocked": fields.Datetime.now()})
        return why

    def _why_locked(self):
        """Why the applicant may not see the voucher; False if they may."""
        if self.date_unlocked or self._demand() == OFFICE:
            return False
        return self._sentence_proof() if self._lacks_proof("receive") else False

    # === The officer identifies the person === #

    def _identify(self, registrant=None):
        self._check_may_identify()
        self.sudo()._check_proven(registrant)  # sudo: only compared
        return super()._identify(registrant)

    def _check_proven(self, registrant):
        """Refuse another person than the one who the applicant has proven to be."""
        if self.relation != SELF or self._demand() == OFFICE:
            return
        proven = self.env["g2p.portal.access"]._proven_registrant(self.applicant_user_id)
        if proven and proven.id != (registrant.id if registrant else False):
            raise UserError(
                self.env._(
                    "The applicant has shown with an ID who they are. Choose this person; if the "
                    "list does not offer them, the answers are about somebody else: request "
                    "information."
                )
            )

    # === HELPERS === #

    def _demand(self):
        return self.env["g2p.assistance.settings"]._demand_of(self.program_id)

    def _lacks_proof(self, moment):
        """Whether the applicant has to show who they are before this moment; under sudo."""
        demand = self._demand()
        is_asked = demand != OFFICE and MOMENTS.index(moment) >= MOMENTS.index(demand)
        if not is_asked or self._acts_as() != SELF:
            return False
        proven = self.env["g2p.portal.access"]._proven_registrant(self.applicant_user_id)
        return not proven or bool(self.registrant_id and self.registrant_id.id != proven.id)

    def _acts_as(self):
        """The applicant's relation: as the office knows it, else as they say; under sudo."""
        accesses, user = self.env["g2p.portal.access"], self.applicant_user_id
        known = self.registrant_id and accesses._relation_of(user, self.registrant_id)
        return known or self.relation

    @api.model
    def _sentence_proof(self):
        return self.env._("Show with an ID who you are. Your answers are saved.")
