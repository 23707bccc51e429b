from odoo import models

from odoo.addons.g2p_immediate_assistance.tools.questions import DocumentLine

from ..tools.own_question import text_in


class G2PAssistanceApplication(models.Model):
    """A submitted case needs the documents that its type asked for then, not those of today."""

    _inherit = "g2p.assistance.application"

    def _document_lines(self):
        rows = (self.asked or {}).get("documents")
        if rows is None:  # a draft, or submitted before documents were kept
            return super()._document_lines()
        lang = self.env.lang or "en_US"
        kinds = self.env["g2p.document.type"]
        return [
            DocumentLine(kind, row["required"], text_in(row["help"], lang))
            for row in rows
            if (kind := kinds.browse(row["type"]).exists())
        ]
