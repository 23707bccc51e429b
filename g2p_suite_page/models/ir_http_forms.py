import logging
import re
from time import time
from urllib.parse import quote, unquote

import werkzeug.exceptions
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, HTTPException

from odoo import models
from odoo.http import SESSION_LIFETIME, SessionExpiredException, request, root

from odoo.addons.g2p_suite_base.tools import after_commit

from ..tools.form_page import KEPT, STAMP, fill
from ..tools.page_headers import protect

_logger = logging.getLogger(__name__)

#: cookie: the next page says that the form is saved. Not in the session, which is a file: a full
#: disk must not fail a page whose answers are in the database
SAVED, SAVED_SECONDS = "g2p_saved", 60
#: header of a form that a script sends (photos.js)
BY_SCRIPT = "X-Sent-By-Script"
#: in the session: since when its time runs
SINCE = "g2p_since"


class IrHttp(models.AbstractModel):
    """An address that receives a form redirects to the form's page when it gets no form, when the
    session has ended, and when another tab began a new session. The page shows the values again."""

    _inherit = "ir.http"

    @classmethod
    def _suite_addresses(cls):
        own = ("/suite", "/assistance/health", "/assistance/accessibility")
        return (*super()._suite_addresses(), *own)

    # === Which page has the form === #

    @classmethod
    def _form_page(cls, path):
        """The address of the page whose form is sent to this address; empty for other addresses."""
        if not cls._is_suite_address(path):
            return ""
        # a website may have the language before it
        language, _slash, rest = path.removeprefix("/").partition("/")
        ways = (("", path), (f"/{quote(language, safe='')}", f"/{rest}"))
        return next((lead + page for lead, way in ways if (page := cls._page_of_route(way))), "")

    @classmethod
    def _answered_page(cls):
        """The address of the form's page, if this request answers a form with a page; else
        empty."""
        is_sent = request.httprequest.method == "POST"
        return cls._form_page(request.httprequest.path) if is_sent else ""

    @classmethod
    def _page_of_route(cls, path):
        routes = request.env["ir.http"].routing_map()
        try:
            adapter = routes.bind_to_environ(request.httprequest.environ)
            rule, arguments = adapter.match(path_info=path, method="POST", return_rule=True)
        except HTTPException:
            return ""
        page = getattr(rule.endpoint, "form_page", "")
        return fill(page, {**cls._sent_form(), **arguments}) if page else ""

    @classmethod
    def _sent_form(cls):
        """The fields sent; none if the request is not a form, or too large."""
        try:
            return request.httprequest.form
        except HTTPException:
            return MultiDict()

    @classmethod
    def _match(cls, path_info):
        if request.httprequest.method in ("GET", "HEAD") and "\0" not in path_info:
            page = cls._form_page(path_info)
            if page and unquote(page) != path_info:  # as it was sent, with quoted characters
                werkzeug.exceptions.abort(cls._lead_to(page))
        return super()._match(path_info)

    @classmethod
    def _lead_to(cls, page):
        response = request.redirect(page)
        protect(response.headers)
        return response

    # === Dispatching === #

    @classmethod
    def _pre_dispatch(cls, rule, args):
        super()._pre_dispatch(rule, args)
        is_sent = request.httprequest.method == "POST"
        if is_sent and cls._is_suite_address(request.httprequest.path):
            token = request.get_http_params().get("csrf_token") or ""
            if not cls._is_token(token):  # Odoo fails with an error 500
                raise BadRequest("Session expired (invalid CSRF token)")

    @classmethod
    def _is_token(cls, token):
        """Whether it can be compared with a token at all."""
        return isinstance(token, str) and token.isascii()

    @classmethod
    def _authenticate(cls, endpoint):
        after_commit.guard(request.env.cr)  # the first use of the request's form
        return super()._authenticate(endpoint)

    @classmethod
    def _dispatch(cls, endpoint):
        if cls._is_suite_address(request.httprequest.path):
            request.env["g2p.kept.form"]._of_request()  # deleted when another user presents it
            for name in (STAMP, KEPT):  # a field of the frame, not of a route
                request.params.pop(name, None)
        return super()._dispatch(endpoint)

    @classmethod
    def _post_dispatch(cls, response):
        try:
            super()._post_dispatch(response)
        except OSError:
            # signing in and out needs the session; any other page works without saving it
            is_suite = cls._is_suite_address(request.httprequest.path)
            if request.session.should_rotate or not request.session.can_save or not is_suite:
                raise
            _logger.exception("a session could not be saved")
            request.session.can_save = False
            super()._post_dispatch(response)
        is_sent = request.httprequest.method == "POST" and response.status_code == 303
        if is_sent and request.env.uid and (page := cls._form_page(request.httprequest.path)):
            request.env["g2p.kept.form"]._forget(page)

    # === The session ended or was replaced === #

    @classmethod
    def _handle_error(cls, exception):
        page = cls._page_to_go_on(exception) if request.httprequest.method == "POST" else ""
        if page and not isinstance(exception, SessionExpiredException):
            return cls._lead_to(page)
        response = super()._handle_error(exception)
        if page:
            response.headers["Location"] = cls._sign_in_link(page)
        return response

    @classmethod
    def _page_to_go_on(cls, exception):
        """The page to continue on for a form without its session; empty for other errors."""
        if not (isinstance(exception, SessionExpiredException) or cls._is_outdated(exception)):
            return ""
        page = cls._form_page(request.httprequest.path)
        return page and f"{page}?{KEPT}={cls._keep_form(page)}"

    @classmethod
    def _is_outdated(cls, exception):
        """Whether the form carries the token of another session."""
        token = cls._sent_form().get("csrf_token") if isinstance(exception, BadRequest) else None
        return bool(token) and not (cls._is_token(token) and request.validate_csrf(token))

    @classmethod
    def _keep_form(cls, page):
        """Keep the form for the user for whom its page was rendered, and for nobody else."""
        form, now = cls._sent_form(), request.session.uid
        user_id = request.env["g2p.kept.form"]._stamped_user(form.get(STAMP))
        if not user_id or now not in (None, user_id):
            return ""
        request.env.cr.rollback()  # the request is refused; the form is kept in its own transaction
        return request.env["g2p.kept.form"]._keep(user_id, page, form)

    # === The notice on the next page === #

    @classmethod
    def _announce_saved(cls):
        """Make the next page say that the form is saved."""
        request.future_response.set_cookie(
            SAVED, "1", max_age=SAVED_SECONDS, expires=None, httponly=True, samesite="Lax"
        )

    @classmethod
    def _was_saved(cls):
        """Whether this page has to say so; true once, and not for a script that opens the page of
        the answer afterwards."""
        asked = request.httprequest
        if not asked.cookies.get(SAVED) or asked.headers.get(BY_SCRIPT):
            return False
        request.future_response.set_cookie(SAVED, "", max_age=0, expires=0, httponly=True)
        return True

    # === Before the session ends === #

    @classmethod
    def _session_seconds(cls):
        """Seconds until the session ends; a request in its second half extends it."""
        longest = cls._longest_session()
        passed = time() - request.session.get(SINCE, 0)
        if not 0 <= passed <= longest / 2 and cls._prolong_session():
            passed = 0
        return max(int(longest - passed), 0)

    @classmethod
    def _longest_session(cls):
        # sudo: the session's length is no secret
        parameters_sudo = request.env["ir.config_parameter"].sudo()
        value = parameters_sudo.get_param("sessions.max_inactivity_seconds") or ""
        return int(value) if re.fullmatch(r"[1-9][0-9]{0,8}", value) else SESSION_LIFETIME

    @classmethod
    def _prolong_session(cls):
        """Restart the session's time. Return whether it was restarted."""
        request.session[SINCE] = time()
        return cls._try_to_save_session()

    @classmethod
    def _try_to_save_session(cls):
        """Save the session now. Return whether it was saved: a full disk must not fail a page."""
        try:
            root.session_store.save(request.session)
        except OSError:
            _logger.exception("a session could not be saved")
            request.session.can_save = False
            return False
        request.session.touch()  # and its cookie
        return True
