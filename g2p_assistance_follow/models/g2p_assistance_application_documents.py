from odoo import models

from odoo.addons.g2p_immediate_assistance.tools.questions import DocumentLine


class G2PAssistanceApplication(models.Model):
    """Documents of a case: who judges them, and the question that asks for better ones."""

    _inherit = "g2p.assistance.application"

    # === Judging === #

    def _why_not_judge(self):
        """Why the current user may not accept or refuse the documents of this case, as a sentence;
        False if they may: an officer of an open step."""
        self.ensure_one()
        if not self.env.user._is_internal() or not self.has_access("read"):
            return self.env._("You are not deciding this application now.")
        if self.approval_my_step_id:
            return False
        return self.approval_why_not or self.env._("You are not deciding this application now.")

    def _lock_rounds(self):
        """Nobody decides these cases until the transaction ends."""
        rounds = self._approval_requests_sudo().values()
        self.env["g2p.approval.request"].sudo().union(*rounds)._lock()  # sudo: locks only
        self._invalidate_approval()

    def _log_judged(self, sentence):
        """Log that the current user judged a document; who did took part in the case.

        The log keeps everybody, also after another officer has judged the document otherwise.
        """
        self.approval_my_step_id.sudo()._log_act("judge", reason=sentence)  # sudo: the engine's row

    def _question_of_refused(self):
        """The documents to send again with the reasons, one per line, in the applicant's
        language."""
        self.ensure_one()
        case_sudo = self.sudo()  # sudo: the language of the applicant's account
        case_sudo = case_sudo.with_context(lang=case_sudo.applicant_id.lang or self.env.lang)
        refused_sudo = case_sudo.document_ids.filtered(lambda d: d.state == "refused")
        lines = [
            f"{document.document_type_id.name}: {document.refusal_reason}"
            for document in refused_sudo.sorted("id")
        ]
        return "\n".join([case_sudo.env._("Please send again:"), *lines])

    # === The person sends a better one === #

    def _document_kinds(self):
        """Also of files that cannot be used, whatever the type asks for now."""
        bad = self.document_ids - self._usable_documents()
        return super()._document_kinds() | bad.document_type_id

    def _portal_requirements(self):
        """After the needed documents, the case's other ones by their kind."""
        rows = super()._portal_requirements()
        application_sudo = self._check_own()
        kinds = application_sudo._kinds_outside()
        others = [
            {"line": DocumentLine(kind), "documents": application_sudo._documents_of(kind)}
            for kind in kinds
        ]
        return [*rows, *others]

    def _kinds_outside(self):
        """Hook: kinds of documents that the case has without needing them."""
        needed = [line.document_type_id for line in self._document_lines()]
        return self.document_ids.document_type_id.filtered(lambda kind: kind not in needed)

    def _portal_add_document(self, document_type_id, filename, content):
        """Add a document; it takes the place of the first refused one of its kind."""
        former_sudo = self.sudo().document_ids  # sudo: the base method checks the applicant
        stored_sudo = super()._portal_add_document(document_type_id, filename, content)
        if stored_sudo not in former_sudo:
            refused_sudo = former_sudo.filtered(
                lambda d: (
                    d.state == "refused" and d.document_type_id == stored_sudo.document_type_id
                )
            )
            refused_sudo.sorted("id")[:1]._withdraw()
        return stored_sudo
