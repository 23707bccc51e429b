from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from odoo.addons.g2p_registry_ext.models.res_partner_duplicates import HINT_ONLY
from odoo.addons.g2p_suite_base.tools import actions, identity, phones

#: people of a case, and its money
PARTIES = (
    *("create_uid", "applicant_user_id", "applicant_id"),
    *("registrant_id", "membership_partner_id"),
    *("fund_id", "company_id", "currency_id"),
)
#: Records that officers have no right to create are created as the superuser, not under sudo: the
#: officer's own defaults (ir.default) must not apply, since they could for example attach a user
#: account of any group to a person. Officers do not become followers of the records.
BY_SERVER = {"mail_create_nosubscribe": True}


class G2PAssistanceApplication(models.Model):
    """Actions of officers and hooks of the approval engine."""

    _inherit = "g2p.assistance.application"

    # conditions may use the kind and the place of a case, and nothing about the person
    _approval_condition_fields = (
        "type_id",
        "type_id.code",
        "program_id",
        "urgency",
        "relation",
        "amount_requested",
        "household_size",
        "city",
        "zip",
        "district_text",
        "country_id",
        "country_id.code",
        "company_id",
        "currency_id",
        "currency_id.name",
    )

    _approval_amount_field = "amount_requested"

    # === HOOKS: of the approval engine === #

    def _approval_policy(self):
        """The type's own procedure, or else the first match; the engine checks both."""
        # sudo: applicants have no right on procedures
        return self.sudo().type_id.policy_id or super()._approval_policy()

    def _approval_amount(self):
        return self.amount_requested

    def _approval_check_amount(self, amount):
        """Refuse amounts above the type's present ceiling."""
        super()._approval_check_amount(amount)
        kind_sudo = self.sudo().type_id  # sudo: the ceiling is public
        if self.currency_id.compare_amounts(amount, kind_sudo.ceiling) > 0:
            raise UserError(
                self.env._(
                    "The ceiling of this assistance is %(ceiling)s: no more can be requested or "
                    "granted.",
                    ceiling=self.currency_id.format(kind_sudo.ceiling),
                )
            )

    def _approval_extra_digest(self):
        return [document._digest_entry() for document in self.document_ids]

    def _approval_payload(self):
        return {
            "type": self.type_id.code,
            "amount": self.amount_requested,
            "currency": self.currency_id.name,
            "documents": sorted(self.document_ids.mapped("sha256")),
        }

    def _approval_beneficiary_users(self):
        return self.applicant_user_id | self.registrant_id.user_ids

    def _approval_urgency(self):
        return self.urgency_rank

    def _approval_conflict(self, user):
        tie = user._tie_to_people(self._identity_partners())
        if not tie:
            return super()._approval_conflict(user)
        return self.env._(
            "%(reason)s Another officer must decide it.", reason=user._tie_reason(tie)
        )

    def _approval_second_officer(self, user):
        """A tie that only the applicant stated is shown; it does not exclude the officer."""
        kind = identity.phone_kind(self._phone_regions())
        stated = dict.fromkeys(identity.keys_of(kind, self.phone), False)
        tie = user._tie_to(identity.merge(self._identity(), stated), confirmed=False)
        tie = tie or self._hospital_tie(user)
        if not tie:
            return super()._approval_second_officer(user)
        return self.env._(
            "%(reason)s Nobody has confirmed it: a second officer must approve this stage too.",
            reason=user._tie_reason(tie),
        )

    def _identity(self):
        """Identity keys of the cases' beneficiaries: the patient and the applicant."""
        return self._identity_partners()._identity()

    def _identity_partners(self):
        """The cases' beneficiaries, prefetched with those of the other cases."""
        cases_sudo = self.sudo()  # sudo: ties count for every user
        cases_sudo._fetch_parties()
        return cases_sudo.registrant_id._together_with(
            cases_sudo.membership_partner_id, cases_sudo.applicant_id
        )

    def _fetch_parties(self):
        """Fetch only the parties' columns of these and the prefetched cases: the table is wide."""
        self.browse(self._prefetch_ids).fetch(PARTIES)

    def _approval_stage_missing(self, step):
        missing = super()._approval_stage_missing(step)
        why = self._why_not_decided_now()
        if why:
            return [*missing, why]
        if not self.registrant_id:
            missing.append(self.env._("Identify the person in the registry first."))
        missing += self._registry_problems() + self._missing_enrolment()
        if step.requires_assessment and not self.assessment_ids.filtered(
            lambda a: a.step_id == step and a.officer_id == step.env.user
        ):
            missing.append(self.env._("Write your assessment first."))
        return missing + self._missing_of_stage(step.document_type_codes)

    def _why_not_decided_now(self):
        """Why the programme or its standing cycle cannot grant now; False if they can."""
        cycle_sudo = self.env["g2p.assistance.settings"]._find_for(self.program_id).cycle_id
        return (cycle_sudo or self.program_id)._why_not_now("decide")

    def _missing_enrolment(self):
        """Sentences on what prevents the enrolment, from the first approval on: a registrar can
        then still correct it."""
        if not self.registrant_id:
            return []  # already reported as missing
        try:
            partner = self._member_partner()
        except UserError as error:
            return [str(error)]
        why = self._why_not_enrolled(self._membership_of(partner))
        return [why] if why else []

    def _member_partner(self):
        """The partner that the programme enrols: the person or their household."""
        if self.program_id.target_type != "group":
            return self.registrant_id
        household = self.registrant_id._household()
        if not household:
            raise UserError(
                self.env._(
                    "The programme enrols households, but this person has none in the registry. A "
                    "registrar must add the household first."
                )
            )
        return household

    def _membership_of(self, partner):
        """The programme's membership of a person or household; may be empty."""
        # prefetched for all cases together
        found = partner.program_membership_ids
        return found.filtered(lambda member: member.program_id == self.program_id)[:1]

    def _why_not_enrolled(self, member):
        """Why a membership cannot be enrolled, as a sentence; False if it can."""
        if member.state not in ("paused", "exited", "duplicated"):
            return False
        states = dict(member._fields["state"]._description_selection(self.env))
        return self.env._(
            "The person's membership of the programme has the state “%(state)s”. Ask a programme "
            "manager to change it, or reject the case.",
            state=states[member.state],
        )

    def _registry_problems(self):
        """A list with one sentence if the person or household is disabled, else empty."""
        if not any((self.registrant_id | self.membership_partner_id).mapped("disabled")):
            return []
        return [
            self.env._(
                "The person or the household is disabled in the registry. Ask a registrar to "
                "enable it, or reject the case or revoke its voucher."
            )
        ]

    def _on_approval_submitted(self, request):
        self._set_state("submitted")
        self.write({"question": False})

    def _on_approval_returned(self, request):
        self._set_state("returned")
        asked = request.decision_ids.filtered(lambda d: d.action == "return").sorted("id")[-1:]
        self.write({"question": asked.public_text})

    def _on_approval_rejected(self, request):
        self._set_state("rejected")
        rejection = request.decision_ids.sorted("id").filtered(lambda d: d._effect() == "reject")[
            -1:
        ]
        self.write({"rejection_public_text": rejection.public_text})

    def _on_approval_cancelled(self, request):
        self._set_state("withdrawn")

    def _approval_participant_models(self):
        return [*super()._approval_participant_models(), "g2p.assistance.assessment"]

    def _approval_participant_parts(self, last=None):
        """Officers who assessed a case took part in it, even if others decided."""
        assessed = SQL(
            "SELECT a.application_id, a.officer_id FROM g2p_assistance_assessment a"
            " JOIN g2p_approval_step s ON s.id = a.step_id WHERE a.application_id = ANY(%s)"
            " AND s.request_id <= COALESCE(%s, s.request_id)",
            *(list(self.ids), last),
        )
        return [*super()._approval_participant_parts(last), assessed]

    def _office_users(self):
        """Office users who took part in these cases, so without the applicants."""
        cases_sudo = self.sudo()  # sudo: only compared
        cases_sudo._fetch_parties()
        found = self._approval_participants_each()
        each = (found[case_sudo.id] - case_sudo.applicant_user_id for case_sudo in cases_sudo)
        return self.env["res.users"].union(*each)

    def _approval_executors(self):
        """Add the users who issued its vouchers: they cannot review it."""
        vouchers_sudo = self.sudo().entitlement_id.voucher_ids  # sudo: as above
        issuers = vouchers_sudo.issued_by_id | vouchers_sudo.copy_ids.issued_by_id
        return super()._approval_executors() | issuers

    # === Identifying the person: the officer's choice changes the registry === #

    def action_identify_registrant(self):
        """Open the dialog that links or creates the registrant."""
        self.ensure_one()
        self._check_may_identify()
        title = self.env._("Who is the person who needs help?")
        return actions.dialog(title, "g2p.assistance.identify", application_id=self.id)

    def _check_may_identify(self):
        if not self._approval_step_at_work():
            raise AccessError(
                self.approval_why_not or self.env._("You are not deciding this application now.")
            )
        if self.registrant_id:
            raise UserError(self.env._("The person is already identified."))
        why = self.sudo().program_id._why_not_now("decide")  # sudo: officers see their cases
        if why:
            raise UserError(why)

    def _identify(self, registrant=None):
        """Link ``registrant``, or create one from the answers.

        :raises AccessError: if the current user is not deciding this application now
        """
        self.ensure_one()
        self._check_may_identify()
        application_sudo = self.sudo()  # sudo: officers have no right on the registry
        application_sudo._lock()
        needs_second = application_sudo._check_not_tied(registrant)
        # sudo: as above
        partner_sudo = (registrant or application_sudo._create_registrant()).sudo()
        if registrant and not application_sudo._resembles(partner_sudo):
            raise UserError(
                self.env._(
                    "The chosen person has no ID, phone or name and birth date in common with the "
                    "case."
                )
            )
        application_sudo._approval_amend(
            {"registrant_id": partner_sudo.id},
            self.env._("Person identified in the registry"),
            needs_second=needs_second,
        )
        application_sudo.consent_id._link_registrant(partner_sudo)
        application_sudo._grant_to_applicant(partner_sudo)
        return partner_sudo

    def _check_not_tied(self, registrant):
        """Refuse officers who are tied to the person whom they identify.

        :return: whether a similar registrant is tied to the officer, so that a second officer must
            decide; similarity across scripts is only a hint
        """
        user = self.env.user
        tie = user._tie_to(registrant._identity()) if registrant else False
        if tie:
            raise AccessError(
                self.env._(
                    "%(reason)s Another officer must identify the person.",
                    reason=user._tie_reason(tie),
                )
            )
        # sudo: ties count in every company, not only in the current ones
        companies_sudo = self.env["res.company"].sudo().with_context(active_test=False).search([])
        everywhere_sudo = self.env["res.partner"].sudo()  # sudo: as above
        everywhere_sudo = everywhere_sudo.with_context(allowed_company_ids=companies_sudo.ids)
        hints = everywhere_sudo._duplicate_hints(self._duplicate_vals(), most=None)
        found = {hint["partner_id"] for hint in hints if hint["code"] != HINT_ONLY}
        similar = self.env["res.partner"].browse(found)
        return bool(user._tie_to(similar._identity()))

    def _resembles(self, partner):
        """Whether a registrant is among the hints, including those not shown."""
        hints = self.env["res.partner"]._duplicate_hints(self._duplicate_vals(), most=None)
        person = partner.is_registrant and not partner.is_group
        return person and partner.id in [hint["partner_id"] for hint in hints]

    def _create_registrant(self):
        # sudo: as the superuser, see BY_SERVER
        server = self.env["res.partner"].with_user(SUPERUSER_ID).with_context(**BY_SERVER)
        person = server.create(self._prepare_registrant_vals())
        if self.phone:
            self._add_stated_phone(person)
        return person.with_env(self.env)

    def _add_stated_phone(self, person):
        """Enter the telephone number as it was written.

        A registry may reject numbers outside every country's numbering plan (OpenG2P's does);
        this must not delay the case.
        """
        try:
            with self.env.cr.savepoint():
                vals = {"partner_id": person.id, **self._prepare_phone_vals()}
                person.env["g2p.phone.number"].create(vals)
        except UserError:
            self._message_log(
                body=self.env._(
                    "The registry rejected the telephone number as it was written. The case keeps "
                    "it; ask a registrar to enter the correct one in the registry."
                )
            )

    def _prepare_registrant_vals(self):
        return {
            "name": ", ".join(filter(None, (self.family_name, self.given_name))).upper(),
            "family_name": self.family_name,
            "given_name": self.given_name,
            "is_registrant": True,
            "is_group": False,
            "company_id": self.company_id.id,
            "birthdate": self.birthdate,
            "birthdate_not_exact": self.birthdate_not_exact,
            "gender": self.gender_id.value,
            "occupation": self.occupation,
            "street": self.street,
            "city": self.city,
            "zip": self.zip,
            "country_id": self.country_id.id,
            "registration_date": fields.Date.context_today(self),
            "reg_ids": [(0, 0, vals) for vals in self._prepare_reg_id_vals()],
        }

    def _prepare_phone_vals(self):
        """The number as it was written, with the country whose notation it uses."""
        found = phones.keys(self.phone, self._phone_regions())[:1]
        code = phones.region_of(found[0]) if found else None
        country = self.env["res.country"].search([("code", "=", code or "")], limit=1)
        return {"phone_no": self.phone, "country_id": country.id, "is_stated": True}
