from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

#: media types that may be shown in the browser's own viewer
_VIEWABLE = ("application/pdf", "image/jpeg", "image/png")


class DocumentController(http.Controller):
    @http.route("/document/<string:public_id>", type="http", auth="user", methods=["GET"])
    def document(self, public_id, view=None, **kw):
        """Send a document to someone who may read it; 404 to everybody else."""
        Document = request.env["g2p.document"]
        if not Document.has_access("read"):
            return request.not_found()
        document = Document.search([("public_id", "=", public_id)], limit=1)
        if not document:
            return request.not_found()
        try:
            content = document._content()
        except UserError as error:
            return request.make_response(str(error), status=410)
        request.env["g2p.document.download"]._log(document)
        return request.make_response(content, self._headers(document, view))

    def _headers(self, document, view):
        disposition = content_disposition(document.name)
        if view and document.mimetype in _VIEWABLE:
            disposition = disposition.replace("attachment", "inline", 1)
        return [
            ("Content-Type", document.mimetype),
            ("Content-Length", document.size),
            ("Content-Disposition", disposition),
            ("Cache-Control", "private, no-store"),
            ("X-Content-Type-Options", "nosniff"),
            ("Content-Security-Policy", "default-src 'none'; sandbox"),
        ]
