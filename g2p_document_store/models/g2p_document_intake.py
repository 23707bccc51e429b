import hashlib

from odoo import SUPERUSER_ID, api, fields, models

from ..exceptions import DocumentRefused
from ..tools import content as content_tools

#: most documents that one record may show, and own with all earlier versions
MAX_PER_OWNER = 30
MAX_VERSIONS_PER_OWNER = 120


class G2PDocument(models.Model):
    """Taking a file in."""

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
        :raises DocumentRefused: with a sentence for the person
        """
        owner.ensure_one()
        return self._store_many([(owner, name, content)], document_type)

    @api.model
    def _store_many(self, files, document_type):
        """As ``_store``, for many owners of one model: all files or none.

        :param files: list of (owner, name, content)
        :return: the documents in the order of the files, under sudo
        """
        # sudo: the store is closed to users; the owner's method has checked the right
        store_sudo = self.sudo()
        kind_sudo = store_sudo._find_document_type(document_type)
        store_sudo._check_count([owner for owner, _name, _content in files])
        vals_list, contents = [], []
        for owner, name, raw in files:
            content, mimetype = store_sudo._check_content(raw, kind_sudo)
            contents.append(content)
            vals_list.append(
                store_sudo._prepare_document_vals(owner, name, content, mimetype, kind_sudo)
            )
        documents_sudo = store_sudo.create(vals_list)
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
                self.env._("%(name)s has a newer version already.", name=old_sudo.name)
            )
        owner = self.env[old_sudo.res_model].browse(old_sudo.res_id)
        old_sudo._withdraw()  # first: a full list has room for the new version
        new_sudo = self._store(owner, name, content, old_sudo.document_type_id)
        new_sudo._write_engine({"previous_id": old_sudo.id, "version": old_sudo.version + 1})
        return new_sudo

    # === Checks, each with a sentence for the person === #

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
    def _check_count(self, owners):
        domain = [
            ("res_model", "in", [owner._name for owner in owners]),
            ("res_id", "in", [owner.id for owner in owners]),
        ]
        groups = self._read_group(domain, ["res_model", "res_id", "is_current"], ["__count"])
        current = [count for _model, _id, is_current, count in groups if is_current]
        if max(current, default=0) >= MAX_PER_OWNER:
            raise DocumentRefused(
                self.env._(
                    "There are %(max)s files already. Remove one before you add another.",
                    max=MAX_PER_OWNER,
                )
            )
        versions = {}
        for model, res_id, _is_current, count in groups:
            versions[model, res_id] = versions.get((model, res_id), 0) + count
        if max(versions.values(), default=0) >= MAX_VERSIONS_PER_OWNER:
            raise DocumentRefused(
                self.env._("Files were exchanged too often here. Ask the office to take them in.")
            )

    @api.model
    def _check_content(self, content, kind):
        """Return (content to store, media type) or refuse."""
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
                    "This kind of file cannot be taken. Send one of these: %(kinds)s.",
                    kinds=", ".join(kind._labels()),
                )
            )
        return self._clean(content, mimetype), mimetype

    @api.model
    def _check_heic(self, content, kind):
        """Photos of some phones: taken as JPEG where the server can read them."""
        advice = self.env._(
            "Photos in the format HEIC cannot be taken. Choose “Most compatible” in the "
            "camera settings of the phone and take it again, or send a screenshot of it."
        )
        if "image/jpeg" not in kind._mimetypes():
            raise DocumentRefused(advice)
        try:
            return content_tools.clean_image(content, "image/jpeg"), "image/jpeg"
        except ValueError as error:  # no decoder installed, or damaged
            raise DocumentRefused(advice) from error

    @api.model
    def _clean(self, content, mimetype):
        if not mimetype.startswith("image/"):
            return content
        try:
            return content_tools.clean_image(content, mimetype)
        except ValueError as error:
            raise DocumentRefused(
                self.env._(
                    "The photo cannot be read or is too large. "
                    "Take it again and send it as JPEG or PNG."
                )
            ) from error

    # === Storing === #

    @api.model
    def _prepare_document_vals(self, owner, name, content, mimetype, kind):
        company = owner.company_id if "company_id" in owner._fields else self.env.company
        today = fields.Date.context_today(self)
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
            "retention_until": fields.Date.add(today, days=kind.retention_days)
            if kind.retention_days
            else False,
        }

    def _attach(self, contents):
        """Keep the bytes under generated names, readable through the documents only."""
        # by the server: what a user keeps as his own defaults makes no file public
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
