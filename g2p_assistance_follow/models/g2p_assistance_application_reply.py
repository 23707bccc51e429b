from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import typed

#: characters of a reply
LONGEST = 2000


class G2PAssistanceApplication(models.Model):
    """The applicant's reply to a question: words, a document, other answers, or all of them.

    The words alone change nothing that was asked for, so the officer who asked continues with the
    remaining time; the log of decisions keeps them. Another document or answer restarts the case.
    """

    _inherit = "g2p.assistance.application"
    _portal_fields = ("reply",)

    reply = fields.Text("Reply to the last question", readonly=True, copy=False)
    # the applicant's alone until it is sent
    reply_draft = fields.Text(readonly=True, copy=False, groups=fields.NO_ACCESS)

    def _on_approval_returned(self, request):
        super()._on_approval_returned(request)
        self.write({"reply": False, "reply_draft": False})

    def _approval_resubmit(self, text=None):
        return super()._approval_resubmit(text or self.reply)

    def _portal_answer(self, text):
        """Send the reply to the office's question.

        :param text: as typed; may be empty if a document or an answer was changed
        :return: errors as {field: sentence}; empty if sent. With errors nothing is changed.
        :raises ApplicationIncomplete: with ``missing``
        """
        application_sudo = self._check_applicant(("returned",))
        application_sudo._lock()
        application_sudo._check_applicant_waits()
        try:
            words = typed.long_text(text, LONGEST)
        except typed.Unreadable as error:
            return {"reply": application_sudo._sentence_reply(error.code)}
        if not words and not application_sudo._has_changed_since_question():
            return {"reply": application_sudo._sentence_reply("nothing")}
        application_sudo.write({"reply": words or False, "reply_draft": False})
        self._portal_submit()
        return {}

    def _portal_keep_reply(self, text):
        """Keep the words while the applicant changes an answer, or comes back later.

        :return: errors as {field: sentence}; empty if kept
        """
        application_sudo = self._check_applicant(("returned",))
        try:
            words = typed.long_text(text, LONGEST)
        except typed.Unreadable as error:
            return {"reply": application_sudo._sentence_reply(error.code)}
        application_sudo.write({"reply_draft": words or False})
        return {}

    def _portal_kept_reply(self):
        """The words that were kept and not sent; else ""."""
        return self._check_own().reply_draft or ""

    def _check_applicant_waits(self):
        """Under the lock: the question may have been answered by another request."""
        self.invalidate_recordset(["state"])
        if self.state != "returned":
            raise UserError(self._sentence_closed())

    def _has_changed_since_question(self):
        request_sudo = self._approval_request_sudo()
        return self._approval_digest(request_sudo.material_fields) != request_sudo.digest

    def _sentence_reply(self, code):
        sentences = {
            "nothing": self.env._(
                "Write your answer in your own words, add a document, or change an answer."
            ),
            "too_long": self.env._(
                "Your answer is longer than %(most)s characters. Make it shorter, or add it as a "
                "document.",
                most=LONGEST,
            ),
        }
        return sentences.get(code) or self._sentence_characters()
