import logging
from datetime import timedelta

import psycopg2
from psycopg2.pool import PoolError

from odoo import api, fields, models
from odoo.http import request
from odoo.tools.misc import hmac

from odoo.addons.g2p_suite_base.tools import brakes

from ..tools.logins import typed_login

_logger = logging.getLogger(__name__)
KEPT = timedelta(days=1)
#: wrong ones of one account within the window, from one address and from everywhere
MOST_HERE, MOST_EVERYWHERE = 5, 50


class G2PSignInFailure(models.Model):
    """A wrong password or code, for all processes of all servers.

    Passwords are counted for the login, codes of the second factor for the number of the user.
    Counted for the account at one address, so that others behind that address (a hospital, a whole
    network) sign in as before, and for the account from everywhere. An account that does not exist
    is counted like any other. Only digests are stored, for a day, in a transaction of their own.
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

    @api.model
    def _wait(self, user):
        """Seconds until the account may be tried again from here; 0 if it may now.

        :param user: its login, for a password; its number, for a code; (kind, text) for others
        """
        now, failures_sudo = fields.Datetime.now(), self.sudo()  # sudo: counts for everybody
        waits = [0]
        for subject, most in self._subjects(user).items():
            recent = [("subject", "=", subject), ("date", ">", now - brakes.WINDOW)]
            moments = failures_sudo.search(recent, limit=most).mapped("date")
            waits.append(brakes.wait(moments, most, now))
        return max(waits)

    @api.model
    def _count(self, user):
        """Record a wrong one; the transaction of the request is rolled back."""
        rows = [(subject, self._account(user)) for subject in self._subjects(user)]
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
    def _subjects(self, user):
        """{digest: limit} of the account here, and everywhere."""
        named = self._named(user)
        network = brakes.network(request.httprequest.remote_addr) if request else ""
        return {
            self._digest("here", network, *named): MOST_HERE,
            self._digest("everywhere", *named): MOST_EVERYWHERE,
        }

    @api.model
    def _named(self, user):
        """A login and a number that looks like it are two accounts."""
        if isinstance(user, tuple):
            return user
        if isinstance(user, str):
            return "login", typed_login(user).lower()
        return "number", str(int(user))

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
        return self.env._(
            "Too many wrong passwords for this account. Wait %(minutes)s min and try again, or "
            "ask for a link to set a new password, with which you can sign in at once.",
            minutes=minutes,
        )

    @api.autovacuum
    def _gc_sign_in_failures(self):
        # sudo: no user may delete them
        self.sudo().search([("date", "<", fields.Datetime.now() - KEPT)], limit=100_000).unlink()
