from odoo import SUPERUSER_ID, api, fields, models


class G2PDocumentPage(models.Model):
    """An image of a page of a document, drawn by the server; number 0 is the thumbnail.

    Its bytes are an attachment of the document, so that they follow its rights: its ``res_field``
    needs ``base.group_system``, and only the viewer's own route reads them.
    """

    _name = "g2p.document.page"
    _description = "Page of a Document"
    _inherit = "g2p.kept.mixin"
    _order = "number, id"
    _rec_name = "document_id"

    document_id = fields.Many2one("g2p.document", required=True, readonly=True, ondelete="cascade")
    number = fields.Integer("Page", required=True, readonly=True)
    width = fields.Integer(required=True, readonly=True)
    height = fields.Integer(required=True, readonly=True)
    sha256 = fields.Char("SHA-256", required=True, readonly=True)
    original_sha256 = fields.Char("SHA-256 of the original", required=True, readonly=True)
    attachment_id = fields.Many2one(
        "ir.attachment",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        groups="base.group_system",
    )

    # also finds the pages of a document
    _number_uniq = models.Constraint(
        "UNIQUE (document_id, number)", "A page of a document has one image."
    )

    # === CRUD: only the server writes === #

    def _kept_sentences(self):
        return {
            "create": self.env._("Images of pages are drawn by the server only."),
            "write": self.env._("Images of pages do not change."),
        }

    # === BUSINESS === #

    @api.model
    def _keep(self, document, images):
        """Store the images of a document.

        :param images: list of ``draw.Image``
        """
        # sudo: by the server, so that a user's default values cannot make a file public
        attachments = self.env["ir.attachment"].with_user(SUPERUSER_ID)
        attachments = attachments.create(
            [
                {
                    "name": f"{document.public_id}-{image.number}.jpg",
                    "raw": image.content,
                    "mimetype": "image/jpeg",
                    "res_model": document._name,
                    "res_id": document.id,
                    "res_field": "page_ids",
                }
                for image in images
            ]
        )
        # sudo: users have no access at all
        return self.sudo().create(
            [
                {
                    "document_id": document.id,
                    "number": image.number,
                    "width": image.width,
                    "height": image.height,
                    "sha256": document._checksum(image.content),
                    "original_sha256": document.sha256,
                    "attachment_id": attachment.id,
                }
                for image, attachment in zip(images, attachments, strict=True)
            ]
        )

    @api.model
    def _remove(self, documents):
        """Remove the images of the documents, and their bytes."""
        # sudo: users have no access at all
        pages_sudo = self.sudo().search([("document_id", "in", documents.ids)])
        attachments_sudo = pages_sudo.attachment_id
        pages_sudo.unlink()
        attachments_sudo.unlink()
