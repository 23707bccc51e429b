import hashlib
import logging
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_suite_base.tools import actions
from odoo.addons.g2p_suite_base.tools.indexes import trigram

_logger = logging.getLogger(__name__)

#: media types that may be shown in the browser's own viewer
_VIEWABLE = ("application/pdf", "image/jpeg", "image/png")


class G2PDocument(models.Model):
    """A file that belongs to a record, checked when it came in.

    Users have no access by default: the addon that owns a kind of document adds a stored
    many2one to its record, an ACL row and a record rule (docs/decisions/0002).
    """

    _name = "g2p.document"
    _description = "Document"
    _inherit = ["g2p.portal.sight.mixin", "g2p.state.mixin", "g2p.kept.mixin"]
    _portal_fields = (
        "name",
        "public_id",
        "document_type_id",
        "state",
        "refusal_reason",
        "size",
        "mimetype",
        "version",
        "is_current",
    )
    _order = "id desc"
    _first_state = "received"
    # what is in quarantine stays there
    _transitions = {
        state: ("scanned", "quarantined", "accepted", "refused")
        for state in ("received", "scanned", "accepted", "refused")
    }

    name = fields.Char("File name", required=True, readonly=True)
    public_id = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(18),
        help="Random name in addresses; says nothing of the document.",
    )
    # found together, by one index; an index of either alone would be taken instead of it
    res_model = fields.Char("Owner model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        "Owner", model_field="res_model", required=True, readonly=True
    )
    document_type_id = fields.Many2one(
        "g2p.document.type", required=True, readonly=True, ondelete="restrict"
    )
    state = fields.Selection(
        [
            ("received", "Received"),
            ("scanned", "Scanned, clean"),
            ("quarantined", "Quarantined"),
            ("accepted", "Accepted"),
            ("refused", "Refused"),
        ],
        required=True,
        readonly=True,
        default="received",
        index=True,
    )
    refusal_reason = fields.Char(readonly=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True, index=True)
    size = fields.Integer("Size (bytes)", required=True, readonly=True)
    mimetype = fields.Char("Media type", required=True, readonly=True)
    # The attachment names this field in its res_field: Odoo then lets only those read the
    # bytes who may read the field, so nobody gets round quarantine and download log.
    attachment_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        index="btree_not_null",  # PostgreSQL looks here whenever an attachment goes
        ondelete="restrict",
        groups="base.group_system",
    )
    carries = fields.Char(
        readonly=True, help="What a PDF carries beside its pages, as tools/pdf.py names it."
    )
    warning = fields.Char("Take care", compute="_compute_warning")
    version = fields.Integer(default=1, required=True, readonly=True)
    previous_id = fields.Many2one(
        "g2p.document", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    is_current = fields.Boolean(default=True, readonly=True)
    retention_until = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    uploaded_by_id = fields.Many2one("res.users", readonly=True)
    download_ids = fields.One2many("g2p.document.download", "document_id", readonly=True)

    _public_id_uniq = models.Constraint("UNIQUE (public_id)", "Document addresses are unique.")
    _owner_idx = models.Index("(res_model, res_id)")
    _search_idx = models.Index(trigram("name"))

    # === COMPUTE === #

    @api.depends("carries", "bytes_state")
    def _compute_warning(self):
        for document in self:
            document.warning = document._sentence_not_whole() or document._sentence_carries()

    def _sentence_not_whole(self):
        if self.bytes_state not in ("missing", "altered"):
            return False
        return self.env._(
            "The stored file is missing or is not the one that came in. Tell the administrator, "
            "and ask for the file again."
        )

    def _sentence_carries(self):
        names = {
            "scripts": self.env._("scripts"),
            "actions": self.env._("commands that start or send something"),
            "files": self.env._("other files"),
            "unread": self.env._("parts that could not be looked at"),
        }
        if not self.carries:
            return False
        return self.env._(
            "This PDF carries %(what)s. It is saved and not shown in the browser: open it where "
            "nothing can run, or ask for a photo of each page.",
            what=", ".join(names.get(code, code) for code in self.carries.split(",")),
        )

    # === CRUD: only the store writes === #

    def _kept_sentences(self):
        return {
            "create": self.env._(
                "Documents come in through the record that owns them. Add it there."
            ),
            # the row outlives its bytes: it says what was there, and its checksum
            "unlink": self.env._("Documents are not deleted."),
        }

    def _check_write(self, vals):
        raise AccessError(self.env._("A stored document does not change. Add a new version."))

    def _write_engine(self, vals):
        """As in the mixin; the callers are in this addon."""
        # sudo: users have no write access at all
        return super(G2PDocument, self.sudo())._write_engine(vals)

    # === States: one writer === #

    def _set_state(self, state, reason=False):
        """Move the documents to a state; what is in quarantine stays there."""
        # sudo: users have no write access at all
        return super(G2PDocument, self.sudo())._set_state(state, refusal_reason=reason)

    def _refuse_move(self, state):
        raise UserError(
            self.env._(
                "The file %(name)s was found harmful and stays locked away. Ask for a new one.",
                name=self.name,
            )
        )

    def _accept(self):
        """An officer takes the documents as proof; the caller has checked the right."""
        self._set_state("accepted")

    def _refuse(self, reason):
        """An officer asks for better ones; ``reason`` is shown to the person."""
        self._set_state("refused", reason)

    def _withdraw(self):
        """The person takes the files back: they stay for the audit, no longer current.

        The owner's method has checked the right.
        """
        self._write_engine({"is_current": False})

    # === Reading === #

    def _content(self):
        """The stored bytes, after comparing them with their SHA-256.

        :raises UserError: when locked away, not scanned yet, or not the bytes that came in
        """
        self.ensure_one()
        self.check_access("read")
        document_sudo = self.sudo()  # sudo: the bytes follow the document just checked
        document_sudo._check_scanned()
        return document_sudo._stored_bytes()

    def _stored_bytes(self):
        content = self.attachment_id.raw or b""
        if self._checksum(content) != self.sha256:
            _logger.warning("document %s: stored bytes differ from their checksum", self.id)
            raise UserError(
                self.env._(
                    "The stored file was changed after it came in. Tell the administrator, "
                    "and ask for the file again."
                )
            )
        return content

    @api.model
    def _checksum(self, content):
        return hashlib.sha256(content).hexdigest()

    def _digest_entry(self):
        """``type:sha256``: what a decision binds to."""
        self.ensure_one()
        document_sudo = self.sudo()  # sudo: a checksum says nothing of the content
        return f"{document_sudo.document_type_id.code}:{document_sudo.sha256}"

    def _is_viewable(self):
        """Whether a browser may show it: nothing in it can run, start or send anything."""
        # sudo: what a PDF carries is for the office; that it is not shown is for everybody
        return self.mimetype in _VIEWABLE and not self.sudo().carries

    def _url(self, view=False):
        """Address of the file for people who may read it."""
        self.ensure_one()
        return f"/document/{self.public_id}" + ("?view=1" if view else "")

    def action_open_file(self):
        """Open the file in the browser; its address checks who asks and logs it."""
        self.ensure_one()
        self.check_access("read")
        return actions.address(self._url(view=True))
