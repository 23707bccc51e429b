from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..exceptions import ApplicationIncomplete

#: pages in their order
STEPS = ("treatment", "person", "address", "family", "documents", "consent", "review")


class G2PAssistanceApplication(models.Model):
    """Actions of the applicant: each method checks that the caller is the applicant."""

    _inherit = "g2p.assistance.application"

    # === Starting === #

    @api.model
    def _start(self, assistance_type):
        """The current user's draft of a published type; created if there is none.

        :raises UserError: if the type is not open for applications
        """
        type_sudo = assistance_type.sudo()  # sudo: settings of the type and its programme
        archived = not type_sudo.program_id.active
        if not type_sudo.is_published or not type_sudo.active or archived:
            raise UserError(self.env._("You cannot apply for this assistance at the moment."))
        mine = [
            ("applicant_user_id", "=", self.env.uid),
            ("type_id", "=", type_sudo.id),
            ("state", "=", "draft"),
        ]
        # sudo: people can create applications only through this method
        draft_sudo = self.sudo().search(mine, limit=1)
        if draft_sudo:  # its pages show if the programme has ended
            return draft_sudo.with_env(self.env)
        why = type_sudo._why_closed()
        if why:
            raise UserError(why)
        # sudo: as above
        return self.sudo()._create_draft(type_sudo).with_env(self.env)

    @api.model
    def _create_draft(self, type_sudo):
        """Create a draft; a concurrent second request is retried and finds the first one's."""
        vals = self._prepare_start_vals(type_sudo)
        self.env.cr.execute(
            "SELECT pg_advisory_xact_lock(hashtext('g2p_assistance_start'), %s)", [self.env.uid]
        )
        if self._has_committed_draft(type_sudo):
            self.env["g2p.document"]._retry_request()
        return self.create(vals)

    @api.model
    def _has_committed_draft(self, type_sudo):
        """Whether a new transaction sees a draft of the user, committed by another request."""
        with self.env.registry.cursor() as fresh:
            fresh.execute(
                "SELECT id FROM g2p_assistance_application"
                " WHERE applicant_user_id = %s AND type_id = %s AND state = 'draft'",
                [self.env.uid, type_sudo.id],
            )
            return bool(fresh.fetchone())

    @api.model
    def _prepare_start_vals(self, type_sudo):
        settings_sudo = self.env["g2p.assistance.settings"]._for_program(type_sudo.program_id)
        if not settings_sudo._is_money_of(type_sudo):
            raise UserError(
                self.env._(
                    "You cannot apply for this assistance at the moment: its currency differs from "
                    "its programme's. Ask the office."
                )
            )
        return {
            "applicant_user_id": self.env.uid,
            "type_id": type_sudo.id,
            "program_id": type_sudo.program_id.id,
            "company_id": settings_sudo.company_id.id,
            "currency_id": settings_sudo.currency_id.id,
            "country_id": settings_sudo.company_id.country_id.id,
            "urgency": type_sudo.urgency,
        }

    def _portal_type_name(self):
        """The name of the type, on which people have no right."""
        return self._check_own().type_id.name

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

    def _check_own(self):
        """The application under sudo, in whatever state, for its applicant alone."""
        self.ensure_one()
        application_sudo = self.sudo()  # sudo: compares only
        if application_sudo.applicant_user_id != self.env.user:
            raise AccessError(self.env._("This is not your application."))
        application_sudo._check_access_lasts()
        return application_sudo

    def _check_applicant(self, states=("draft", "returned")):
        """Refuse callers who are not the applicant, and applications in other states."""
        application_sudo = self._check_own()
        if application_sudo.state not in states:
            raise UserError(application_sudo._sentence_closed())
        return application_sudo

    def _sentence_closed(self):
        """Why the applicant cannot change the application now."""
        reasons = {
            "submitted": self.env._(
                "The office is deciding. It will ask you if it needs anything."
            ),
            "approved": self.env._("It is approved."),
            "rejected": self.env._("It was rejected; you find the reason below."),
            "withdrawn": self.env._("You withdrew it. You can apply again."),
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
        :param dict vals: answers as typed; fields of other pages are ignored
        :param members: for *family*, list of dicts (name, relation, birth_year, is_dependant)
        :param bool partial: the person continues later, so answers may be missing
        :return: errors as {field: sentence}; empty if saved. With errors nothing is saved.
        """
        application_sudo = self._check_applicant()
        clean, errors = self._read_answers(step, vals, partial)
        if members is not None and step == "family":
            rows, member_error = self._read_members(members, clean.get("household_size"))
            errors.update(member_error)
            clean["member_ids"] = [(5, 0, 0)] + [(0, 0, row) for row in rows]
        errors.update(application_sudo._id_number_errors(clean))
        errors.update(application_sudo._other_patient_errors(clean))
        if errors:
            return errors
        later = STEPS[min(STEPS.index(step) + (not partial), len(STEPS) - 1)]
        if STEPS.index(later) > STEPS.index(application_sudo.portal_step or STEPS[0]):
            clean["portal_step"] = later
        application_sudo.write(clean)
        return {}

    # === Submitting === #

    def _missing(self):
        """Missing answers, as (step, sentence) in the order of the pages."""
        missing = []
        for step in STEPS:
            missing += [
                (step, self._sentence_required(question))
                for question in self._questions(step)
                if self._is_missing(question, self)
            ]
            if step == "documents":
                missing += [(step, sentence) for sentence in self._missing_documents()]
        return missing

    def _portal_submit(self):
        """Submit the user's own application; a second call has no effect.

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
                    "The programme's currency has changed. Withdraw this application and start a "
                    "new one."
                )
            )
        consent_sudo = self.env["g2p.consent"]._record_consent(
            self,
            self.env._("Assistance application"),
            settings_sudo.consent_text,
            settings_sudo.consent_version,
            relation=self.relation,
            registrant_name=self._patient_name(),
        )
        now = fields.Datetime.now()
        return {
            "date_submitted": now,
            "answer_by": fields.Datetime.add(now, hours=self.type_id.answer_within_hours),
            "consent_id": consent_sudo.id,
            "portal_step": "review",
        }

    def _portal_withdraw(self):
        """Withdraw the user's own application before it is decided."""
        application_sudo = self._check_applicant(("draft", "returned", "submitted"))
        application_sudo._lock()
        if application_sudo.state == "draft":
            application_sudo._set_state("withdrawn")
        else:
            application_sudo._approval_cancel(self.env._("Withdrawn by the applicant"))

    # === Status for the applicant === #

    def _check_timeline(self):
        self._check_own()
