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
    """A file that belongs to a record, checked when it was received.

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
    # quarantine is final
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
        help="Random name in addresses; reveals nothing about the document.",
    )
    # searched together by one index; PostgreSQL would prefer an index of either alone
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
    # The attachment names this field in its res_field, so that only users who may read the field
    # read the bytes; nobody bypasses quarantine and download log.
    attachment_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        index="btree_not_null",  # PostgreSQL searches here whenever an attachment is deleted
        ondelete="restrict",
        groups="base.group_system",
    )
    carries = fields.Char(
        readonly=True, help="Active or embedded content of a PDF, as tools/pdf.py names it."
    )
    warning = fields.Char(compute="_compute_warning")
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
            "The stored file is missing or differs from the received one. Inform the "
            "administrator, and ask for the file again."
        )

    def _sentence_carries(self):
        names = {
            "scripts": self.env._("scripts"),
            "actions": self.env._("commands that run or send something"),
            "files": self.env._("other files"),
            "unread": self.env._("parts that could not be checked"),
        }
        if not self.carries:
            return False
        return self.env._(
            "This PDF contains %(what)s. It is stored but not shown in the browser: open it where "
            "nothing can run, or ask for a photo of each page.",
            what=", ".join(names.get(code, code) for code in self.carries.split(",")),
        )

    # === CRUD: only the store writes === #

    def _kept_sentences(self):
        return {
            "create": self.env._("A document is added on the record that owns it. Add it there."),
            # the row outlives its bytes: it records what was there, and its checksum
            "unlink": self.env._("Documents cannot be deleted."),
        }

    def _check_write(self, vals):
        raise AccessError(self.env._("A stored document cannot be changed. Add a new version."))

    def _write_engine(self, vals):
        """Like the mixin's; the callers are in this addon."""
        # sudo: users have no write access at all
        return super(G2PDocument, self.sudo())._write_engine(vals)

    # === States: one writer === #

    def _set_state(self, state, reason=False):
        """Move the documents to a state; quarantined ones stay in quarantine."""
        # sudo: users have no write access at all
        return super(G2PDocument, self.sudo())._set_state(state, refusal_reason=reason)

    def _refuse_move(self, state):
        raise UserError(
            self.env._(
                "The file %(name)s is harmful and stays in quarantine. Ask for a new one.",
                name=self.name,
            )
        )

    def _accept(self):
        """An officer accepts the documents as proof; the caller has checked the right."""
        self._set_state("accepted")

    def _refuse(self, reason):
        """An officer asks for better ones; ``reason`` is shown to the person."""
        self._set_state("refused", reason)

    def _withdraw(self):
        """The person withdraws the files: they are kept for the audit, but no longer current.

        The owner's method has checked the right.
        """
        self._write_engine({"is_current": False})

    # === Reading === #

    def _content(self):
        """The stored bytes, after comparing them with their SHA-256.

        :raises UserError: when quarantined, not scanned yet, or not the received bytes
        """
        self.ensure_one()
        self.check_access("read")
        document_sudo = self.sudo()  # sudo: the right on the document was checked above
        document_sudo._check_scanned()
        return document_sudo._stored_bytes()

    def _stored_bytes(self):
        content = self.attachment_id.raw or b""
        if self._checksum(content) != self.sha256:
            _logger.warning("document %s: stored bytes differ from their checksum", self.id)
            raise UserError(
                self.env._(
                    "The stored file was altered after it was received. Inform the administrator, "
                    "and ask for the file again."
                )
            )
        return content

    @api.model
    def _checksum(self, content):
        return hashlib.sha256(content).hexdigest()

    def _digest_entry(self):
        """``type:sha256``, to which a decision binds."""
        self.ensure_one()
        document_sudo = self.sudo()  # sudo: a checksum reveals nothing about the content
        return f"{document_sudo.document_type_id.code}:{document_sudo.sha256}"

    def _is_viewable(self):
        """Whether a browser may show it: nothing in it can run or send anything."""
        # sudo: the content of a PDF is the office's matter; whether it is shown concerns everybody
        return self.mimetype in _VIEWABLE and not self.sudo().carries

    def _url(self, view=False):
        """Address of the file for people who may read it."""
        self.ensure_one()
        return f"/document/{self.public_id}" + ("?view=1" if view else "")

    def action_open_file(self):
        """Open the file in the browser; its route checks the user and logs the download."""
        self.ensure_one()
        self.check_access("read")
        return actions.address(self._url(view=True))
