from odoo import http
from odoo.exceptions import UserError
from odoo.http import request

from odoo.addons.g2p_document_store.controllers.main import POLICY
from odoo.addons.g2p_suite_base.controllers.file import PRIVATE, file_response
from odoo.addons.g2p_suite_page.controllers.portal_page import PageMixin


class DocumentPageController(PageMixin, http.Controller):
    @http.route(
        "/document/<string:public_id>/page/<int:number>", type="http", auth="user", methods=["GET"]
    )
    def page(self, public_id, number, **kw):
        """Send the image of a page to an employee who may read the document; 404 to others."""
        if not request.env.user._is_internal():
            raise request.not_found()
        document = self._find_one("g2p.document", [("public_id", "=", public_id)])
        try:
            content = document._page_content(number)
        except UserError as error:
            headers = [("Content-Type", "text/plain; charset=utf-8"), *PRIVATE, POLICY]
            return request.make_response(str(error), headers, status=409)
        if content is None:
            raise request.not_found()
        return file_response(f"{number}.jpg", content, "image/jpeg", True, [POLICY])
