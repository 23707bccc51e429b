import logging
import secrets
from datetime import timedelta

import psycopg2
from psycopg2.pool import PoolError

from odoo import api, fields, models
from odoo.http import request
from odoo.tools.misc import consteq, hmac

from odoo.addons.g2p_suite_base.tools import brakes

from .. import caller

_logger = logging.getLogger(__name__)
KEPT = timedelta(days=1)
#: wrong ones of one account within the window, from one address and from everywhere
MOST_HERE, MOST_EVERYWHERE = 5, 50
#: mails to one address: within the window and a day from one network, a day from everywhere
MAILS_HERE, MAILS_HERE_A_DAY, MAILS_A_DAY = 5, 10, 50
#: mails to all addresses from one network within the window
MAILS_OF_A_NETWORK = 60
#: what a brake counts, beside logins and numbers of users
MAIL, NETWORK = "mail", "network"
#: cookie of a browser in which the account has signed in, and its seconds
KNOWN, KNOWN_FOR = "g2p_known", 365 * 24 * 3600


class G2PSignInFailure(models.Model):
    """A wrong password or code, for all processes of all servers.

    Passwords are counted for the login, codes of the second factor for the number of the user.
    Counted for the account at one address, so that others behind that address (a hospital, a whole
    network) sign in as before, and for the account from everywhere. A browser in which the account
    has signed in before is counted by itself, so that strangers do not make its owner wait. An
    account that does not exist is counted like any other. Only digests are stored, for a day, in a
    transaction of their own.
    """

    _name = "g2p.sign.in.failure"
    _description = "Wrong password"
    _no_user_defaults = True
    _without_company = "digests of logins, which only administrators see"
    _log_access = False
    _order = "date desc, id desc"

    subject = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    account = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    date = fields.Datetime(required=True, readonly=True)

    _of_subject_idx = models.Index("(subject, date)")
    _account_idx = models.Index("(account)")

    @api.model
    def _wait(self, user):
        """Seconds until the account may be tried again from here; 0 if it may now.

        :param user: its login, for a password; its number, for a code; (kind, text) for others
        """
        now, failures_sudo = fields.Datetime.now(), self.sudo()  # sudo: counts for everybody
        waits = [0]
        for subject, most, window in self._limits(user):
            recent = [("subject", "=", subject), ("date", ">", now - window)]
            moments = failures_sudo.search(recent, limit=most).mapped("date")
            waits.append(brakes.wait(moments, most, now, window))
        return max(waits)

    @api.model
    def _count(self, user):
        """Record a wrong one; the transaction of the request is rolled back."""
        account = self._account(user)
        rows = [(subject, account) for subject in {limit[0] for limit in self._limits(user)}]
        try:
            with self.env.registry.cursor() as cr:
                self._insert(cr, rows)
        except (psycopg2.OperationalError, PoolError):
            # no second connection is free
            _logger.warning("a wrong password or code could not be counted")

    @api.model
    def _insert(self, cr, rows):
        now = fields.Datetime.now()
        for subject, account in rows:
            cr.execute(
                "INSERT INTO g2p_sign_in_failure (subject, account, date) VALUES (%s, %s, %s)",
                [subject, account, now],
            )

    @api.model
    def _forget(self, login):
        """Let the account be tried at once: its owner has come with a link from the mail."""
        # sudo: no user may delete them
        self.sudo().search([("account", "=", self._account(login))]).unlink()

    @api.model
    def _account(self, user):
        return self._digest("account", *self._named(user))

    @api.model
    def _limits(self, user):
        """[(digest, most, window)] of the account here, and everywhere."""
        named = self._named(user)
        if browser := self._known_browser(named):
            return [(self._digest("browser", browser, *named), MOST_HERE, brakes.WINDOW)]
        network = brakes.network(caller.address())
        here = self._digest("here", network, *named)
        everywhere = self._digest("everywhere", *named)
        if named[0] == NETWORK:
            return [(here, MAILS_OF_A_NETWORK, brakes.WINDOW)]
        if named[0] == MAIL:
            return [
                (here, MAILS_HERE, brakes.WINDOW),
                (here, MAILS_HERE_A_DAY, KEPT),
                (everywhere, MAILS_A_DAY, KEPT),
            ]
        return [(here, MOST_HERE, brakes.WINDOW), (everywhere, MOST_EVERYWHERE, brakes.WINDOW)]

    @api.model
    def _named(self, user):
        """A login and a number that looks like it are two accounts.

        A number stands for codes while a second factor is asked for. Otherwise it is one of a call
        (RPC), whose password is the login's: both are counted as one.
        """
        if isinstance(user, tuple):
            return user
        users = self.env["res.users"]
        if not isinstance(user, int):
            return "login", users._known_login(str(user)).lower()
        is_code = request and request.session.get("pre_uid") == user
        is_code = is_code or caller.address() is None
        # sudo: before signing in; only a digest of it is stored
        login = "" if is_code else users.sudo().browse(user).exists().login
        return ("login", login.lower()) if login else ("number", str(int(user)))

    # === A browser in which the account has signed in === #

    @api.model
    def _known_browser(self, named):
        """The text by which the browser that asks is known to the account, if it is."""
        if not request or named[0] != "login":
            return ""
        text, _dot, seal = (request.httprequest.cookies.get(KNOWN) or "").partition(".")
        is_sealed = text and seal.isascii() and consteq(seal, self._seal(text, named))
        return text if is_sealed else ""

    @api.model
    def _know_browser(self, login):
        """Give the browser a cookie that names nobody; not on a telephone that others use too."""
        named = self._named(login)
        is_shared = self.env["ir.http"]._is_shared()
        if not request or is_shared or self._known_browser(named):
            return
        text = secrets.token_urlsafe(16)
        request.future_response.set_cookie(
            KNOWN,
            f"{text}.{self._seal(text, named)}",
            max_age=KNOWN_FOR,
            httponly=True,
            samesite="Lax",
            secure=request.httprequest.scheme == "https",
        )

    @api.model
    def _seal(self, text, named):
        return self._digest("known", text, *named)

    @api.model
    def _digest(self, *parts):
        # sudo: no user may read the server's secret
        return hmac(self.env(su=True), "g2p_sign_in_failure", "\0".join(parts))

    @api.model
    def _sentence_wrong(self):
        """Odoo's own says what, and not what to do."""
        return self.env._(
            "This e-mail address and this password do not belong together. Check both, or set a "
            "new password: “I forgot my password”."
        )

    @api.model
    def _sentence(self, user, seconds):
        minutes = max(-(-seconds // 60), 1)
        if not isinstance(user, str):
            return self.env._(
                "Too many wrong codes for this account. Wait %(minutes)s min and try again, or ask "
                "the office.",
                minutes=minutes,
            )
        if not self.env["res.users"]._can_mail():
            return self.env._(
                "Too many wrong passwords for this account. Wait %(minutes)s min and try again, or "
                "ask the office.",
                minutes=minutes,
            )
        return self.env._(
            "Too many wrong passwords for this account. Wait %(minutes)s min and try again, or "
            "ask for a link to set a new password, with which you can sign in at once.",
            minutes=minutes,
        )

    @api.autovacuum
    def _gc_sign_in_failures(self):
        # all of them: strangers add more than a part of them
        query = "DELETE FROM g2p_sign_in_failure WHERE date < %s"
        self.env.cr.execute(query, [fields.Datetime.now() - KEPT])
