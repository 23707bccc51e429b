from odoo import fields, models

from odoo.addons.g2p_suite_base.tools import actions


class G2PDocumentRefuse(models.TransientModel):
    """The dialog in which an officer refuses a document, and asks for a better one."""

    _name = "g2p.document.refuse"
    _inherit = "g2p.dialog.mixin"
    _description = "Refuse a Document"

    document_id = fields.Many2one("g2p.document", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char(
        "Reason for the person", help="In plain words: what is wrong, and what would be right."
    )
    ask_now = fields.Boolean(
        "Ask the person now",
        default=True,
        help="Returns the case with the reasons of all refused documents as the question. Leave "
        "it empty while you refuse further documents, or ask for more under Return.",
    )

    def action_confirm(self):
        """Refuse it, and return the case if wanted: one transaction; the models check rights."""
        self.ensure_one()
        self.document_id.action_refuse(self.reason)
        if self.ask_now:
            case = self.document_id.application_id
            # the document's right to be judged is the right to decide this step
            case.approval_my_step_id.action_return(case._question_of_refused())
        return actions.close(actions.reload())
