from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import numbers

from ..exceptions import ApplicationIncomplete
from ..tools import answers

#: pages in their order
STEPS = ("treatment", "person", "address", "family", "documents", "consent", "review")
#: step -> fields that its page writes; nothing else is written for a person
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
    "family_name",
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
#: of them, those whose choices the registry configures; it ships none
CHOICES = ("gender_id", "id_type_id")
MAX_MEMBERS = 20


class G2PAssistanceApplication(models.Model):
    """What the person does: every method here checks that the caller is the applicant."""

    _inherit = "g2p.assistance.application"

    # === Starting === #

    @api.model
    def _start(self, assistance_type):
        """The current user's draft for a published type, made when there is none.

        :raises UserError: when the type is not open for applications
        """
        type_sudo = assistance_type.sudo()  # sudo: settings of the type and its programme
        archived = not type_sudo.program_id.active
        if not type_sudo.is_published or not type_sudo.active or archived:
            raise UserError(self.env._("This assistance cannot be applied for at the moment."))
        mine = [
            ("applicant_user_id", "=", self.env.uid),
            ("type_id", "=", type_sudo.id),
            ("state", "=", "draft"),
        ]
        # sudo: people create applications through this method only
        draft_sudo = self.sudo().search(mine, limit=1)
        if draft_sudo:  # its pages say so when the programme has ended
            return draft_sudo.with_env(self.env)
        why = type_sudo._why_closed()
        if why:
            raise UserError(why)
        return self.sudo().create(self._prepare_start_vals(type_sudo)).with_env(self.env)

    @api.model
    def _prepare_start_vals(self, type_sudo):
        settings_sudo = self.env["g2p.assistance.settings"]._for_program(type_sudo.program_id)
        if not settings_sudo._is_money_of(type_sudo):
            raise UserError(
                self.env._(
                    "This assistance cannot be applied for at the moment: its currency is not "
                    "that of its programme. Ask the office."
                )
            )
        return {
            "applicant_user_id": self.env.uid,
            "type_id": type_sudo.id,
            "program_id": type_sudo.program_id.id,
            "company_id": settings_sudo.company_id.id,
            "currency_id": settings_sudo.currency_id.id,
            "urgency": type_sudo.urgency,
        }

    @api.model
    def _portal_steps(self):
        """The pages, as (step, title)."""
        titles = {
            "treatment": self.env._("Treatment and cost"),
            "person": self.env._("The patient"),
            "address": self.env._("Address"),
            "family": self.env._("Household"),
            "documents": self.env._("Documents"),
            "consent": self.env._("Consent"),
            "review": self.env._("Check your answers"),
        }
        return [(step, titles[step]) for step in STEPS]

    def _check_applicant(self, states=("draft", "returned")):
        """Refuse everybody but the applicant, and everything at the wrong time."""
        self.ensure_one()
        application_sudo = self.sudo()  # sudo: compares only
        if application_sudo.applicant_user_id != self.env.user:
            raise AccessError(self.env._("This is not your application."))
        if application_sudo.state not in states:
            raise UserError(application_sudo._sentence_closed())
        return application_sudo

    def _sentence_closed(self):
        """Why the application takes nothing from the person now."""
        reasons = {
            "submitted": self.env._("The office is deciding and asks you if it needs something."),
            "approved": self.env._("It is approved."),
            "rejected": self.env._("It was rejected; the reason stands below."),
            "withdrawn": self.env._("You withdrew it; you can apply again."),
        }
        return self.env._(
            "%(application)s cannot be changed now. %(reason)s",
            application=self.name,
            reason=reasons.get(self.state, ""),
        )

    # === Saving a page === #

    def _portal_save(self, step, vals, members=None, partial=False):
        """Save the answers of one page.

        :param str step: one of ``STEPS``
        :param dict vals: answers as typed; fields that the page does not have are ignored
        :param members: for *family*, list of dicts (name, relation, birth_year, is_dependant)
        :param bool partial: the person comes back later, so what is empty may stay empty
        :return: {field: sentence} of what is wrong; empty when saved. Nothing is saved otherwise.
        """
        application_sudo = self._check_applicant()
        clean, errors = self._read_answers(step, vals, partial)
        if members is not None and step == "family":
            rows, member_error = self._read_members(members)
            errors.update(member_error)
            clean["member_ids"] = [(5, 0, 0)] + [(0, 0, row) for row in rows]
        if errors:
            return errors
        later = STEPS[min(STEPS.index(step) + (not partial), len(STEPS) - 1)]
        if STEPS.index(later) > STEPS.index(application_sudo.portal_step or STEPS[0]):
            clean["portal_step"] = later
        application_sudo.write(clean)
        return {}

    def _read_answers(self, step, vals, partial=False):
        clean, errors = {}, {}
        required = self._required()
        for name in FIELDS.get(step, ()):
            try:
                value = self._read_answer(name, vals.get(name))
            except answers.Unreadable as error:
                errors[name] = self._sentence(error.args[0])
                continue
            if not value and not partial and name in required:
                errors[name] = self._sentence_required(name)
            else:
                clean[name] = value
        return clean, errors

    @api.model
    def _required(self):
        """The fields that need an answer: not those that the registry has no choices for."""
        # sudo: whether there are choices is public
        choices = {name: self.env[self._fields[name].comodel_name].sudo() for name in CHOICES}
        return REQUIRED - {name for name, model in choices.items() if not model.search([], limit=1)}

    def _read_answer(self, name, value):
        field = self._fields[name]
        if name == "amount_requested":
            return self._read_amount(value)
        if name == "birthdate":
            return answers.birth_date(value, fields.Date.context_today(self))
        if name == "phone":
            return answers.phone(value)
        if name == "household_size":
            return answers.whole(value, 1, 60) if value else 0
        if name == "consent_given":
            return bool(value) and str(value).lower() not in ("0", "false")
        readers = {
            "many2one": self._read_many2one,
            "selection": self._read_selection,
            "date": lambda _name, v: answers.date(v) or False,
            "text": lambda _name, v: answers.long_text(v),
        }
        return readers.get(field.type, lambda _name, v: answers.text(v))(name, value)

    def _read_amount(self, value):
        if not value:
            return False
        application_sudo = self.sudo()  # sudo: the ceiling is public
        amount = answers.amount(value, application_sudo.currency_id.decimal_places)
        if (
            application_sudo.currency_id.compare_amounts(amount, application_sudo.type_id.ceiling)
            > 0
        ):
            raise answers.Unreadable("ceiling")
        return amount

    def _read_many2one(self, name, value):
        if not value:
            return False
        number = numbers.whole(str(value))
        if number is None:
            raise answers.Unreadable("choice")
        # sudo: choices are public lists (ID types, genders, countries)
        found = self.env[self._fields[name].comodel_name].sudo().browse(number).exists()
        if not found:
            raise answers.Unreadable("choice")
        return found.id

    def _read_selection(self, name, value):
        if value and value not in dict(self._fields[name].selection):
            raise answers.Unreadable("choice")
        return value or "self"

    def _read_members(self, members):
        rows, error = [], {}
        for row in members[:MAX_MEMBERS]:
            name = str(row.get("name") or "").strip()[:120]
            if not name:
                continue
            typed = str(row.get("birth_year") or "").strip()
            year, this_year = numbers.whole(typed), fields.Date.context_today(self).year
            if typed and not (year and this_year - 130 < year <= this_year):
                error["members"] = self.env._(
                    "Write the year of birth of %(name)s as 1985.", name=name
                )
            relations = dict(self.env["g2p.assistance.member"]._fields["relation"].selection)
            relation = row.get("relation") if row.get("relation") in relations else "other"
            rows.append(
                {
                    "name": name,
                    "relation": relation,
                    "birth_year": year or 0,
                    "is_dependant": bool(row.get("is_dependant")),
                }
            )
        return rows, error

    def _sentence_required(self, name):
        sentences = {
            "treatment": self.env._("Say which treatment is needed."),
            "hospital": self.env._("Say which hospital or doctor gives the treatment."),
            "amount_requested": self.env._("Enter what the treatment costs."),
            "given_name": self.env._("Enter the patient's given name."),
            "family_name": self.env._("Enter the patient's family name."),
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
        return sentences[name]

    def _sentence(self, code):
        application_sudo = self.sudo()  # sudo: the ceiling is public
        ceiling = application_sudo.currency_id.format(application_sudo.type_id.ceiling)
        sentences = {
            "too_long": self.env._("This is too long. Please write it shorter."),
            "amount": self._sentence_amount(application_sudo.currency_id),
            "ceiling": self.env._(
                "The most that can be asked for here is %(ceiling)s.", ceiling=ceiling
            ),
            "date": self.env._("Enter a real date."),
            "birth_date": self.env._("Enter a real date of birth, in the past."),
            "whole": self.env._("Enter a whole number from 1 to 60."),
            "phone": self.env._("Enter a telephone number, such as +254 700 000 000."),
            "choice": self.env._("Choose one of the answers."),
        }
        return sentences[code]

    def _sentence_amount(self, currency):
        if currency.decimal_places:
            return self.env._("Enter an amount of money, such as 1200 or 1200.50.")
        return self.env._(
            "Enter an amount of money in whole %(currency)s, such as 1200.", currency=currency.name
        )

    # === Documents === #

    def _portal_requirements(self):
        """What the type asks for: list of dicts (line, documents) for the page."""
        application_sudo = self._check_applicant(tuple(dict(self._fields["state"].selection)))
        return [
            {
                "line": line,
                "documents": application_sudo.document_ids.filtered(
                    lambda d, t=line.document_type_id: d.document_type_id == t
                ),
            }
            for line in application_sudo.type_id.document_ids
        ]

    def _portal_add_document(self, document_type_id, filename, content):
        """Add a document to the own application.

        :raises DocumentRefused: with a sentence for the person
        """
        application_sudo = self._check_applicant()
        wanted = application_sudo.type_id.document_ids.document_type_id
        kind = wanted.filtered(lambda t: t.id == document_type_id)
        if not kind:
            raise UserError(self.env._("This document is not asked for here."))
        return self.env["g2p.document"]._store(application_sudo, filename, content, kind)

    def _portal_remove_document(self, document):
        """Take back a document of the own application."""
        application_sudo = self._check_applicant()
        if document.sudo() not in application_sudo.document_ids:
            raise AccessError(self.env._("This is not a document of your application."))
        application_sudo._lock()  # so that it is not submitted at this moment
        document._withdraw()

    # === Submitting === #

    def _missing(self):
        """What is missing, as (step, sentence) in the order of the pages."""
        missing = []
        required = self._required()
        for step in STEPS:
            missing += [
                (step, self._sentence_required(name))
                for name in FIELDS[step]
                if name in required and not self[name]
            ]
            if step == "documents":
                missing += [(step, sentence) for sentence in self._missing_documents()]
        return missing

    def _missing_documents(self):
        have = self.document_ids.filtered(lambda d: d.state not in ("quarantined", "refused"))
        lines = self.type_id.document_ids.filtered("required")
        return [
            self.env._("Add the document: %(name)s.", name=line.document_type_id.name)
            for line in lines
            if line.document_type_id not in have.document_type_id
        ]

    def _portal_submit(self):
        """Submit the own application; a second call changes nothing.

        :raises ApplicationIncomplete: with ``missing``
        """
        application_sudo = self._check_applicant(("draft", "returned", "submitted"))
        application_sudo._lock()
        self.env["g2p.document"]._see_all_of(application_sudo)
        if application_sudo.state == "submitted":
            return
        why = application_sudo._programme_closed()
        if why:
            raise UserError(why)
        missing = application_sudo._missing()
        if missing:
            raise ApplicationIncomplete(missing)
        if application_sudo.state == "returned":
            application_sudo._approval_resubmit()
            return
        application_sudo.write(application_sudo._prepare_submit_vals())
        self._approval_submit()

    def _prepare_submit_vals(self):
        settings_sudo = self.env["g2p.assistance.settings"]._for_program(self.program_id)
        if not settings_sudo._is_money_of(self):
            raise UserError(
                self.env._(
                    "The programme's currency changed. Withdraw this application and start a "
                    "new one."
                )
            )
        consent_sudo = self.env["g2p.consent"]._give(
            self,
            self.env._("Assistance application"),
            settings_sudo.consent_text,
            settings_sudo.consent_version,
            relation=self.relation,
            registrant_name=f"{self.given_name} {self.family_name}",
        )
        now = fields.Datetime.now()
        return {
            "date_submitted": now,
            "answer_by": fields.Datetime.add(now, hours=self.type_id.answer_within_hours),
            "consent_id": consent_sudo.id,
            "portal_step": "review",
        }

    def _portal_withdraw(self):
        """Withdraw the own application before it is decided."""
        application_sudo = self._check_applicant(("draft", "returned", "submitted"))
        application_sudo._lock()
        if application_sudo.state == "draft":
            application_sudo._set_state("withdrawn")
        else:
            application_sudo._approval_cancel(self.env._("Withdrawn by the applicant"))

    # === Status in plain words === #

    def _portal_timeline(self):
        """What happened and what comes, as dicts (date, title, text, state).

        ``state`` is *done*, *now* or *next*. No names of officers.
        """
        application_sudo = self._check_applicant(tuple(dict(self._fields["state"].selection)))
        rows = []
        if application_sudo.date_submitted:
            rows.append(
                self._row(application_sudo.date_submitted, self.env._("We have your application"))
            )
        for decision in application_sudo.approval_decision_ids.sorted("id"):
            rows += application_sudo._timeline_of_decision(decision)
        rows += application_sudo._timeline_of_voucher()
        return rows + application_sudo._timeline_now()

    @api.model
    def _row(self, date, title, text="", state="done"):
        return {"date": date, "title": title, "text": text or "", "state": state}

    def _timeline_of_decision(self, decision):
        stage = decision.step_id.name
        titles = {
            "approve": self.env._("%(stage)s: done", stage=stage),
            "return": self.env._("We asked you for information"),
            "reject": self.env._("Your application was rejected"),
            "cancel": self.env._("You withdrew your application"),
        }
        effect = decision._effect()
        if effect not in titles:
            return []
        text = decision.public_text if effect in ("return", "reject") else ""
        return [self._row(decision.date, titles[effect], text)]

    def _timeline_of_voucher(self):
        voucher = self.voucher_id
        rows = []
        if self.state == "approved":
            rows.append(self._row(self.entitlement_id.create_date, self.env._("Approved")))
        if voucher.date_issued:
            rows.append(self._row(voucher.date_issued, self.env._("Your voucher is ready")))
        for redemption in voucher.redemption_ids.sorted("id"):
            where = self.env._("At %(provider)s", provider=redemption.provider_id.name)
            title = self.env._("Voucher used")
            if redemption.reversal_of_id:
                title = self.env._("Use of the voucher taken back")
            rows.append(self._row(redemption.date, title, where))
        return rows

    def _timeline_now(self):
        if self._programme_closed():  # the page says it above, with what to do
            return []
        waiting = {
            "draft": self.env._("Not submitted yet: continue where you stopped."),
            "submitted": self.env._(
                "We are deciding: %(stage)s", stage=self.approval_waiting_for or ""
            ),
            "returned": self.env._("We wait for your answer."),
        }
        if self.state in waiting:
            return [self._row(False, waiting[self.state], state="now")]
        if self.state == "approved" and not self.voucher_id.date_issued:
            return [self._row(False, self.env._("Your voucher is being prepared."), state="now")]
        return []
