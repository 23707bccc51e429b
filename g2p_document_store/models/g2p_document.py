import hashlib
import logging
import os
import secrets

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import config

from ..exceptions import DocumentRefused
from ..tools import content as content_tools
from ..tools.scanner import ClamdScanner, ScannerUnavailable

_logger = logging.getLogger(__name__)

#: most documents that one record may own
MAX_PER_OWNER = 30
#: what only the store itself may write
_STATE_FIELDS = {"state", "refusal_reason"}


class G2PDocument(models.Model):
    """A file that belongs to a record, checked when it came in.

    Users have no access by default: the addon that owns a kind of document adds a stored
    many2one to its record, an ACL row and a record rule (docs/decisions/0002).
    """

    _name = "g2p.document"
    _description = "Document"
    _order = "id desc"

    name = fields.Char("File name", required=True, readonly=True)
    public_id = fields.Char(
        required=True,
        readonly=True,
        copy=False,
        default=lambda self: secrets.token_urlsafe(18),
        help="Random name in addresses; says nothing of the document.",
    )
    res_model = fields.Char("Owner model", required=True, readonly=True, index=True)
    res_id = fields.Many2oneReference(
        "Owner", model_field="res_model", required=True, readonly=True, index=True
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
    )
    refusal_reason = fields.Char(readonly=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True, index=True)
    size = fields.Integer("Size (bytes)", required=True, readonly=True)
    mimetype = fields.Char(required=True, readonly=True)
    attachment_id = fields.Many2one("ir.attachment", readonly=True, ondelete="restrict")
    version = fields.Integer(default=1, required=True, readonly=True)
    previous_id = fields.Many2one("g2p.document", readonly=True, ondelete="restrict")
    is_current = fields.Boolean(default=True, readonly=True, index=True)
    retention_until = fields.Date(readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    uploaded_by_id = fields.Many2one("res.users", readonly=True)

    _public_id_uniq = models.Constraint("UNIQUE (public_id)", "Document addresses are unique.")
    _owner_idx = models.Index("(res_model, res_id) WHERE is_current")

    # === Guards: only the store writes === #

    @api.model_create_multi
    def create(self, vals_list):
        self._check_store()
        return super().create(vals_list)

    def write(self, vals):
        self._check_store()
        if set(vals) - _STATE_FIELDS - {"attachment_id", "is_current"} - self._owner_fields():
            raise AccessError(self.env._("A stored document does not change. Add a new version."))
        return super().write(vals)

    def unlink(self):
        self._check_store()
        today = fields.Date.today()
        if any(not doc.retention_until or doc.retention_until > today for doc in self):
            raise UserError(
                self.env._("Documents are kept until their retention ends; none is deleted before.")
            )
        attachments = self.attachment_id
        result = super().unlink()
        attachments.unlink()
        return result

    def _owner_fields(self):
        """Stored many2one fields that owner addons compute from the owner."""
        return {name for name, field in self._fields.items() if field.compute and field.store}

    def _check_store(self):
        if not self.env.su:
            raise AccessError(self.env._("Documents come in through the record that owns them."))

    # === Taking a file in === #

    @api.model
    def _store(self, owner, name, content, document_type):
        """Check a file and store it as a document of ``owner``.

        The caller has checked that the user may add to the owner.

        :param owner: one record of any model
        :param str name: the file name that the person's device gave
        :param bytes content: the file
        :param document_type: a ``g2p.document.type`` record or its code
        :return: the new document, under sudo
        :raises DocumentRefused: with a sentence for the person
        """
        owner.ensure_one()
        # sudo: the store is closed to users; the owner's method has checked the right
        store_sudo = self.sudo()
        kind_sudo = store_sudo._document_type(document_type)
        store_sudo._check_count(owner)
        content, mimetype = store_sudo._check_content(content, kind_sudo)
        vals = store_sudo._prepare_document_vals(owner, name, content, mimetype, kind_sudo)
        document_sudo = store_sudo.create(vals)
        document_sudo._attach(content)
        document_sudo._scan(content)
        return document_sudo

    @api.model
    def _document_type(self, document_type):
        if not isinstance(document_type, str):
            return document_type.sudo()  # sudo: see _store
        found = self.env["g2p.document.type"].search([("code", "=", document_type)], limit=1)
        if not found:
            raise DocumentRefused(
                self.env._("There is no document type %(code)s.", code=document_type)
            )
        return found

    @api.model
    def _check_count(self, owner):
        domain = [("res_model", "=", owner._name), ("res_id", "=", owner.id)]
        if self.search_count(domain, limit=MAX_PER_OWNER) >= MAX_PER_OWNER:
            raise DocumentRefused(
                self.env._(
                    "There are %(max)s files already; no more can be added.",
                    max=MAX_PER_OWNER,
                )
            )

    @api.model
    def _check_content(self, content, kind):
        """Return (content to store, media type) or refuse."""
        if not content:
            raise DocumentRefused(self.env._("The file is empty. Choose another file."))
        if len(content) > kind.max_size_mb * 1024 * 1024:
            raise DocumentRefused(
                self.env._(
                    "The file is larger than %(size)s MB. Choose a smaller file or take a new photo.",
                    size=kind.max_size_mb,
                )
            )
        mimetype = content_tools.sniff(content) or self._text_mimetype(content, kind)
        if mimetype not in kind._mimetypes() or content_tools.is_polyglot(content, mimetype):
            raise DocumentRefused(
                self.env._("This kind of file cannot be taken. Send a photo (JPEG, PNG) or a PDF.")
            )
        return self._clean(content, mimetype), mimetype

    @api.model
    def _text_mimetype(self, content, kind):
        """Files that the suite writes itself have no signature: CSV and XML by their type."""
        if b"\0" in content[:4096]:
            return None
        return next((m for m in kind._mimetypes() if m in ("text/csv", "application/xml")), None)

    @api.model
    def _clean(self, content, mimetype):
        if not mimetype.startswith("image/"):
            return content
        try:
            return content_tools.clean_image(content, mimetype)
        except ValueError as error:
            raise DocumentRefused(
                self.env._("The photo cannot be read. Take it again and send it as JPEG or PNG.")
            ) from error

    @api.model
    def _prepare_document_vals(self, owner, name, content, mimetype, kind):
        company = owner.company_id if "company_id" in owner._fields else self.env.company
        keep = kind.retention_days
        return {
            "name": content_tools.safe_name(name, mimetype),
            "res_model": owner._name,
            "res_id": owner.id,
            "document_type_id": kind.id,
            "sha256": hashlib.sha256(content).hexdigest(),
            "size": len(content),
            "mimetype": mimetype,
            "company_id": company.id,
            "uploaded_by_id": self.env.uid,
            "retention_until": keep and fields.Date.add(fields.Date.today(), days=keep),
        }

    def _attach(self, content):
        self.attachment_id = self.env["ir.attachment"].create(
            {
                "name": self.name,
                "raw": content,
                "mimetype": self.mimetype,
                "res_model": self._name,
                "res_id": self.id,
            }
        )

    def _replace(self, content, name):
        """Store a new version; the old one stays, no longer current."""
        self.ensure_one()
        owner = self.env[self.res_model].browse(self.res_id)
        document_sudo = self._store(owner, name, content, self.document_type_id)
        # the chain of versions is written once, by the store
        models.Model.write(document_sudo, {"previous_id": self.id, "version": self.version + 1})
        self.sudo().is_current = False  # sudo: the caller has checked the right, see _store
        return document_sudo

    def _withdraw(self):
        """The person takes the file back: it stays for the audit, no longer current."""
        self.sudo().write({"is_current": False})  # sudo: the owner's method has checked the right

    # === Malware scan === #

    @api.model
    def _scanner(self):
        """The scanner port, or None when none is configured."""
        section = getattr(config, "misc", None) or {}
        path = os.environ.get("G2P_CLAMD_SOCKET") or section.get("g2p_document_store", {}).get(
            "clamd_socket"
        )
        return ClamdScanner(path) if path else None

    def _scan(self, content):
        scanner = self._scanner()
        if not scanner:
            return
        try:
            verdict = scanner.scan(content)
        except ScannerUnavailable:
            _logger.info("document %s: scanner unavailable, stays received", self.id)
            return
        if verdict.clean:
            self.write({"state": "scanned"})
        else:
            _logger.info("document %s quarantined", self.id)
            self.write({"state": "quarantined", "refusal_reason": verdict.finding})

    # === Reading === #

    def _content(self):
        """The stored bytes, after comparing them with their SHA-256.

        :raises UserError: when quarantined, or when the bytes are not those that came in
        """
        self.ensure_one()
        self.check_access("read")
        document_sudo = self.sudo()  # sudo: the attachment follows the document just checked
        if document_sudo.state == "quarantined":
            raise UserError(
                self.env._("This file was found harmful and cannot be opened. Ask for a new one.")
            )
        content = document_sudo.attachment_id.raw or b""
        if hashlib.sha256(content).hexdigest() != document_sudo.sha256:
            _logger.info("document %s: stored bytes differ from their checksum", self.id)
            raise UserError(
                self.env._("The stored file was changed after it came in. Tell the administrator.")
            )
        return content

    def _digest_entry(self):
        """``type:sha256``: what a decision binds to."""
        self.ensure_one()
        document_sudo = self.sudo()  # sudo: a checksum says nothing of the content
        return f"{document_sudo.document_type_id.code}:{document_sudo.sha256}"

    def _url(self, view=False):
        """Address of the file for people who may read it."""
        self.ensure_one()
        return f"/document/{self.public_id}" + ("?view=1" if view else "")
