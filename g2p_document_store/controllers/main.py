from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request

_SAFETY_HEADERS = [
    ("Cache-Control", "private, no-store"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'"),
    ("Referrer-Policy", "no-referrer"),
]


class DocumentController(http.Controller):
    @http.route("/document/<string:public_id>", type="http", auth="user", methods=["GET"])
    def document(self, public_id, view=None, **kw):
        """Send a document to a user who may read it; 404 to everybody else."""
        document = self._find(public_id)
        if not document:
            raise request.not_found()
        try:
            content = document._content()
        except UserError as error:
            headers = [("Content-Type", "text/plain; charset=utf-8"), *_SAFETY_HEADERS]
            response = request.make_response(str(error), headers=headers)
            response.status_code = 409
            return response
        request.env["g2p.document.download"]._log(document)
        return request.make_response(content, headers=self._headers(document, view))

    def _find(self, public_id):
        """The document, if the user may read it: a missing and a foreign one look alike."""
        documents = request.env["g2p.document"]
        if not documents.has_access("read"):
            return documents
        return documents.search([("public_id", "=", public_id)], limit=1)

    def _headers(self, document, view):
        disposition = content_disposition(document.name)
        if view and document._is_viewable():
            disposition = disposition.replace("attachment", "inline", 1)
        return [
            ("Content-Type", document.mimetype),
            ("Content-Length", str(document.size)),
            ("Content-Disposition", disposition),
            *_SAFETY_HEADERS,
        ]
