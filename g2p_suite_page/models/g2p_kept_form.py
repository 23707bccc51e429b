import hashlib
import json
import logging
import re
import secrets
import time

import psycopg2
from psycopg2.pool import PoolError
from werkzeug.datastructures import MultiDict

from odoo import SUPERUSER_ID, api, fields, models
from odoo.http import request
from odoo.tools.misc import consteq, hmac

from ..tools import form_page

_logger = logging.getLogger(__name__)

#: minutes a user has to sign in again
MINUTES = 15
#: seconds that a page with a form may stay open: as long as Odoo's sessions last
OPEN = 7 * 24 * 3600
#: user, end of its time, seal
STAMPED = re.compile(r"([0-9]{1,10})\.([0-9]{1,12})\.([0-9a-f]{64})")
#: limits: characters of one form, and forms of one user
MAX_LENGTH, MAX_FORMS = 50_000, 5
#: attempts: many users send at the same moment once a server is back
TRIES = 5


class G2PKeptForm(models.Model):
    """A form sent after the session had ended, until the same user has signed in again.

    Telephones are shared, so it is bound to the user for whom the page was rendered, and deleted
    when another user presents its token. The values reappear in the form and are never submitted
    automatically. Files are not kept.
    """

    _name = "g2p.kept.form"
    _description = "Form Kept During Sign-in"
    _no_user_defaults = True
    _without_company = "forms of one user that nobody else sees"
    _order = "id desc"
    _rec_name = "address"
    _log_access = False

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    address = fields.Char(required=True, readonly=True)
    digest = fields.Char(required=True, readonly=True, index=True)
    content = fields.Text(required=True, readonly=True)
    until = fields.Datetime(required=True, readonly=True)

    # === The user a page is rendered for === #

    @api.model
    def _stamp(self):
        """The stamp of a form: whom its page was rendered for. Unlike the token it outlives the
        session."""
        if self.env.user._is_public():
            return ""
        until = int(time.time()) + OPEN
        return f"{self.env.uid}.{until}.{self._seal(self.env.uid, until)}"

    @api.model
    def _stamped_user(self, stamp):
        """The id of the user for whom the page was rendered, or None."""
        parts = STAMPED.fullmatch(stamp or "")
        if not parts:
            return None
        uid, until = int(parts[1]), int(parts[2])
        is_genuine = consteq(parts[3], self._seal(uid, until))
        return uid if is_genuine and until >= time.time() else None

    @api.model
    def _seal(self, uid, until):
        # sudo: the server's own secret
        return hmac(self.env(su=True), "g2p_form", f"{uid}.{until}")

    # === Keeping === #

    @api.model
    def _keep(self, user_id, address, form):
        """Store a form, in its own transaction: that of the request is rolled back.

        :param form: MultiDict of the fields sent
        :return: the token to restore it; empty when it could not be stored
        """
        content = json.dumps(form_page.keepable(form.lists()))
        if len(content) > MAX_LENGTH:
            return ""
        token = secrets.token_urlsafe(18)
        vals = {"user_id": user_id, "address": address, "content": content}
        try:
            self._try_to_replace({**vals, "digest": self._digest(token)})
        except (psycopg2.Error, PoolError):
            _logger.exception("a form of user %s could not be kept", user_id)
            return ""
        return token

    @api.model
    def _try_to_replace(self, vals):
        for tries_left in reversed(range(TRIES)):
            try:
                with self.env.registry.cursor() as fresh:
                    self._of(fresh)._replace(vals)
                break
            except psycopg2.errors.SerializationFailure:  # others deleted the same old forms
                if not tries_left:
                    raise

    @api.model
    def _of(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {})[self._name]

    @api.model
    def _replace(self, vals):
        """Add a form; delete those of the same page, surplus ones and old ones."""
        now = fields.Datetime.now()
        mine = self.search([("user_id", "=", vals["user_id"])])
        same = mine.filtered(lambda form: form.address == vals["address"])
        old = self.search([("until", "<", now)])
        gone = same | mine[MAX_FORMS - 1 :] | old
        self.env.cr.execute(
            "DELETE FROM g2p_kept_form WHERE id = ANY(%s)", [gone.ids], log_exceptions=False
        )
        gone.invalidate_recordset()
        self.create({**vals, "until": fields.Datetime.add(now, minutes=MINUTES)})

    @api.model
    def _digest(self, token):
        return hashlib.sha256(token.encode()).hexdigest()

    # === Restoring a form === #

    @api.model
    def _of_request(self):
        """The form that the current user had filled in on this page.

        :return: MultiDict, empty when it no longer exists; None when no form is requested
        """
        token = request.httprequest.args.get(form_page.KEPT)
        return None if token is None else self._take(token)

    @api.model
    def _notice(self):
        """The notice of the page: *kept*, *again* (nothing was typed, or nothing could be kept),
        *gone* (it was sent, is too old, or belongs to somebody else), or nothing."""
        token = request.httprequest.args.get(form_page.KEPT)
        if token is None:
            return ""
        if self._take(token):
            return "kept"
        return "again" if not token or self._find(token) else "gone"

    @api.model
    def _take(self, token):
        found_sudo = self._find(token)
        return MultiDict(json.loads(found_sudo.content) if found_sudo else {})

    @api.model
    def _find(self, token):
        """The form of a token, as long as it is kept for this user."""
        # sudo: found by a secret token, then checked against the user
        found_sudo = self.sudo().search([("digest", "=", self._digest(token))], limit=1)
        if found_sudo and found_sudo.user_id.id != self.env.uid:
            self._discard(found_sudo.ids)
            return self.browse()
        return found_sudo.filtered(lambda form: form.until >= fields.Datetime.now())

    @api.model
    def _discard(self, ids):
        """Delete it: another user presented the token. The page may be on a read-only
        connection."""
        with self.env.registry.cursor() as fresh:
            self._of(fresh).browse(ids).exists().unlink()

    @api.model
    def _forget(self, address):
        """Delete it: the user has sent this form."""
        mine = [("user_id", "=", self.env.uid), ("address", "=", address)]
        self.sudo().search(mine).unlink()  # sudo: the user's own

    @api.autovacuum
    def _gc_kept_forms(self):
        """Delete forms that nobody came back for."""
        self.sudo().search([("until", "<", fields.Datetime.now())]).unlink()  # sudo: too old
