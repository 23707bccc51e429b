from collections import Counter
from typing import NamedTuple

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError

from ..exceptions import DocumentRefused
from ..tools import apart
from ..tools import content as content_tools

#: limits of one record: current documents, and documents with all earlier versions
MAX_PER_OWNER = 30
MAX_VERSIONS_PER_OWNER = 120


class Checked(NamedTuple):
    """An accepted file: the bytes to store, its media type, its active or embedded content."""

    content: bytes
    mimetype: str
    carries: tuple = ()


class G2PDocument(models.Model):
    """Receiving a file."""

    _inherit = "g2p.document"

    @api.model
    def _store(self, owner, name, content, document_type):
        """Check a file and store it as a document of ``owner``.

        The caller has checked that the user may add to the owner.

        :param owner: one record of any model
        :param str name: the file name that the person's device gave
        :param bytes content: the file
        :param document_type: a ``g2p.document.type`` record or its code
        :return: the new document, under sudo
        :raises DocumentRefused: with a message for the person
        """
        owner.ensure_one()
        return self._store_many([(owner, name, content)], document_type)

    @api.model
    def _store_many(self, files, document_type):
        """``_store`` for many owners of one model: all files or none.

        :param files: list of (owner, name, content)
        :return: the documents in the order of the files, under sudo
        """
        # sudo: the store is closed to users; the owner's method has checked the right
        store_sudo = self.sudo()
        kind_sudo = store_sudo._find_document_type(document_type)
        files = [
            (owner, name, store_sudo._check_content(raw, kind_sudo)) for owner, name, raw in files
        ]
        if kind_sudo.is_generated:
            store_sudo._check_count([owner for owner, _name, _checked in files])
            return store_sudo._store_new(files, kind_sudo)
        # After the checks, which take long: others wait for this owner until we commit.
        unseen = store_sudo._hold_owners([owner for owner, _name, _checked in files])
        known = [store_sudo._find_same(owner, file, kind_sudo, unseen) for owner, _n, file in files]
        store_sudo._check_count([owner for owner, _name, _checked in files], unseen)
        return store_sudo._store_unknown(files, known, kind_sudo)

    @api.model
    def _store_unknown(self, files, known, kind_sudo):
        """Store the new files; return the documents of all files, in their order."""
        new = [file for file, document in zip(files, known, strict=True) if not document]
        stored = iter(self._store_new(new, kind_sudo))
        return self.browse((document or next(stored)).id for document in known)

    @api.model
    def _store_new(self, files, kind_sudo):
        contents = [checked.content for _owner, _name, checked in files]
        # a file that is not stored completely leaves nothing behind, even if the caller continues
        with self.env.cr.savepoint():
            documents_sudo = self.create(
                [
                    self._prepare_document_vals(owner, name, checked, kind_sudo)
                    for owner, name, checked in files
                ]
            )
            documents_sudo._attach(contents)
        documents_sudo._scan_many(contents)
        return documents_sudo

    def _replace(self, content, name):
        """Store a new version; the old one stays, no longer current.

        :return: the new document, under sudo
        """
        self.ensure_one()
        old_sudo = self.sudo()  # sudo: the caller has checked the right, as for _store
        if not old_sudo.is_current:
            raise DocumentRefused(
                self.env._("%(name)s already has a newer version.", name=old_sudo.name)
            )
        owner = self.env[old_sudo.res_model].browse(old_sudo.res_id)
        old_sudo._withdraw()  # first, so that a full list has room for the new version
        new_sudo = self._store(owner, name, content, old_sudo.document_type_id)
        new_sudo._write_engine({"previous_id": old_sudo.id, "version": old_sudo.version + 1})
        return new_sudo

    # === CHECKS: each with a message for the person === #

    @api.model
    def _find_document_type(self, document_type):
        if not isinstance(document_type, str):
            return document_type.sudo()  # sudo: see _store
        found = self.env["g2p.document.type"].search([("code", "=", document_type)], limit=1)
        if not found:
            raise DocumentRefused(
                self.env._("There is no document type %(code)s.", code=document_type)
            )
        return found

    @api.model
    def _check_count(self, owners, unseen=()):
        """Refuse files beyond the limits of an owner.

        :param unseen: documents that others stored meanwhile, see ``_hold_owners``
        """
        domain = [
            ("res_model", "in", [owner._name for owner in owners]),
            ("res_id", "in", [owner.id for owner in owners]),
        ]
        groups = self._read_group(domain, ["res_model", "res_id", "is_current"], ["__count"])
        current, versions = Counter(), Counter()
        for model, res_id, is_current, count in groups:
            versions[model, res_id] += count
            current[model, res_id] += count if is_current else 0
        for other in unseen:
            versions[other.owner] += 1
            current[other.owner] += other.is_current
        if max(current.values(), default=0) >= MAX_PER_OWNER:
            raise DocumentRefused(
                self.env._(
                    "There are already %(max)s files. Remove one before you add another.",
                    max=MAX_PER_OWNER,
                )
            )
        if max(versions.values(), default=0) >= MAX_VERSIONS_PER_OWNER:
            raise DocumentRefused(
                self.env._("Files were replaced too often here. Ask the office to add them.")
            )

    @api.model
    def _check_content(self, content, kind):
        """Return the file to store, as ``Checked``, or refuse."""
        if not content:
            raise DocumentRefused(self.env._("The file is empty. Choose another file."))
        if len(content) > kind.max_size_mb * 1024 * 1024:
            raise DocumentRefused(
                self.env._(
                    "The file is larger than %(size)s MB. "
                    "Choose a smaller file or take a new photo.",
                    size=kind.max_size_mb,
                )
            )
        mimetype = content_tools.sniff(content) or content_tools.sniff_text(content)
        if mimetype == content_tools.HEIC:
            return self._check_heic(content, kind)
        if mimetype not in kind._mimetypes() or content_tools.is_polyglot(content, mimetype):
            raise DocumentRefused(
                self.env._(
                    "This kind of file cannot be accepted. Send one of these: %(kinds)s.",
                    kinds=", ".join(kind._labels()),
                )
            )
        if mimetype.startswith("image/"):
            return Checked(self._clean(content, mimetype), mimetype)
        if mimetype == "application/pdf" and not kind.is_generated:
            return Checked(content, mimetype, tuple(self._look_into_pdf(content)))
        return Checked(content, mimetype)

    @api.model
    def _check_heic(self, content, kind):
        """Photos of some phones: converted to JPEG where the server can read them."""
        advice = self.env._(
            "Photos in the format HEIC cannot be accepted. Choose “Most compatible” in the camera "
            "settings of the phone and take it again, or send a screenshot of it."
        )
        if "image/jpeg" not in kind._mimetypes():
            raise DocumentRefused(advice)
        try:
            return Checked(apart.clean_image(content, "image/jpeg"), "image/jpeg")
        except apart.Unreadable as error:  # no decoder installed, or damaged
            raise DocumentRefused(advice) from error

    @api.model
    def _clean(self, content, mimetype):
        try:
            return apart.clean_image(content, mimetype)
        except apart.Unreadable as error:
            raise DocumentRefused(
                self.env._(
                    "The photo cannot be read or is too large: the upload may have been cut off. "
                    "Take it again and send it as JPEG or PNG."
                )
            ) from error

    @api.model
    def _look_into_pdf(self, content):
        """The active or embedded content of the PDF; refuse a PDF that nobody could read."""
        try:
            return apart.look_into_pdf(content)
        except apart.Unreadable as error:
            if error.args[0] == "password":
                sentence = self.env._(
                    "This PDF requires a password, so nobody here can read it. Save it again "
                    "without a password, or send a photo of each page."
                )
            else:
                sentence = self.env._(
                    "This PDF cannot be read: it is damaged or incomplete. Open it to see whether "
                    "it is complete, save it again, or send a photo of each page."
                )
            raise DocumentRefused(sentence) from error

    # === Storing === #

    @api.model
    def _prepare_document_vals(self, owner, name, checked, kind):
        company = owner.company_id if "company_id" in owner._fields else self.env.company
        today = (company or self.env.company)._office_day()
        return {
            "name": content_tools.safe_name(name, checked.mimetype),
            "res_model": owner._name,
            "res_id": owner.id,
            "document_type_id": kind.id,
            "sha256": self._checksum(checked.content),
            "size": len(checked.content),
            "mimetype": checked.mimetype,
            "carries": ",".join(checked.carries) or False,
            "company_id": company.id,
            "uploaded_by_id": self.env.uid,
            "retention_until": fields.Date.add(today, days=kind.retention_days)
            if kind.retention_days
            else False,
        }

    def _attach(self, contents):
        """Store the bytes under generated names, readable only through the documents."""
        # sudo: by the server, so that a user's default values cannot make a file public
        attachments_sudo = self.env["ir.attachment"].with_user(SUPERUSER_ID)
        attachments = attachments_sudo.create(
            [
                {
                    "name": f"{document.public_id}{content_tools.EXTENSIONS[document.mimetype][0]}",
                    "raw": content,
                    "mimetype": document.mimetype,
                    "res_model": self._name,
                    "res_id": document.id,
                    "res_field": "attachment_id",
                }
                for document, content in zip(self, contents, strict=True)
            ]
        )
        for document, attachment in zip(self, attachments, strict=True):
            document._write_engine({"attachment_id": attachment.id})
        self._check_kept(attachments)

    def _check_kept(self, attachments):
        """Read the stored bytes back: decisions bind to the checksum, so they must match it."""
        attachments.flush_recordset()
        attachments.invalidate_recordset()
        if any(document._bytes_state() != "whole" for document in self):
            raise UserError(
                self.env._(
                    "The file could not be stored completely. Send it again; if that does not "
                    "help, write to the office."
                )
            )
