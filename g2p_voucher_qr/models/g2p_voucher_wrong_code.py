import logging
from datetime import timedelta

import psycopg2
from psycopg2.pool import PoolError

from odoo import api, fields, models
from odoo.http import request
from odoo.tools.misc import hmac

from odoo.addons.g2p_suite_base.tools import brakes

from ..tools import brake

_logger = logging.getLogger(__name__)
KEPT = timedelta(days=1)


class G2PVoucherWrongCode(models.Model):
    """A typed code that belongs to no voucher.

    Counted in a separate transaction, so that it counts even if the request is refused. Only a
    digest of the sender is stored, for a day.
    """

    _name = "g2p.voucher.wrong.code"
    _description = "Wrong voucher code"
    _no_user_defaults = True
    _without_company = "digests of senders, which only administrators see"
    _log_access = False
    _order = "date desc, id desc"

    subject = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    date = fields.Datetime(required=True, readonly=True)

    _of_subject_idx = models.Index("(subject, date)")

    # === BUSINESS === #
    @api.model
    def _wait(self):
        """Seconds until the caller may type another code; 0 if they may now."""
        now, wrong_sudo = fields.Datetime.now(), self.sudo()  # sudo: counts for everybody
        waits = [0]
        for subject, most in self._subjects().items():
            recent = [("subject", "=", subject), ("date", ">", now - brakes.WINDOW)]
            moments = wrong_sudo.search(recent, limit=most).mapped("date")
            waits.append(brakes.wait(moments, most, now))
        return max(waits)

    @api.model
    def _count(self):
        """Record a wrong code of the caller."""
        subjects = list(self._subjects())
        try:
            with self.env.registry.cursor() as cr:
                self._insert(cr, subjects)
        except (psycopg2.OperationalError, PoolError):
            # no second connection is free: it counts unless the request is refused
            _logger.warning("a wrong voucher code is counted in the request's own transaction")
            self._insert(self.env.cr, subjects)

    @api.model
    def _insert(self, cr, subjects):
        now = fields.Datetime.now()
        for subject in subjects:
            cr.execute(
                "INSERT INTO g2p_voucher_wrong_code (subject, date) VALUES (%s, %s)",
                [subject, now],
            )

    @api.model
    def _subject(self, kind, value):
        """The digest of a user or an address: comparable, but keyed with the server's secret, since
        all users and addresses could be tried."""
        # sudo: no user may read the server's secret
        return hmac(self.env(su=True), "g2p_voucher_wrong_code", f"{kind}:{value}")

    @api.model
    def _subjects(self):
        """{digest: limit of wrong codes} for the caller's sign-in and address.

        Staff and employees are counted separately from everybody else at their address: patients
        who wait there, or share a proxy with them, do not make them wait.
        """
        user, found = self.env.user, {}
        if not user._is_public():
            found[self._subject("user", user.id)] = brake.MAX_OF_USER
        address = brakes.network(request.httprequest.remote_addr) if request else ""
        if address:
            known = user._is_internal() or user._service_provider()
            kind = "staff" if known else "strangers"
            found[self._subject(kind, address)] = brake.MAX_OF[kind]
        return found

    @api.model
    def _sentence(self):
        """A sentence on why no code is accepted now, and what to do."""
        return self.env._(
            "Too many wrong codes were typed. Wait %(minutes)s min and try again, or scan the QR "
            "code, which is possible at any time.",
            minutes=max(-(-self._wait() // 60), 1),
        )

    @api.autovacuum
    def _gc_wrong_codes(self):
        # sudo: no user may delete them
        self.sudo().search([("date", "<", fields.Datetime.now() - KEPT)], limit=100_000).unlink()
