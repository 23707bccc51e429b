import base64
import binascii

from odoo import fields, models
from odoo.exceptions import UserError


class G2PAssistanceAssessFile(models.TransientModel):
    """A file that an officer adds to the assessment in the dialog, until it is stored."""

    _name = "g2p.assistance.assess.file"
    _inherit = "g2p.dialog.mixin"
    _description = "File of an Assessment"

    decide_id = fields.Many2one("g2p.approval.decide", ondelete="cascade")
    override_id = fields.Many2one("g2p.approval.override", ondelete="cascade")
    name = fields.Char("File name", default="file")
    content = fields.Binary("File", required=True, attachment=False)

    def _take(self):
        """(file name, bytes) of each; the rows are deleted, so that no copy outside the document
        store remains."""
        try:
            found = [
                (one.name or "file", base64.b64decode(one.content, validate=True))
                for one in self.with_context(bin_size=False)
            ]
        except (binascii.Error, ValueError) as error:
            raise UserError(
                self.env._("A file of the assessment cannot be read. Choose it again.")
            ) from error
        self.unlink()
        return found
