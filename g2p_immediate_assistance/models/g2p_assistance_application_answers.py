from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models

from odoo.addons.g2p_suite_base.tools import typed

from ..tools.questions import READERS

MAX_MEMBERS = 20


class G2PAssistanceApplication(models.Model):
    """Reading of typed answers: each becomes a value or an error message."""

    _inherit = "g2p.assistance.application"

    def _read_answers(self, step, vals, partial=False):
        """The values of a page, and its errors as {field: sentence}."""
        clean, errors, questions = {}, {}, self._questions(step)
        for question in questions:
            try:
                clean.update(self._read_answer(question, vals))
            except typed.Unreadable as error:
                errors[question.name] = self._sentence(error, question)
        for question in () if partial else questions:
            if question.name in clean and self._is_missing(question, clean):
                errors[question.name] = self._sentence_required(question)
        in_order = {one.name: errors[one.name] for one in questions if one.name in errors}
        return clean, in_order

    @api.model
    def _is_missing(self, question, values):
        """Whether a required answer is missing; the question's alternative may replace it."""
        names = filter(None, (question.name, question.or_else))
        return question.required and not any(values[name] for name in names if name in values)

    def _read_answer(self, question, vals):
        """{field: value} of one question; ``vals`` holds the typed answers of the whole page."""
        value = vals.get(question.name)
        if question.kind in READERS:
            return {question.name: READERS[question.kind](value)}
        if question.kind == "birth":
            return self._read_birthdate(value, vals.get("birth_year"))
        if question.kind == "birth_year":  # read with the date
            return {}
        readers = {
            "amount": self._read_amount,
            "near_date": self._read_near_date,
            "whole": self._read_whole,
            "selection": self._read_selection,
            "choice": self._read_choice,
            "country": self._read_choice,
        }
        return {question.name: readers[question.kind](question, value)}

    def _read_amount(self, question, value):
        application_sudo = self.sudo()  # sudo: the ceiling is public
        currency = application_sudo.currency_id
        amount = currency._read_typed(value)
        has_ceiling = amount and question.name == self._approval_amount_field
        ceiling = application_sudo.type_id.ceiling
        if has_ceiling and currency.compare_amounts(amount, ceiling) > 0:
            raise typed.Unreadable("ceiling", (amount,))
        return amount or False

    @api.model
    def _read_whole(self, question, value):
        return typed.whole(value, question.lowest, question.highest) or 0

    @api.model
    def _read_birthdate(self, value, year):
        """The date of birth, or its year if the day is not known."""
        # today's date in any time zone (up to UTC+14), for a child born today
        latest = (fields.Datetime.now() + timedelta(hours=14)).date()
        born, is_exact = typed.birth_date(value, latest)
        of_year, _exact = typed.birth_date(year, latest)
        if born and of_year and of_year.year != born.year:
            raise typed.Unreadable("birth_year")
        if not born:
            born, is_exact = of_year, False
        return {"birthdate": born or False, "birthdate_not_exact": bool(born) and not is_exact}

    def _read_near_date(self, question, value):
        day = typed.date(value)
        first, last = self._near_days()
        if day and not first <= day <= last:
            raise typed.Unreadable("near_date")
        return day or False

    def _near_days(self):
        """The first and last day on which the treatment can be."""
        today = self.sudo().company_id._office_day()  # sudo: the office's zone is public
        return today - relativedelta(years=1), today + relativedelta(years=2)

    def _read_choice(self, question, value):
        number = typed.row_id(value)
        if not number:
            return False
        # sudo: choices are public lists (ID types, genders, countries)
        found = self.env[self._fields[question.name].comodel_name].sudo().browse(number).exists()
        if not found:
            raise typed.Unreadable("choice")
        return found.id

    def _read_selection(self, question, value):
        field = self._fields[question.name]
        if value and value not in dict(field.selection):
            raise typed.Unreadable("choice")
        return value or (field.default(self) if field.default else False)

    def _other_patient_errors(self, clean):
        """Errors, as {field: sentence}, of answers that would change the identified patient."""
        if not self.registrant_id:
            return {}
        names = [question.name for question in self._questions() if question.identifies]
        changed = [name for name in names if name in clean and self._is_other(name, clean[name])]
        return dict.fromkeys(changed, self._sentence_identified())

    def _is_other(self, name, value):
        """Whether the value differs from the saved one."""
        now = self[name].id if self._fields[name].type == "many2one" else self[name]
        return (value or False) != (now or False)

    # === Household === #

    def _read_members(self, members, household_size=0):
        """Rows of the household, and {"members": sentence} when one is invalid.

        Empty rows and rows marked with *remove* are dropped.
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
                "You can list at most %(most)s members. Leave out people who do not depend on "
                "the person who needs help.",
                most=MAX_MEMBERS,
            )
        if not wrong and household_size and len(rows) >= household_size:
            wrong = self.env._(
                "You listed %(people)s people with the one who needs help, but you wrote that "
                "%(size)s live in the household.",
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

    def _sentence_required(self, question):
        if question.no_choices and not self._has_choices(question.name):
            return self._sentence_no_choices()
        return question.sentence

    def _sentence(self, error, question):
        """The error message of an answer: the cause and the remedy."""
        application_sudo = self.sudo()  # sudo: ceiling and currency are public
        currency = application_sudo.currency_id
        if error.code.startswith("amount"):
            return currency._sentence_typed(error)
        if error.code == "ceiling":
            return self.env._(
                "You wrote %(amount)s. You can ask for at most %(ceiling)s here.",
                amount=currency.format(error.readings[0]),
                ceiling=currency.format(application_sudo.type_id.ceiling),
            )
        sentences = {
            "too_long": self.env._("This is too long. Please shorten it."),
            "date": self.env._("Enter a valid date."),
            "near_date": self._sentence_near_date(),
            "birth_date": self.env._("Enter a valid date of birth, in the past."),
            "birth_year": self.env._("The date and the year differ. Keep the correct one."),
            "whole": self.env._(
                "Enter a whole number from %(lowest)s to %(highest)s.",
                lowest=question.lowest,
                highest=question.highest,
            ),
            "phone": self.env._("Enter a telephone number, such as +254 700 000 000."),
            "choice": self.env._("Choose one of the answers."),
            "name": self.env._("Write the name in letters."),
            "identifier": self.env._("Enter the number as it is printed on the document."),
            "characters": self._sentence_characters(),
        }
        return sentences[error.code]

    def _sentence_identified(self):
        return self.env._(
            "The office has already found the person in the registry, so you cannot change this. "
            "To apply for somebody else, or with another ID, withdraw this application and start "
            "a new one."
        )

    def _sentence_characters(self):
        return self.env._("This contains characters that we cannot save. Please type it again.")

    def _sentence_near_date(self):
        first, last = self._near_days()
        return self.env._(
            "Enter a day from %(first)s to %(last)s.",
            first=fields.Date.to_string(first),
            last=fields.Date.to_string(last),
        )
