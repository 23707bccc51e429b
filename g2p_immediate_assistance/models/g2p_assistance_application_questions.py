from functools import partial

from lxml import etree

from odoo import api, models

from ..tools.questions import Question

MAX_HOUSEHOLD = 60


class G2PAssistanceApplication(models.Model):
    """The questions, one row each, and the office's fields and views that follow from them."""

    _inherit = "g2p.assistance.application"

    def _all_questions(self):
        """One row for each question, in the order of its page.

        A new question is a row here and a field for its answer. Addons override this to add rows.
        """
        return (
            *self._questions_treatment(),
            *self._questions_patient(),
            *self._questions_birth(),
            *self._questions_identity(),
            *self._questions_contact(),
            *self._questions_address(),
            *self._questions_family(),
            *self._questions_consent(),
        )

    def _questions(self, step=None):
        """The questions of a page, or of all pages."""
        return [question for question in self._all_questions() if step in (None, question.step)]

    # === HOOKS: of portal, approval engine and views === #

    @api.model
    def _portal_readable(self):
        return super()._portal_readable().union(self._answer_fields())

    def _approval_material(self):
        return (*super()._approval_material(), *self._answer_fields(material=True))

    @api.model
    def _answer_fields(self, material=False):
        """Names of the fields of answers; with ``material`` only those that officers decide on."""
        return [
            question.name
            for question in self.browse()._questions()
            if question.name in self._fields and (question.is_material or not material)
        ]

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        for group in arch.findall(".//group[@name='more_answers']"):
            self._place_answers(arch, group)
        return arch, view

    @api.model
    def _place_answers(self, arch, group):
        """Add the answers that the form does not place elsewhere to this group.

        Fields restricted to some groups are left out: the form shows another field instead.
        """
        placed = {node.get("name") for node in arch.iter("field")}
        for name in self._answer_fields(material=True):
            if name not in placed and not self._fields[name].groups:
                etree.SubElement(group, "field", name=name, options="{'no_open': true}")
        if not len(group):
            group.getparent().remove(group)

    # === HELPERS: the rows, page by page === #

    def _questions_treatment(self):
        _ = self.env._
        ask = partial(Question, "treatment")
        currency_sudo = self.sudo().currency_id  # sudo: currencies are public
        return (
            ask(
                "treatment",
                "text",
                _("Which treatment is needed?"),
                hint=_("For example: appendix operation"),
                sentence=_("Enter the treatment that is needed."),
            ),
            ask(
                "hospital",
                "text",
                _("At which hospital, or with which doctor?"),
                sentence=_("Enter the hospital or doctor that gives the treatment."),
            ),
            ask(
                "amount_requested",
                "amount",
                _("How much does it cost?"),
                hint=_(
                    "As on the estimate, in %(currency)s. For example: %(example)s",
                    currency=currency_sudo.name,
                    example=currency_sudo._typed_example(),
                ),
                sentence=_("Enter the cost of the treatment."),
            ),
            ask("treatment_date", "near_date", _("When?"), if_known=True),
            ask(
                "treatment_details",
                "long_text",
                _("Anything else we should know?"),
                hint=_("Only information that helps us decide."),
            ),
        )

    def _questions_patient(self):
        _ = self.env._
        ask = partial(Question, "person")
        return (
            ask(
                "relation",
                "selection",
                _("Who is it for?"),
                short=_("Who applies"),
                identifies=True,
            ),
            ask(
                "given_name",
                "name",
                _("Patient's given name"),
                hint=_("As on the identity document. One name is enough."),
                sentence=_("Enter the patient's name. One name is enough."),
                # many people have only one name (ICAO 9303-3, section 4.6; W3C, Personal names)
                or_else="family_name",
                autocomplete="given-name",
                short=_("Patient's name"),
                identifies=True,
            ),
            ask(
                "family_name",
                "name",
                _("Patient's family name (if there is one)"),
                autocomplete="family-name",
                beside="given_name",
                identifies=True,
            ),
        )

    def _questions_birth(self):
        _ = self.env._
        ask = partial(Question, "person")
        return (
            ask(
                "birthdate",
                "birth",
                _("Patient's date of birth"),
                sentence=_("Enter the patient's date of birth."),
                autocomplete="bday",
                identifies=True,
            ),
            ask(
                "birth_year",
                "birth_year",
                _("Year of birth, if the day is not known"),
                hint=_("For example: 1962"),
                autocomplete="bday-year",
                beside="birthdate",
            ),
        )

    def _questions_identity(self):
        _ = self.env._
        ask = partial(Question, "person", identifies=True)
        return (
            ask(
                "gender_id",
                "choice",
                _("Patient's gender"),
                sentence=_("Choose the patient's gender."),
                shown="code",
                no_choices=_(
                    "The registry has no genders to choose from. Ask a registry administrator to "
                    "add them under Registry / Configuration / Gender Types."
                ),
            ),
            ask(
                "id_type_id",
                "choice",
                _("Kind of identity document"),
                sentence=_("Choose the kind of identity document."),
                short=_("Identity document"),
                no_choices=_(
                    "The registry has no kinds of ID to choose from. Ask a registry administrator "
                    "to add them under Registry / Configuration / ID Types."
                ),
            ),
            ask(
                "id_number",
                "identifier",
                _("Number of the identity document"),
                sentence=_("Enter the number of the identity document."),
                beside="id_type_id",
            ),
        )

    def _questions_contact(self):
        _ = self.env._
        ask = partial(Question, "person")
        return (
            ask(
                "phone",
                "phone",
                _("Telephone number where we can reach you"),
                hint=_("For example: +254 700 000 000"),
                sentence=_("Enter a telephone number where we can reach you."),
                autocomplete="tel",
                short=_("Telephone"),
            ),
            ask(
                "occupation",
                "text",
                _("Patient's occupation"),
                hint=_("For example: farmer, trader, student"),
            ),
        )

    def _questions_address(self):
        _ = self.env._
        ask = partial(Question, "address")
        return (
            ask(
                "street",
                "text",
                _("Street, or how to find the house"),
                sentence=_("Enter the street, or how to find the house."),
                autocomplete="street-address",
            ),
            ask(
                "city",
                "text",
                _("Town or village"),
                sentence=_("Enter the town or village."),
                autocomplete="address-level2",
            ),
            ask(
                "zip",
                "text",
                _("Postcode"),
                if_known=True,
                autocomplete="postal-code",
                beside="city",
            ),
            ask("district_text", "text", _("District"), if_known=True),
            ask("country_id", "country", _("Country"), autocomplete="country"),
        )

    def _questions_family(self):
        _ = self.env._
        return (
            Question(
                "family",
                "household_size",
                "whole",
                _("How many people live in the household?"),
                hint=_("Count the patient too."),
                sentence=_("Enter how many people live in the household."),
                short=_("People"),
                highest=MAX_HOUSEHOLD,
            ),
        )

    def _questions_consent(self):
        _ = self.env._
        return (
            Question(
                "consent",
                "consent_given",
                "tick",
                _("I agree"),
                sentence=_("Tick the box if you agree. Without your consent we cannot decide."),
                is_material=False,
            ),
        )
