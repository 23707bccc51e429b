from odoo import models
from odoo.exceptions import AccessError, UserError

from ..tools.questions import DocumentLine


class G2PAssistanceApplication(models.Model):
    """The documents that a case needs, and those that its applicant has added."""

    _inherit = "g2p.assistance.application"

    # === What is needed === #

    def _document_lines(self):
        """Hook: the documents that the case needs, as ``DocumentLine``; those of its type."""
        return [
            DocumentLine(line.document_type_id, line.required, line.help)
            for line in self.type_id.document_ids
        ]

    def _document_kinds(self):
        """Hook: the kinds of documents that the applicant can add now."""
        kinds = self.env["g2p.document.type"].browse()
        return kinds.union(*(line.document_type_id for line in self._document_lines()))

    def _usable_documents(self):
        """The documents that count: neither refused nor in quarantine."""
        return self.document_ids.filtered(lambda d: d.state not in ("quarantined", "refused"))

    def _missing_documents(self):
        have = self._usable_documents().document_type_id
        return [
            self.env._("Add the document: %(name)s.", name=line.document_type_id.name)
            for line in self._document_lines()
            if line.required and line.document_type_id not in have
        ]

    def _missing_of_stage(self, codes):
        """Sentences on documents that a stage requires; ``codes`` as its procedure has them."""
        have = set(self._usable_documents().document_type_id.mapped("code"))
        return [
            self.env._("A document of type %(code)s is missing.", code=code)
            for code in (codes or "").replace(" ", "").split(",")
            if code and code not in have
        ]

    def _documents_of(self, kind):
        return self.document_ids.filtered(lambda document: document.document_type_id == kind)

    # === For the pages === #

    def _portal_requirements(self):
        """The documents that the case needs: list of dicts (line, documents) for the page."""
        application_sudo = self._check_own()
        return [
            {"line": line, "documents": application_sudo._documents_of(line.document_type_id)}
            for line in application_sudo._document_lines()
        ]

    def _portal_add_document(self, document_type_id, filename, content):
        """Add a document to the user's own application.

        :raises DocumentRefused: with a message for the person
        """
        application_sudo = self._check_applicant()
        kinds = application_sudo._document_kinds()
        kind = kinds.filtered(lambda t: t.id == document_type_id)
        if not kind:
            raise UserError(self.env._("This kind of document is not needed for this application."))
        return self.env["g2p.document"]._store(application_sudo, filename, content, kind)

    def _portal_remove_document(self, document):
        """Remove a document from the user's own application."""
        application_sudo = self._check_applicant()
        if document.sudo() not in application_sudo.document_ids:  # sudo: only compared
            raise AccessError(self.env._("This is not a document of your application."))
        application_sudo._lock()  # so that it cannot be submitted at the same time
        document._withdraw()
