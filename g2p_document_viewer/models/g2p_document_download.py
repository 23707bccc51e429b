from datetime import timedelta

from odoo import api, fields, models

#: minutes in which one user's looks at one document are one row
ONE_LOOK = 15


class G2PDocumentDownload(models.Model):
    """The log also names those who looked at a document in the viewer."""

    _inherit = "g2p.document.download"

    way = fields.Selection(
        [("file", "File fetched"), ("view", "Seen in the viewer")],
        required=True,
        readonly=True,
        default="file",
    )

    @api.model
    def _has_seen(self, document):
        """Whether a row of the last minutes says that the current user looked at the document."""
        since = fields.Datetime.now() - timedelta(minutes=ONE_LOOK)
        mine = [("document_id", "=", document.id), ("user_id", "=", self.env.uid)]
        # sudo: only whether the user's own row exists
        rows_sudo = self.sudo()
        return bool(
            rows_sudo.search_count([*mine, ("way", "=", "view"), ("date", ">=", since)], limit=1)
        )

    @api.model
    def _log_view(self, document):
        """Add a row for the current user."""
        row = {"document_id": document.id, "user_id": self.env.uid, "way": "view"}
        # sudo: users may not write the log themselves
        return self.sudo().create(row)
