from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import typed

#: fields that a page writes; nothing else is written for a person
FIELDS = {
    "treatment": (
        "treatment",
        "treatment_details",
        "hospital",
        "treatment_date",
        "amount_requested",
    ),
    "person": (
        "relation",
        "given_name",
        "family_name",
        "birthdate",
        "gender_id",
        "id_type_id",
        "id_number",
        "phone",
        "occupation",
    ),
    "address": ("street", "city", "zip", "district_text", "country_id"),
    "family": ("household_size",),
    "documents": (),
    "consent": ("consent_given",),
    "review": (),
}
REQUIRED = {
    "treatment",
    "hospital",
    "amount_requested",
    "given_name",
    "birthdate",
    "gender_id",
    "id_type_id",
    "id_number",
    "phone",
    "street",
    "city",
    "household_size",
    "consent_given",
}
#: either is enough: many people have one name (ICAO 9303-3, section 4.6; W3C, Personal names)
NAMES = ("given_name", "family_name")
#: of them, those whose choices the registry configures; a type opens only when there are some
CHOICES = ("gender_id", "id_type_id")
#: who the patient is; answered for good once the office has identified them
IDENTITY = ("relation", *NAMES, "birthdate", *CHOICES, "id_number")
MAX_MEMBERS = 20
MAX_HOUSEHOLD = 60


class G2PAssistanceApplication(models.Model):
    """What the person typed: read by the one reader, or asked back with a sentence."""

    _inherit = "g2p.assistance.application"

    def _read_answers(self, step, vals, partial=False):
        """The values of a page, and {field: sentence} of what is wrong."""
        clean, errors = {}, {}
        for name in FIELDS.get(step, ()):
            try:
                clean.update(self._read_answer(name, vals))
            except typed.Unreadable as error:
                errors[name] = self._sentence(error, name)
        for name in () if partial else clean.keys() & REQUIRED:
            if not self._is_answered(clean, name):
                errors[name] = self._sentence_required(name)
        in_order = {name: errors[name] for name in FIELDS.get(step, ()) if name in errors}
        return clean, in_order

    @api.model
    def _is_answered(self, values, name):
        """Whether a required field has its value; of the two names one is enough."""
        names = NAMES if name in NAMES else (name,)
        return any(values[one] for one in names if one in values)

    def _read_answer(self, name, vals):
        """{field: value} of one question; ``vals`` is the whole page as it was typed."""
        value = vals.get(name)
        if name == "amount_requested":
            return {name: self._read_amount(value)}
        if name == "birthdate":
            return self._read_birthdate(value, vals.get("birth_year"))
        if name == "treatment_date":
            return {name: self._read_treatment_date(value)}
        if name == "household_size":
            return {name: typed.whole(value, 1, MAX_HOUSEHOLD) or 0}
        if name == "consent_given":
            return {name: bool(value) and str(value).lower() not in ("0", "false")}
        readers = {"phone": typed.phone, "id_number": typed.identifier}
        if name in (*readers, *NAMES):
            return {name: readers.get(name, typed.name)(value)}
        by_type = {
            "many2one": self._read_many2one,
            "selection": self._read_selection,
            "text": lambda _name, v: typed.long_text(v),
        }
        reader = by_type.get(self._fields[name].type, lambda _name, v: typed.text(v))
        return {name: reader(name, value)}

    def _read_amount(self, value):
        application_sudo = self.sudo()  # sudo: the ceiling is public
        currency = application_sudo.currency_id
        amount = currency._read_typed(value)
        if amount and currency.compare_amounts(amount, application_sudo.type_id.ceiling) > 0:
            raise typed.Unreadable("ceiling", (amount,))
        return amount or False

    @api.model
    def _read_birthdate(self, value, year):
        """A day, or a year where the day is not known."""
        # a child is born today where the person is: anywhere, so up to UTC+14
        latest = (fields.Datetime.now() + timedelta(hours=14)).date()
        born, is_exact = typed.birth_date(value, latest)
        of_year, _exact = typed.birth_date(year, latest)
        if born and of_year and of_year.year != born.year:
            raise typed.Unreadable("birth_year")
        if not born:
            born, is_exact = of_year, False
        return {"birthdate": born or False, "birthdate_not_exact": bool(born) and not is_exact}

    def _read_treatment_date(self, value):
        day = typed.date(value)
        first, last = self._treatment_days()
        if day and not first <= day <= last:
            raise typed.Unreadable("treatment_date")
        return day or False

    def _treatment_days(self):
        """The first and last day of a treatment that can be applied for."""
        today = self.sudo().company_id._office_day()  # sudo: the office's zone is public
        return today - relativedelta(years=1), today + relativedelta(years=2)

    def _read_many2one(self, name, value):
        number = typed.row_id(value)
        if not number:
            return False
        # sudo: choices are public lists (ID types, genders, countries)
        found = self.env[self._fields[name].comodel_name].sudo().browse(number).exists()
        if not found:
            raise typed.Unreadable("choice")
        return found.id

    def _read_selection(self, name, value):
        if value and value not in dict(self._fields[name].selection):
            raise typed.Unreadable("choice")
        return value or "self"

    def _refuse_other_patient(self, clean):
        """{field: sentence} of answers that would name another patient than the office found."""
        changed = [
            name
            for name in IDENTITY
            if self.registrant_id and name in clean and self._is_other(name, clean[name])
        ]
        return dict.fromkeys(changed, self._sentence_identified())

    def _is_other(self, name, value):
        """Whether saving the answer would change it."""
        now = self[name].id if self._fields[name].type == "many2one" else self[name]
        return (value or False) != (now or False)

    # === Household === #

    def _read_members(self, members, household_size=0):
        """Rows of the household, and {"members": sentence} when one cannot be taken.

        A row that was emptied, or that is marked with *remove*, is taken out.
        """
        rows, wrong = [], False
        for number, row in enumerate(members, 1):
            try:
                vals = self._read_member(row)
            except typed.Unreadable as error:
                wrong = wrong or self._sentence_member(error.code, number)
                continue
            if vals:
                rows.append(vals)
        if not wrong and len(rows) > MAX_MEMBERS:
            wrong = self.env._(
                "At most %(most)s members can be listed. Leave out those who do not depend on "
                "the patient.",
                most=MAX_MEMBERS,
            )
        if not wrong and household_size and len(rows) >= household_size:
            wrong = self.env._(
                "With the patient these are %(people)s people, and you wrote that %(size)s live "
                "in the household.",
                people=len(rows) + 1,
                size=household_size,
            )
        return rows, {"members": wrong} if wrong else {}

    @api.model
    def _read_member(self, row):
        name = typed.name(row.get("name"))
        this_year = fields.Date.context_today(self).year
        try:
            year = typed.whole(row.get("birth_year"), this_year - 130, this_year)
        except typed.Unreadable as error:
            raise typed.Unreadable("year") from error
        if row.get("remove") or not (name or year or row.get("is_dependant")):
            return {}
        if not name:
            raise typed.Unreadable("no_name")
        relations = dict(self.env["g2p.assistance.member"]._fields["relation"].selection)
        return {
            "name": name,
            "relation": row.get("relation") if row.get("relation") in relations else "other",
            "birth_year": year or 0,
            "is_dependant": bool(row.get("is_dependant")),
        }

    def _sentence_member(self, code, number):
        sentences = {
            "no_name": self.env._(
                "Write the name of member %(number)s, or remove the member.", number=number
            ),
            "name": self.env._("Write the name of member %(number)s in letters.", number=number),
            "year": self.env._(
                "Write the year of birth of member %(number)s as 1985.", number=number
            ),
            "too_long": self.env._("The name of member %(number)s is too long.", number=number),
        }
        return sentences.get(code) or self._sentence_characters()

    # === Sentences === #

    def _sentence_required(self, name):
        sentences = {
            "treatment": self.env._("Say which treatment is needed."),
            "hospital": self.env._("Say which hospital or doctor gives the treatment."),
            "amount_requested": self.env._("Enter what the treatment costs."),
            "given_name": self.env._("Enter the patient's name. One name is enough."),
            "birthdate": self.env._("Enter the patient's date of birth."),
            "gender_id": self.env._("Choose the patient's gender."),
            "id_type_id": self.env._("Choose the kind of identity document."),
            "id_number": self.env._("Enter the number of the identity document."),
            "phone": self.env._("Enter a telephone number where we can reach you."),
            "street": self.env._("Enter the street, or how to find the house."),
            "city": self.env._("Enter the town or village."),
            "household_size": self.env._("Enter how many people live in the household."),
            "consent_given": self.env._("Tick the box if you agree. Without it we cannot decide."),
        }
        if name in CHOICES and not self._has_choices(name):
            return self._sentence_no_choices()
        return sentences[name]

    def _sentence(self, error, name):
        """What is wrong with an answer, and what to write."""
        application_sudo = self.sudo()  # sudo: ceiling and currency are public
        currency = application_sudo.currency_id
        if name == "amount_requested" and error.code.startswith("amount"):
            return currency._sentence_typed(error)
        if error.code == "ceiling":
            return self.env._(
                "You wrote %(amount)s. The most that can be asked for here is %(ceiling)s.",
                amount=currency.format(error.readings[0]),
                ceiling=currency.format(application_sudo.type_id.ceiling),
            )
        sentences = {
            "too_long": self.env._("This is too long. Please write it shorter."),
            "date": self.env._("Enter a real date."),
            "treatment_date": self._sentence_treatment_date(),
            "birth_date": self.env._("Enter a real date of birth, in the past."),
            "birth_year": self.env._("The date and the year differ. Keep the one that is right."),
            "whole": self.env._("Enter a whole number from 1 to 60."),
            "phone": self.env._("Enter a telephone number, such as +254 700 000 000."),
            "choice": self.env._("Choose one of the answers."),
            "name": self.env._("Write the name in letters."),
            "identifier": self.env._("Enter the number as it is printed on the document."),
            "characters": self._sentence_characters(),
        }
        return sentences[error.code]

    def _sentence_identified(self):
        return self.env._(
            "The office has found the patient in the registry, so this stays as it is. To apply "
            "for somebody else, or with another ID, withdraw this application and start a new one."
        )

    def _sentence_characters(self):
        return self.env._("This holds characters that cannot be kept. Please type it.")

    def _sentence_treatment_date(self):
        first, last = self._treatment_days()
        return self.env._(
            "Enter a day from %(first)s to %(last)s.",
            first=fields.Date.to_string(first),
            last=fields.Date.to_string(last),
        )
