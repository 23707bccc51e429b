from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import moments

#: roles that see what the screen of a case says
OFFICE = (
    "g2p_immediate_assistance.group_assistance_officer,"
    "g2p_immediate_assistance.group_assistance_auditor"
)
#: officers of a stage that are named
NAMED = 8


class G2PAssistanceApplication(models.Model):
    """Blocks of the officers' form: the people of a case, and the officers who may decide it."""

    _inherit = "g2p.assistance.application"

    # rendered here, from escaped texts
    case_people = fields.Html(
        "People and household",
        compute="_compute_case_people",
        sanitize=False,
        exportable=False,
        groups=OFFICE,
    )
    case_officers = fields.Html(
        "Who may decide",
        compute="_compute_case_officers",
        sanitize=False,
        exportable=False,
        groups=OFFICE,
    )

    @api.model
    def _case_block(self, name, **values):
        """A block of the form as HTML: the template escapes what people typed."""
        return self.env["ir.qweb"]._render(f"g2p_assistance_case.block_{name}", values)

    # === Applicant, patient, household === #

    @api.depends("applicant_user_id", "registrant_id", "relation", "member_ids", "household_size")
    @api.depends_context("uid", "lang")
    def _compute_case_people(self):
        rows_sudo = self._case_accesses_sudo()
        words = dict(rows_sudo._fields["relation"]._description_selection(self.env))
        ties = {(row.user_id, row.registrant_id): words[row.relation] for row in rows_sudo}
        for case in self:
            case_sudo = case.sudo()  # sudo: the registry, of which counts and one word are shown
            case.case_people = case._case_block(
                "people",
                patient=case._patient_name(),
                facts=case._patient_facts(),
                applicant=False if case.relation == "self" else case_sudo.applicant_id.name,
                relation=case._selected("relation"),
                is_identified=bool(case_sudo.registrant_id),
                tie=ties.get((case_sudo.applicant_user_id, case_sudo.registrant_id), False),
                **case._household_values(),
            )

    def _patient_facts(self):
        """The facts of the patient that a decision needs, in short texts."""
        day = self.birthdate
        born = str(day.year) if day and self.birthdate_not_exact else moments.day(self.env, day)
        age = self.env._("%(age)s years", age=self.age) if day else ""
        case_sudo = self.sudo()  # sudo: words of public lists
        number = f"{case_sudo.id_type_id.name or ''} {self.id_number_shown or ''}".strip()
        found = (age, born, case_sudo.gender_id.value, number, self.phone, self.city)
        return [text for text in found if text]

    def _case_accesses_sudo(self):
        """The present accesses of the applicants of these cases to persons, under sudo."""
        # sudo: officers cannot read who acts for whom; they see the relation in their own case
        cases_sudo = self.sudo()
        return cases_sudo.env["g2p.portal.access"].search(
            [
                ("user_id", "in", cases_sudo.applicant_user_id.ids),
                ("active", "=", True),
                "|",
                ("verified_until", "=", False),
                ("verified_until", ">=", fields.Datetime.now()),
            ]
        )

    def _household_values(self):
        """The household as stated, and the size that the registry knows."""
        relations = dict(self.member_ids._fields["relation"]._description_selection(self.env))
        members = [
            {
                "name": member.name,
                "relation": relations.get(member.relation),
                "birth_year": member.birth_year or False,
                "is_dependant": member.is_dependant,
            }
            for member in self.member_ids
        ]
        return {
            "size": self.household_size,
            "members": members,
            "dependants": sum(member["is_dependant"] for member in members),
            "registered": self._household_registered(),
        }

    def _household_registered(self):
        """The number of people in the registry's household; 0 where there is none."""
        person_sudo = self.sudo().registrant_id  # sudo: only a number
        if not person_sudo:
            return 0
        rows_sudo = person_sudo._household().sudo().group_membership_ids  # sudo: as above
        return len(rows_sudo.filtered(lambda row: not row.is_ended))

    # === Officers of the present stages === #

    @api.depends("approval_state")
    @api.depends_context("uid", "lang")
    def _compute_case_officers(self):
        for case in self:
            steps_sudo = case.sudo().approval_open_step_ids  # sudo: engine rows; names are shown
            stages = [case._stage_values(step_sudo) for step_sudo in steps_sudo]
            case.case_officers = case._case_block("officers", stages=stages) if stages else False

    def _stage_values(self, step_sudo):
        people = step_sudo._people()
        first = people[:NAMED]
        away = self._substitutes(first, step_sudo.request_id.company_id)
        decided = step_sudo.request_id._current_decisions()
        return {
            "name": step_sudo.name,
            "required": step_sudo.required,
            "more": len(people) - len(first),
            "people": [
                {
                    "name": user.sudo().name,  # sudo: the name of a colleague
                    "is_me": user == self.env.user,
                    "has_decided": bool(decided._verdicts_of(user)),
                    "substitute": away.get(user.id, False),
                }
                for user in first
            ],
        }

    @api.model
    def _substitutes(self, users, company):
        """{id of an absent officer: the name of their substitute today}."""
        rows_sudo = self.env["g2p.approval.delegation"]._near_sudo([("user_id", "in", users.ids)])
        counting_sudo = rows_sudo.filtered(lambda row: row._counts_in(company))
        return {row.user_id.id: row.delegate_id.name for row in counting_sudo}
