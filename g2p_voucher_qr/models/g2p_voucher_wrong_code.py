import logging
from datetime import timedelta

import psycopg2
from psycopg2.pool import PoolError

from odoo import api, fields, models
from odoo.http import request
from odoo.tools.misc import hmac

from ..tools import brake

_logger = logging.getLogger(__name__)
KEPT = timedelta(days=1)


class G2PVoucherWrongCode(models.Model):
    """A typed code that was no voucher's.

    Counted in a transaction of its own, so that it counts too when what it was typed for is
    refused. Only a digest is kept of who typed it, and for a day.
    """

    _name = "g2p.voucher.wrong.code"
    _description = "Wrong voucher code"
    _no_user_defaults = True
    _without_company = "digests of who types, which administrators alone see"
    _log_access = False
    _order = "date desc, id desc"

    subject = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    date = fields.Datetime(required=True, readonly=True)

    _of_subject_idx = models.Index("(subject, date)")

    # === BUSINESS === #
    @api.model
    def _wait(self):
        """Seconds for which who asks types no further code; 0 when they may."""
        now, wrong_sudo = fields.Datetime.now(), self.sudo()  # sudo: counted for everybody
        waits = [0]
        for subject, most in self._subjects().items():
            recent = [("subject", "=", subject), ("date", ">", now - brake.WINDOW)]
            moments = wrong_sudo.search(recent, limit=most).mapped("date")
            waits.append(brake.wait(moments, most, now))
        return max(waits)

    @api.model
    def _count(self):
        """Note a wrong code of who asks."""
        subjects = list(self._subjects())
        try:
            with self.env.registry.cursor() as cr:
                self._note(cr, subjects)
        except (psycopg2.OperationalError, PoolError):
            # no second connection is free: it counts unless what it was typed for is refused
            _logger.warning("a wrong voucher code is counted without a connection of its own")
            self._note(self.env.cr, subjects)

    @api.model
    def _note(self, cr, subjects):
        now = fields.Datetime.now()
        for subject in subjects:
            cr.execute(
                "INSERT INTO g2p_voucher_wrong_code (subject, date) VALUES (%s, %s)",
                [subject, now],
            )

    @api.model
    def _subject(self, kind, value):
        """What is kept of a user or an address: enough to know it again, under the server's own
        secret, since all users and addresses could be tried."""
        # sudo: the server's secret is nobody's to read
        return hmac(self.env(su=True), "g2p_voucher_wrong_code", f"{kind}:{value}")

    @api.model
    def _subjects(self):
        """{digest: most wrong codes} of the sign-in and the address of who asks.

        Staff and employees are counted apart from everybody else at their address: who waits
        with the patients, or shares a proxy with them, does not make them wait.
        """
        user, found = self.env.user, {}
        if not user._is_public():
            found[self._subject("user", user.id)] = brake.MAX_OF_USER
        address = brake.network(request.httprequest.remote_addr) if request else ""
        if address:
            known = user._is_internal() or user._service_provider()
            kind = "staff" if known else "strangers"
            found[self._subject(kind, address)] = brake.MAX_OF[kind]
        return found

    @api.model
    def _sentence(self):
        """Why no further code is taken, and what to do."""
        return self.env._(
            "Too many wrong codes were typed. Wait %(minutes)s min and try again, or scan the QR "
            "code: that is possible at any time.",
            minutes=max(-(-self._wait() // 60), 1),
        )

    @api.autovacuum
    def _gc_wrong_codes(self):
        # sudo: nobody deletes them otherwise
        self.sudo().search([("date", "<", fields.Datetime.now() - KEPT)], limit=100_000).unlink()
