import logging
from http import HTTPStatus

from werkzeug import Response
from werkzeug.exceptions import RequestEntityTooLarge

from odoo import models
from odoo.exceptions import UserError
from odoo.http import SessionExpiredException, request

from ..tools.bare_page import bare_page
from ..tools.page_headers import POLICY, frame_policy

_logger = logging.getLogger(__name__)


class IrHttp(models.AbstractModel):
    """Errors of the suite's pages are pages of the same frame, with their status and a way on."""

    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        is_suite = cls._is_suite_address(request.httprequest.path)
        if is_suite and isinstance(exception, RequestEntityTooLarge):
            return cls._answer_too_large()  # Odoo reads the form again for its page, and fails
        response = super()._handle_error(exception)
        if is_suite and isinstance(exception, SessionExpiredException):
            cls._lead_to_sign_in(response)
        return response

    @classmethod
    def _lead_to_sign_in(cls, response):
        """Replace Odoo's sign-in page by the suite's."""
        address = response.headers.get("Location", "").partition("?")[0]
        if address.endswith("/web/login"):  # a website may have the language before it
            response.headers["Location"] = cls._sign_in_link(request.httprequest.full_path)

    @classmethod
    def _answer_too_large(cls):
        status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE.value
        try:
            if not request.env.uid:
                cls._auth_method_public()
            _code, page = cls._get_error_html(request.env, status, {})
        except Exception:
            _logger.exception("an error page could not be rendered")
            return bare_page(status, cls._way_on())
        response = Response(page, status=status, content_type="text/html; charset=utf-8")
        request.params = {}  # they could not be read; other addons (utm) ask for them
        cls._post_dispatch(response)
        return response

    @classmethod
    def _get_error_html(cls, env, code, values):
        """Called by ``http_routing``, which answers errors of pages with a page."""
        if not cls._is_suite_address(request.httprequest.path):
            return super()._get_error_html(env, code, values)
        policy = frame_policy(None, cls._assets_address())
        request.future_response.headers.set(POLICY, policy)
        return code, cls._error_page(env, code, values.get("exception"))

    @classmethod
    def _error_page(cls, env, code, exception):
        """The page as text; a bare one where even the frame cannot be rendered."""
        way = cls._way_on()
        values = {
            "status": code,
            # only sentences that are written for people
            "sentence": exception.args[0] if isinstance(exception, UserError) else "",
            "way": way,
            "page_home": cls._page_home(request.httprequest.path),
        }
        try:
            with env.cr.savepoint():
                return env["ir.ui.view"]._render_template("g2p_suite_page.error_page", values)
        except Exception:
            _logger.exception("the page of an error %s could not be rendered", code)
            return bare_page(code, way).get_data(as_text=True)

    @classmethod
    def _way_on(cls):
        """The form's page for a form; else the start of the portal."""
        path = request.httprequest.path
        return cls._answered_page() or cls._page_home(path)
