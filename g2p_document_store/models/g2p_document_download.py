from odoo import api, fields, models


class G2PDocumentDownload(models.Model):
    """A download of a document by a user: append-only."""

    _name = "g2p.document.download"
    _description = "Document Download"
    _inherit = "g2p.append.only.mixin"
    _no_user_defaults = True
    _order = "id desc"
    _rec_name = "document_id"

    document_id = fields.Many2one(
        "g2p.document", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)

    @api.model
    def _log(self, document):
        """Add a row for the current user."""
        # sudo: users may not write the log themselves
        return self.sudo().create({"document_id": document.id, "user_id": self.env.uid})

    def _kept_sentences(self):
        return {
            "create": self.env._("The download log is written by the server only."),
            "write": self.env._("The download log does not change."),
            "unlink": self.env._("The download log does not change."),
        }
