from urllib.parse import urlencode

from werkzeug.exceptions import HTTPException

from odoo import models
from odoo.http import request

from odoo.addons.g2p_suite_base.tools.numbers import MAX_ID

from ..tools.bare_page import bare_page
from ..tools.page_headers import protect


def no_such_address():
    """The 404 for an address whose number no database can look up: raised at once, so that nothing
    queries it, not even the website's own error page."""
    return HTTPException(response=bare_page(404))


class IrHttp(models.AbstractModel):
    """Responses below the suite's addresses (pages, redirects, refusals, errors) cannot be framed
    by other sites, leak no case address as a referrer, and are not sniffed for another type."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        """Addresses below which all pages are the suite's; each addon adds its own."""
        return ()

    @classmethod
    def _is_suite_address(cls, path):
        """Whether a page is the suite's; a website may have the language before it."""
        _root, _slash, after_language = path.removeprefix("/").partition("/")
        return any(
            way == address or way.startswith(f"{address}/")
            for address in cls._suite_addresses()
            for way in (path, f"/{after_language}")
        )

    @classmethod
    def _page_home(cls, path):
        """The start of the pages to which a path belongs; each portal names its own."""
        return "/"

    @classmethod
    def _sign_in_address(cls):
        """The page where people sign in; an addon with pages of its own for it names them."""
        return "/web/login"

    @classmethod
    def _sign_in_link(cls, way):
        """The sign-in page, from which people come back to this way."""
        return f"{cls._sign_in_address()}?{urlencode({'redirect': way})}"

    @classmethod
    def _assets_address(cls):
        """Where a website serves its styles and fonts from, if not from itself (its CDN)."""
        website = getattr(request, "website", None)
        return website.cdn_url or "" if website and website.cdn_activated else ""

    @classmethod
    def _match(cls, path_info):
        is_suite = cls._is_suite_address(path_info)
        try:
            if is_suite and "\0" in path_info:
                raise no_such_address()
            found = super()._match(path_info)
            if is_suite and cls._has_too_large_number(found[1]):
                raise no_such_address()
        except HTTPException as refused:
            # Odoo answers this itself and skips the two methods below; a 404 does not
            if refused.code not in (None, 404) and is_suite:
                refused.error_response = bare_page(refused.code, of=refused)
            raise
        return found

    @classmethod
    def _has_too_large_number(cls, arguments):
        return any(value > MAX_ID for value in arguments.values() if isinstance(value, int))

    @classmethod
    def _post_dispatch(cls, response):
        super()._post_dispatch(response)
        if cls._is_suite_address(request.httprequest.path):
            protect(response.headers, cls._assets_address())

    @classmethod
    def _handle_error(cls, exception):
        if answer := getattr(exception, "error_response", None):
            return answer  # of _match: 17.0 asks here too
        response = super()._handle_error(exception)
        if cls._is_suite_address(request.httprequest.path):
            if isinstance(response, HTTPException):
                response = response.get_response(request.httprequest.environ)
            protect(response.headers, cls._assets_address())
        return response
