from odoo import fields, models

from ..tools.content import LABELS


class G2PDocumentType(models.Model):
    """A kind of document, with what a file of this kind may be."""

    _name = "g2p.document.type"
    _description = "Document Type"
    _without_company = "one list for all pages, which administrators alone change"
    _inherit = "g2p.portal.sight.mixin"
    _portal_fields = ("name", "code", "sequence", "allowed_mimetypes", "max_size_mb", "active")
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Stable name, used by the addons.")
    sequence = fields.Integer(default=10)
    allowed_mimetypes = fields.Char(
        "Media types",
        required=True,
        default="application/pdf,image/jpeg,image/png",
        help="Comma-separated media types, compared with the content of the file.",
    )
    max_size_mb = fields.Integer("Largest size (MB)", required=True, default=10)
    retention_days = fields.Integer(
        "Keep for (days)", default=0, help="0 keeps the file as long as its record."
    )
    is_generated = fields.Boolean(
        "Made by the system", help="Files that the addons write themselves are not scanned."
    )
    active = fields.Boolean(default=True)

    _code_uniq = models.Constraint("UNIQUE (code)", "This document type code exists already.")
    _max_size_positive = models.Constraint(
        "CHECK (max_size_mb > 0)", "The largest size must be positive."
    )

    def _mimetypes(self):
        """Allowed media types as a list."""
        self.ensure_one()
        return [part.strip() for part in self.allowed_mimetypes.split(",") if part.strip()]

    def _labels(self):
        """The same for people, unknown ones as they stand."""
        return [LABELS.get(mimetype, mimetype) for mimetype in self._mimetypes()]
