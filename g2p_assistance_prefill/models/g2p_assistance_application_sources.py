from odoo import api, fields, models

from odoo.addons.g2p_assistance_question.tools import own_question
from odoo.addons.g2p_suite_base.tools import typed

from .g2p_assistance_application import MEMBER, SELF

#: answers that belong together, and come from one source
PARTS = (
    ("given_name", "family_name"),
    ("birthdate", "birth_year"),
    ("gender_id",),
    ("id_type_id", "id_number"),
    ("phone",),
    ("occupation",),
    ("street", "city", "zip", "district_text", "country_id"),
    ("household_size",),
)
#: has a default in a draft, and is no address on its own
DEFAULTED = "country_id"


class G2PAssistanceApplication(models.Model):
    """The sources of known answers: the registry's person and an earlier application.

    Values come as they would be typed and are read like typed ones: what the page would refuse is
    left out.
    """

    _inherit = "g2p.assistance.application"

    # === Who, and which === #

    @api.model
    def _known_person(self):
        """The person of the registry who the user has proven to be, under sudo; may be empty."""
        found_sudo = self.env["g2p.portal.access"]._proven_registrant(self.env.user)
        return found_sudo if found_sudo and found_sudo._is_in_registry() else found_sudo.browse()

    @api.model
    def _earlier_application(self, person_sudo):
        """The user's latest submitted application for themself, under sudo; may be empty.

        One that is closed to them is not theirs to read; one about another person than the proven
        one is not about them.
        """
        mine = [
            ("applicant_user_id", "=", self.env.uid),
            ("is_own", "=", True),
            ("relation", "=", SELF),
            ("date_submitted", "!=", False),
        ]
        # sudo: the user's own, by the gate of the record rules
        found_sudo = self.sudo().search(mine, order="date_submitted desc, id desc", limit=1)
        return found_sudo if found_sudo._is_about(person_sudo) else found_sudo.browse()

    def _is_about(self, person_sudo):
        if not person_sudo:
            return True
        if self.registrant_id:
            return self.registrant_id == person_sudo
        stated, known = self.birthdate, person_sudo.birthdate
        return bool(stated and known) and stated.year == known.year

    def _is_about_another(self, person_sudo):
        """Whether the birth that a draft states is not that of the person."""
        stated, known = self.birthdate, person_sudo.birthdate
        return bool(stated and known) and stated.year != known.year

    # === As typed === #

    def _typed_answers(self):
        """The answers of an application to the questions of ``PARTS``."""
        names = [name for part in PARTS for name in part if name != "birth_year"]
        values = {name: self[name] for name in names}
        values = {
            name: value.id if self._fields[name].type == "many2one" else value
            for name, value in values.items()
        }
        return {**values, **self._typed_birth(self.birthdate, self.birthdate_not_exact)}

    def _still_empty(self, answers):
        """Of these answers those to parts of which nothing is answered yet."""
        given = self._typed_answers()
        parts = [
            part for part in PARTS if not any(given[name] for name in part if name != DEFAULTED)
        ]
        return {name: answers.get(name) for part in parts for name in part}

    def _typed_of_person(self, person_sudo):
        """The same of a person of the registry, without IDs."""
        names = ("given_name", "family_name", "occupation", "street", "city", "zip")
        return {
            **{name: person_sudo[name] for name in names},
            **self._typed_birth(person_sudo.birthdate, person_sudo.birthdate_not_exact),
            "gender_id": self._gender_of(person_sudo).id,
            "phone": self._phone_of(person_sudo),
            "district_text": person_sudo.district.name,
            "country_id": person_sudo.country_id.id,
        }

    @api.model
    def _typed_birth(self, born, is_year):
        date = fields.Date.to_string(born) if born and not is_year else ""
        return {"birthdate": date, "birth_year": str(born.year) if born and is_year else ""}

    @api.model
    def _gender_of(self, person_sudo):
        genders_sudo = person_sudo.env["gender.type"]
        if not person_sudo.gender:
            return genders_sudo
        return genders_sudo.search([("value", "=", person_sudo.gender)], limit=1)

    @api.model
    def _phone_of(self, person_sudo):
        """The latest telephone number in use; those that a registrar entered come first."""
        numbers_sudo = person_sudo.phone_number_ids.filtered(lambda number: not number.disabled)
        latest_sudo = numbers_sudo.sorted("id", reverse=True).sorted("is_stated")[:1]
        return latest_sudo.phone_no

    # === As read === #

    def _read_known(self, sources):
        """The values to write, and the source of each known answer by its name.

        :param sources: (source, typed answers), the preferred one last
        """
        questions = {question.name: question for question in self._questions()}
        vals, known = {}, {}
        for source, answers in sources:
            for part in PARTS:
                if not any(answers.get(name) for name in part if name != DEFAULTED):
                    continue
                for name in part:
                    read = self._read_one_known(questions.get(name), answers)
                    vals.update(read)
                    if name in read:
                        known[name] = source
        vals = {name: value for name, value in vals.items() if value}
        return vals, {name: source for name, source in known.items() if name in vals}

    def _read_one_known(self, question, answers):
        if not question:
            return {}
        text = {name: str(value or "") for name, value in answers.items()}
        try:
            return self._read_answer(question, text)
        except typed.Unreadable:
            return {question.name: False}

    # === Household and own questions, of an earlier application === #

    def _more_of(self, earlier_sudo):
        """Values of the household's members and of the type's own questions."""
        rows = [{name: member[name] for name in MEMBER} for member in earlier_sudo.member_ids]
        members = {"member_ids": [(0, 0, row) for row in rows]} if rows else {}
        own = self._own_again(earlier_sudo)
        return {**members, "own_answers": own} if own else members

    def _own_again(self, earlier_sudo):
        """The earlier answers to questions with the same code and kind, where they still fit.

        Those of the first page are about another event, and are asked again.
        """
        kinds = {row["code"]: row["kind"] for row in earlier_sudo._asked_now()["questions"]}
        questions = self._own_questions()
        answers = {
            one.code: value
            for one in questions
            if one.step != own_question.PAGES[0]
            and kinds.get(one.code) == one.own_kind
            and (value := (earlier_sudo.own_answers or {}).get(one.code)) is not None
            and self._is_in_currency(value)
        }
        return own_question.kept(questions, answers)

    def _is_in_currency(self, value):
        return not isinstance(value, dict) or value.get("currency") == self.currency_id.name
