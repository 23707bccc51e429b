from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import typed

#: characters of the text of an appeal
LONGEST = 4000
KIND = "appeal"


class G2PAssistanceApplication(models.Model):
    """Appealing: each method checks that the caller is the applicant, and that it is in time."""

    _inherit = "g2p.assistance.application"

    def _portal_appeal(self):
        """The appeal as its applicant sees it, as a dict.

        *why_not*: why no appeal can be written now, or False; *until*: the last day, as text;
        *text* and *documents* of the draft or of the sent appeal; *state*, or False without one;
        *course*: what happens with a sent appeal, as a sentence, or False.
        """
        application_sudo = self._check_own()
        until, appeal_sudo = application_sudo.appeal_until, application_sudo.appeal_id
        return {
            "why_not": application_sudo._why_not_appealed(),
            "until": application_sudo._day_text(until) if until else "",
            "text": appeal_sudo.text or "",
            "documents": application_sudo._appeal_documents(),
            "state": appeal_sudo.state,
            "course": application_sudo._sentence_appealed() if appeal_sudo._is_sent() else False,
        }

    def _portal_appeal_save(self, text):
        """Save the text of the appeal that the applicant is writing.

        :return: errors as {field: sentence}; empty if saved
        :raises UserError: if no appeal can be written
        """
        appeal_sudo = self._appeal_to_write()
        try:
            words = typed.long_text(text, LONGEST)
        except typed.Unreadable as error:
            return {"text": self._sentence_text(error.code)}
        appeal_sudo.write({"text": words or False})
        return {}

    def _portal_appeal_send(self):
        """Send the appeal as it was saved.

        :return: errors as {field: sentence}; empty if sent
        :raises UserError: if no appeal can be written
        """
        appeal_sudo = self._appeal_to_write()
        if not appeal_sudo.text:
            return {"text": self._sentence_text("missing")}
        self.env["g2p.document"]._see_all_of(appeal_sudo.application_id)
        appeal_sudo._send()
        return {}

    def _portal_appeal_was_sent(self, text):
        """Whether this very text was sent: the second press of a button is no second appeal."""
        appeal_sudo = self._check_own().appeal_id
        try:
            words = typed.long_text(text, LONGEST)
        except typed.Unreadable:
            return False
        return appeal_sudo._is_sent() and appeal_sudo.text == words

    def _portal_appeal_add(self, filename, content):
        """Add a document to the appeal that the applicant is writing.

        :raises DocumentRefused: with a message for the person
        """
        appeal_sudo = self._appeal_to_write()
        application_sudo = appeal_sudo.application_id
        return self.env["g2p.document"]._store(application_sudo, filename, content, KIND)

    def _portal_appeal_remove(self, document):
        """Remove a document from the appeal that the applicant is writing."""
        appeal_sudo = self._appeal_to_write()
        document_sudo = document.sudo()  # sudo: only compared
        if document_sudo not in appeal_sudo.application_id._appeal_documents():
            raise AccessError(self.env._("This is not a document of your appeal."))
        document._withdraw()

    # === HELPERS === #

    def _kinds_outside(self):
        """The appeal's documents have their own place, until the applicant can change them."""
        kinds = super()._kinds_outside()
        if self.state == "returned":
            return kinds
        return kinds.filtered(lambda kind: kind.code != KIND)

    def _appeal_documents(self):
        return self.document_ids.filtered(lambda d: d.document_type_id.code == KIND)

    def _appeal_to_write(self):
        """The appeal being written, under sudo and lock; created if there is none.

        :raises UserError: if no appeal can be written, with the reason
        """
        application_sudo = self._check_own()
        application_sudo._lock_for_appeal()
        why_not = application_sudo._why_not_appealed()
        if why_not:
            raise UserError(why_not)
        if not application_sudo.appeal_id:
            made_sudo = application_sudo.env["g2p.assistance.appeal"].create(
                {"application_id": application_sudo.id}
            )
            application_sudo.write({"appeal_id": made_sudo.id})
        return application_sudo.appeal_id

    def _why_not_appealed(self):
        """Why the applicant cannot write an appeal now, as a sentence; False if they can."""
        if self.appeal_id._is_sent():
            return self._sentence_appealed()
        if self.state != "rejected":
            return self.env._(
                "%(application)s is not rejected, so there is nothing to appeal against.",
                application=self.name,
            )
        if not self.appeal_until:
            return self.env._(
                "There is no appeal against this decision. Ask the office if you do not understand "
                "it; you can apply again when something has changed."
            )
        if self.company_id._office_day() > self.appeal_until:
            return self.env._(
                "The last day for an appeal was %(date)s. Ask the office what you can do now; you "
                "can apply again when something has changed.",
                date=self._day_text(self.appeal_until),
            )
        return False

    def _sentence_appealed(self):
        sentences = {
            "received": self.env._("We have your appeal. Other officers will decide it."),
            "deciding": self.env._("We have your appeal. Other officers are deciding it."),
            "granted": self.env._("Your appeal was granted."),
            "refused": self.env._(
                "Other officers have decided your appeal. There is no further appeal; you can "
                "apply again when something has changed."
            ),
            "withdrawn": self.env._(
                "You withdrew your appeal, so the first decision stands. You can apply again when "
                "something has changed."
            ),
        }
        return sentences[self.appeal_id.state]

    def _sentence_text(self, code):
        sentences = {
            "missing": self.env._("Write why you disagree with the decision."),
            "too_long": self.env._(
                "Your text is longer than %(most)s characters. Make it shorter, or add it as a "
                "document.",
                most=LONGEST,
            ),
        }
        return sentences.get(code) or self._sentence_characters()
