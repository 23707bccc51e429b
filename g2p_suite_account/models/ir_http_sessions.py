import logging
from time import time

from odoo import api, models
from odoo.http import SessionExpiredException, request, root

from odoo.addons.web.controllers.utils import _get_login_redirect_url

from .. import caller
from .ir_http import ODOOS

_logger = logging.getLogger(__name__)

#: in the session: when it was last used, and whether others use its device too
SEEN, SHARED = "g2p_seen", "g2p_shared"
#: the session is written once in this part of its time, not at each request
PARTS = 10


class IrHttp(models.AbstractModel):
    """Sessions end after a time without use; sooner on a telephone that others use too.

    Odoo has no such time: it removes old files of sessions once in a while, and its cookie lasts.
    """

    _inherit = "ir.http"

    @classmethod
    def _authenticate(cls, endpoint):
        caller.note()
        if request.session.uid is not None and not cls._is_used():
            if endpoint.routing["auth"] == "user":
                raise SessionExpiredException("Session expired")  # Odoo ends the session
            cls._end_session()
        return super()._authenticate(endpoint)

    @classmethod
    def _is_used(cls):
        """Whether the session was used within its time; if so it is used now."""
        session, now = request.session, time()
        unused = now - session.get(SEEN, now)
        longest = cls._idle_seconds()
        if unused > longest:
            return False
        if SEEN not in session or not 0 <= unused <= longest / PARTS:
            session[SEEN] = now
        return True

    @classmethod
    def _end_session(cls):
        """Go on as a visitor, with a new session at once: a form on the page needs its token."""
        session = request.session
        session.logout(keep_db=True)
        request.env = api.Environment(request.env.cr, None, session.context)
        try:
            root.session_store.rotate(session, request.env)
        except OSError:
            _logger.exception("a session could not be saved")
            session.can_save = False

    @classmethod
    def _idle_seconds(cls):
        settings = request.env["res.config.settings"]
        return 60 * settings._idle_minutes(cls._is_shared())

    @classmethod
    def _longest_session(cls):
        return min(super()._longest_session(), cls._idle_seconds())

    @classmethod
    def _session_seconds(cls):
        """The page warns before whichever ends first."""
        unused = max(time() - request.session.get(SEEN, 0), 0)
        return min(super()._session_seconds(), max(int(cls._idle_seconds() - unused), 0))

    # === For all ways to sign in === #

    @classmethod
    def _is_shared(cls):
        """Whether others use this device too, as its person has said."""
        return bool(request and request.session.get(SHARED))

    @classmethod
    def _mark_shared(cls, shared):
        """Remember before signing in that others use the device, for a second factor's page too."""
        if shared:
            request.session[SHARED] = True
        else:
            request.session.pop(SHARED, None)

    @classmethod
    def _open_session(cls, user_sudo, way):
        """Sign in somebody who has proven who they are without a password, with Odoo's own means: a
        second factor is asked for, and the session gets another number.

        :param str way: the path to go on
        :return: the address to go on: this path, or the page of the second factor before it
        """
        session = request.session
        session["uid"] = None
        session["pre_login"], session["pre_uid"] = user_sudo.login, user_sudo.id
        user_sudo.with_user(user_sudo)._update_last_login()
        request.env.flush_all()  # the session's token is computed from the stored account
        if not user_sudo._mfa_url():
            session.finalize(request.env)
            request.update_env(user=session["uid"])
        address = _get_login_redirect_url(user_sudo.id, way)
        page, mark, query = address.partition("?")
        return address if session.uid else f"{ODOOS.get(page, page)}{mark}{query}"
