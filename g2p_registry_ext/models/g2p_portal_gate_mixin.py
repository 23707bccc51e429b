from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class G2PPortalGateMixin(models.AbstractModel):
    """Cases of an applicant (``applicant_user_id``) for a person (``registrant_id``):
    `g2p.portal.access` is the gate, which each page and each record rule asks by ``is_own``.

    A case is its applicant's own until the office identifies the person, which gives the applicant
    a row. From then on it is open as long as they may act for the person. One that was identified
    before without a row stays open: only a row that has ended closes.
    """

    _name = "g2p.portal.gate.mixin"
    _description = "Case that its Applicant Sees"

    is_own = fields.Boolean(
        compute="_compute_is_own",
        search="_search_is_own",
        help="Whether the current user is the applicant and may act for the person.",
    )

    @api.depends("applicant_user_id", "registrant_id")
    @api.depends_context("uid")
    def _compute_is_own(self):
        ended_sudo = self._ended_people()
        for case in self:
            case_sudo = case.sudo()  # sudo: only compared
            is_theirs = case_sudo.applicant_user_id == self.env.user
            case.is_own = is_theirs and case_sudo.registrant_id not in ended_sudo

    @api.model
    def _search_is_own(self, operator, value):
        """Each query asks again, so that an access ends in time: Odoo keeps the rules' domains."""
        ended = self._ended_people().ids
        own = [("applicant_user_id", "=", self.env.uid)]
        if ended:
            open_now = ["|", ("registrant_id", "=", False), ("registrant_id", "not in", ended)]
            own = ["&", *own, *open_now]
        is_asked = True in value if isinstance(value, (list, tuple, set, frozenset)) else value
        wanted = (operator in ("=", "in")) == bool(is_asked)
        return own if wanted else ["!", *own]

    @api.model
    def _ended_people(self):
        return self.env["g2p.portal.access"]._ended_registrants(self.env.user)

    def _is_closed_to_applicant(self):
        """Whether the applicant could act for the person, and may not now; under sudo."""
        ended_sudo = self.env["g2p.portal.access"]._ended_registrants(self.applicant_user_id)
        return bool(self.registrant_id & ended_sudo)

    def _closed_to_applicants(self):
        """Those of these cases that `_is_closed_to_applicant`, with one query; under sudo."""
        users, people = self.applicant_user_id, self.registrant_id
        ended = self.env["g2p.portal.access"]._ended_pairs(users, people) if people else ()
        return self.filtered(
            lambda case: (case.applicant_user_id.id, case.registrant_id.id) in ended
        )

    def _check_access_lasts(self):
        """Refuse an applicant who may no longer act for the person; under sudo."""
        if self._is_closed_to_applicant():
            raise AccessError(
                self.env._("Your access to this case has ended. Ask the office to renew it.")
            )

    @api.model
    def _ended_own(self):
        """Cases of the current user that are closed to them, under sudo, to be counted."""
        ended = self._ended_people().ids
        mine = [("applicant_user_id", "=", self.env.uid), ("registrant_id", "in", ended)]
        # sudo: these cases are no longer theirs to read
        return self.sudo().search(mine)

    # === The office identifies the person === #

    def _grant_to_applicant(self, person):
        """Let the applicant act for the person whom the office has identified; under sudo.

        :raises UserError: if they could act for the person, and may not now: who identifies a
            person does not know why that was ended
        """
        accesses, user = self.env["g2p.portal.access"], self.applicant_user_id
        if person.id in accesses._ended_registrants(user).ids:
            raise UserError(
                self.env._(
                    "The access of this account to the person has ended. An administrator of the "
                    "registry renews it first, under Registry / Portal Access."
                )
            )
        if self.relation == "self" or not accesses._relation_of(user, person):
            accesses._grant(user, person, self.relation, self._access_until())

    def _access_until(self):
        """Until when the applicant acts for the person; False without a limit."""
        return False
