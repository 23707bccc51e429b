from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.g2p_suite_base.controllers.file import PRIVATE, file_response
from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin

#: nothing in a file from outside runs, loads or sends anything
POLICY = ("Content-Security-Policy", "default-src 'none'; frame-ancestors 'self'")


class DocumentController(PageMixin, http.Controller):
    @http.route("/document/<string:public_id>", type="http", auth="user", methods=["GET"])
    def document(self, public_id, view=None, **kw):
        """Send a document to a user who may read it; 404 to everybody else."""
        document = self._find_one("g2p.document", [("public_id", "=", public_id)])
        try:
            content = document._content()
        except UserError as error:
            headers = [("Content-Type", "text/plain; charset=utf-8"), *PRIVATE, POLICY]
            return request.make_response(str(error), headers, status=409)
        request.env["g2p.document.download"]._log(document)
        is_shown = bool(view) and document._is_viewable()
        return file_response(document.name, content, document.mimetype, is_shown, [POLICY])
