from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions, reasons


class G2PDocument(models.Model):
    """An officer accepts a document of a case, or refuses it with a reason for the person."""

    _inherit = "g2p.document"

    can_judge = fields.Boolean("I can accept or refuse it", compute="_compute_can_judge")

    @api.depends("state", "is_current", "application_id")
    @api.depends_context("uid")
    def _compute_can_judge(self):
        cases = self.sudo().application_id.sudo(False)  # sudo: the link; the case asks the right
        reasons = {case.id: case._why_not_judge() for case in cases}
        for document in self:
            case_id = document.sudo().application_id.id  # sudo: as above
            why_not = not case_id or reasons[case_id] or document._why_not_judged()
            document.can_judge = not why_not

    # === HOOKS === #

    def _viewer_actions(self):
        """Officers of an open step accept a document in the viewer, or ask for a better one."""
        actions = super()._viewer_actions()
        accept = self._viewer_action("action_accept", self.env._("Accept"), "success")
        refuse = self._viewer_action("action_open_refuse", self.env._("Ask for a retake"))
        for document in self.filtered("can_judge"):
            offered = [accept] if document.state != "accepted" else []
            offered += [refuse] if document.state != "refused" else []
            actions[document.id] = [*offered, *actions[document.id]]
        return actions

    # === CHECKS === #

    def _why_not_judged(self):
        """Why nobody can accept or refuse this document; False if the officers can."""
        if not self.is_current:
            return self.env._("This file was replaced or removed. Reload the page.")
        if self.state == "quarantined":
            return self.env._("A harmful file can be neither accepted nor refused.")
        return False

    def _check_may_judge(self):
        """Refuse everybody but officers of an open step of the document's case.

        :return: the documents, under sudo
        """
        self.check_access("read")
        documents_sudo = self.sudo()  # sudo: users have no write access; the right is checked here
        for document_sudo in documents_sudo:
            if not document_sudo.application_id:
                raise UserError(self.env._("Only documents of a case are accepted or refused."))
        cases = documents_sudo.application_id.sudo(False)
        cases._lock_rounds()
        for case in cases:
            why = case._why_not_judge()
            if why:
                raise AccessError(why)
        for document_sudo in documents_sudo:
            why = document_sudo._why_not_judged()
            if why:
                raise UserError(why)
        return documents_sudo

    # === BUSINESS: the same checks for buttons and RPC === #

    def action_accept(self):
        """Accept the documents as proof.

        :raises AccessError: if the current user is not deciding the case now
        """
        documents_sudo = self._check_may_judge()
        for document_sudo in documents_sudo:
            document_sudo._check_scanned()
        documents_sudo._accept()
        for document_sudo in documents_sudo:
            kind = document_sudo.document_type_id.name
            sentence = self.env._("Document accepted: %(kind)s", kind=kind)
            document_sudo.application_id.sudo(False)._log_judged(sentence)

    def action_refuse(self, reason):
        """Refuse the documents: the person reads the reason, and sends better ones when asked.

        :param str reason: what is wrong, in words for the person
        :raises AccessError: if the current user is not deciding the case now
        :raises UserError: without a reason, or with one that is too long
        """
        text = self._check_reason(reason)
        documents_sudo = self._check_may_judge()
        documents_sudo._refuse(text)
        for document_sudo in documents_sudo:
            kind = document_sudo.document_type_id.name
            sentence = self.env._("Document refused: %(kind)s. %(reason)s", kind=kind, reason=text)
            document_sudo.application_id.sudo(False)._log_judged(sentence)

    def _check_reason(self, reason):
        missing = self.env._("Say what is wrong with the document: the person reads it.")
        return " ".join(reasons.read(self.env, reason, missing).split())

    def action_open_refuse(self):
        """Open the dialog that asks for the reason."""
        self.ensure_one()
        self._check_may_judge()
        title = self.env._("What is wrong with this document?")
        return actions.dialog(title, "g2p.document.refuse", document_id=self.id)
