from odoo import api, fields, models

from odoo.addons.g2p_registry_ext.tools.masking import mask_value
from odoo.addons.g2p_suite_base.tools import actions

from .g2p_assistance_application_people import OFFICE

#: similar persons, and similar cases, that are compared side by side
COMPARED = 5
#: earlier cases that a column names
CASES = 5


class G2PAssistanceApplication(models.Model):
    """A block of the officers' form: who may be the same person, with a way to compare.

    An officer learns of a person of the registry what tells people apart, masked: no more than the
    hints and the dialog of the identification show. Cases are shown by the officer's own rights.
    """

    _inherit = "g2p.assistance.application"

    case_similar = fields.Html(
        "Similar persons and cases",
        compute="_compute_case_alike",
        sanitize=False,  # rendered here, from escaped texts
        exportable=False,
        groups=OFFICE,
    )

    @api.depends(
        "duplicate_hints", "applicant_user_id", "registrant_id", "relation", "id_number_key"
    )
    @api.depends_context("uid", "lang")
    def _compute_case_alike(self):
        """Earlier and similar cases are found together: an open case is shown with both."""
        earlier, found = self._earlier_cases(), self._similar_persons()
        for case in self:
            case.case_earlier = case._render_earlier(earlier[case.id])
            persons, others = found[case.id], case._similar_cases(earlier[case.id])
            case.case_similar = (
                case._case_block("similar", persons=persons, cases=others.mapped("name"))
                if persons or others
                else False
            )

    # === Who and which === #

    def _similar_persons(self):
        """{id of a case: [{partner_id, reasons, is_same}]}, the strongest reason first.

        A person who is known to be the applicant of a case for themself is the same person, and no
        duplicate.
        """
        # sudo: hints contain reasons only; officers have no right on the registry
        cases_sudo = self.sudo()
        vals = [case_sudo._duplicate_vals() for case_sudo in cases_sudo]
        hints = cases_sudo.env["res.partner"]._duplicate_hints_many(vals)
        own = self._case_persons()
        found = {}
        for case, listed in zip(self, hints, strict=True):
            reasons = {}
            for hint in listed:
                reasons.setdefault(hint["partner_id"], []).append(hint["reason"])
            found[case.id] = [
                {"partner_id": i, "reasons": texts, "is_same": i in own[case.id]}
                for i, texts in reasons.items()
            ]
        return found

    @api.model
    def _similar_cases(self, pairs):
        """Cases with the same ID number that are not known to be the same person's.

        :param pairs: of ``_earlier_cases``
        """
        return self.browse([other.id for other, tie in pairs if tie == "number"])

    # === Side by side === #

    def action_open_compare(self):
        """Open the dialog that compares this case with the similar persons and cases."""
        self.ensure_one()
        self.check_access("read")
        self.env["g2p.assistance.compare"].check_access("create")  # applicants have no part in it
        title = self.env._("Compare: %(case)s", case=self.name)
        return actions.dialog(title, "g2p.assistance.compare", application_id=self.id)

    def _compare_columns(self):
        """The columns of the comparison, as dicts: this case first."""
        self.ensure_one()
        self.check_access("read")
        persons = self._similar_persons()[self.id]
        cases = self._similar_cases(self._earlier_cases()[self.id])
        columns = [self._column_of_case(self.env._("This case"))]
        columns += [self._column_of_person(person) for person in persons[:COMPARED]]
        same = self.env._("The same ID number as stated.")
        columns += [case._column_of_case(case.name, same) for case in cases[:COMPARED]]
        return columns

    def _column_of_case(self, title, *reasons):
        case_sudo = self.sudo()  # sudo: the ID number, which is masked at once
        return {
            "title": title,
            "reasons": list(reasons),
            "is_same": False,
            "name": self._patient_name(),
            "born": str(self.birthdate.year) if self.birthdate else "",
            "number": mask_value(case_sudo.id_number),
            "phone": mask_value(self.phone),
            "address": self._address_in_short(self._place_in_full(), self.country_id),
            "cases": [],
        }

    def _column_of_person(self, person):
        # sudo: a person whom the hints name; only what tells people apart, masked
        partner_sudo = self.env["res.partner"].sudo().browse(person["partner_id"])
        country = partner_sudo.country_id
        return {
            "title": self.env._("In the registry: #%(number)s", number=partner_sudo.id),
            "reasons": person["reasons"],
            "is_same": person["is_same"],
            "name": partner_sudo.name,
            "born": str(partner_sudo.birthdate.year) if partner_sudo.birthdate else "",
            "number": partner_sudo.masked_ids or "",
            "phone": self._phones_masked(partner_sudo),
            "address": self._address_in_short(partner_sudo.city, country),
            "cases": self._cases_in_short(partner_sudo.id),
        }

    @api.model
    def _phones_masked(self, partner_sudo):
        """The ends of a person's telephone numbers."""
        numbers = [partner_sudo.phone, *partner_sudo.phone_number_ids.mapped("phone_no")]
        return ", ".join(dict.fromkeys(mask_value(number) for number in numbers if number))

    @api.model
    def _address_in_short(self, place, country):
        """Place and country: no street, which the hints do not compare."""
        return ", ".join(filter(None, (place, country.sudo().name)))  # sudo: a country

    def _cases_in_short(self, partner_id):
        """The latest cases of a person that the user may read, with their outcome."""
        domain = [("registrant_id", "=", partner_id), ("date_submitted", "!=", False)]
        found = self.search(domain, order="date_submitted desc, id desc", limit=CASES)
        return [f"{case.name}: {case._outcome_in_words()}" for case in found - self]
