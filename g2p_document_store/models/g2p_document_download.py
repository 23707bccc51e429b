from odoo import api, fields, models
from odoo.exceptions import AccessError


class G2PDocumentDownload(models.Model):
    """That someone fetched a document: append-only."""

    _name = "g2p.document.download"
    _description = "Document Download"
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

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("The download log is written by the server only."))
        return super().create(vals_list)

    def write(self, vals):
        raise AccessError(self.env._("The download log does not change."))

    def unlink(self):
        raise AccessError(self.env._("The download log does not change."))
