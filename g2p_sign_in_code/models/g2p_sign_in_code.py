import json
import logging

import psycopg2
from psycopg2.pool import PoolError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools import SQL
from odoo.tools.misc import hmac

from odoo.addons.g2p_suite_base.tools import brakes, folding

from .. import vault
from ..tools import codes, limits

_logger = logging.getLogger(__name__)

#: column of a digest: how often codes may be asked for under it
LIMITS = {
    "subject_here": limits.HERE,
    "subject": limits.EVERYWHERE,
    "network": limits.ADDRESS,
    "registrant_id": limits.PERSON,  # known when a contact is confirmed; codes are sent anywhere
}


class G2PSignInCode(models.Model):
    """A one-time code that somebody asked for, for all processes of all servers.

    An unknown ID number gets a row like any other, and its code is sent to nobody: the answer and
    its time are the same for everybody, since the number is looked up only when the code is sent.
    The row has digests, and until it is sent the code and the number under the server's
    key-encryption key. It is written in a transaction of its own, so that a request that is rolled
    back counts too.
    """

    _name = "g2p.sign.in.code"
    _description = "One-time Code"
    _inherit = "g2p.deferred.mixin"
    _no_user_defaults = True
    _without_company = "digests of codes, which only administrators see"
    _log_access = False
    _order = "id desc"
    _rec_name = "purpose"

    handle = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    purpose = fields.Selection(
        [("sign_in", "Sign in"), ("prove", "Prove who one is"), ("confirm", "Confirm a contact")],
        required=True,
        readonly=True,
    )
    channel = fields.Selection([("sms", "SMS"), ("email", "E-mail")], required=True, readonly=True)
    subject = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    subject_here = fields.Char(required=True, readonly=True, groups=fields.NO_ACCESS)
    network = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    recipient = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    sealed = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    digest = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    lang = fields.Char(readonly=True)
    user_id = fields.Many2one("res.users", readonly=True, index=True, ondelete="cascade")
    registrant_id = fields.Many2one("res.partner", readonly=True, index=True, ondelete="cascade")
    tries = fields.Integer(required=True, readonly=True, default=0)
    date = fields.Datetime("Asked on", required=True, readonly=True)
    date_end = fields.Datetime("Ends on", required=True, readonly=True)
    date_sent = fields.Datetime("Sent on", readonly=True)
    date_used = fields.Datetime("Used on", readonly=True)

    _handle_unique = models.Constraint("UNIQUE(handle)", "This code already exists.")
    _subject_here_idx = models.Index("(subject_here, date)")
    _subject_idx = models.Index("(subject, date)")
    _network_idx = models.Index("(network, date)")
    _recipient_idx = models.Index("(recipient, date_sent) WHERE recipient IS NOT NULL")
    _date_idx = models.Index("(date)")

    # === BUSINESS === #

    @api.model
    def _channels(self):
        """The ways on which this server can send a code: none without its key."""
        if not vault.is_ready(self.env):
            return []
        has_sender = bool(self.env.company._mail_sender())
        found = [("sms", self.env["g2p.sms"]._gateway().delivers), ("email", has_sender)]
        return [channel for channel, is_there in found if is_there]

    @api.model
    def _ask(self, purpose, channel, number="", contact="", registrant=None):
        """Record that somebody asks for a code, and have it sent after the commit.

        :param str number: an ID number as it was typed; whose it is, is looked up by the sending
        :param str contact: which a signed-in person wants to confirm
        :param registrant: that person
        :return: (handle, 0), or ("", the seconds to wait)
        """
        row = self._prepare_row(purpose, channel, number, contact)
        row["registrant_id"] = registrant.id if registrant else None
        ident, seconds = self._record(row)
        if seconds:
            return "", seconds
        # with a time, it comes before large orders that wait for their turn
        self.browse(ident)._defer("_send_code", at=fields.Datetime.now())
        return row["handle"], 0

    @api.model
    def _prepare_row(self, purpose, channel, number, contact):
        handle, code, now = codes.handle(), codes.generate(), fields.Datetime.now()
        who = folding.identifier(number) or contact
        network = brakes.network(request.httprequest.remote_addr) if request else ""
        kept = json.dumps([code, number, contact])
        return {
            "handle": handle,
            "purpose": purpose,
            "channel": channel,
            "subject": self._digest("who", purpose, who),
            "subject_here": self._digest("here", purpose, who, network),
            "network": self._digest("network", purpose, network) if network else None,
            "sealed": vault.seal(self.env, kept, handle),
            "digest": vault.digest(self.env, handle, code),
            "lang": self.env.lang or "en_US",
            "user_id": None if self.env.user._is_public() else self.env.uid,
            "tries": 0,
            "date": now,
            "date_end": now + limits.LASTS,
        }

    # === Limits, which a roll-back does not undo === #

    @api.model
    def _record(self, row):
        """Store the row and count the others, each in a transaction of its own.

        The row is committed before the others are counted: of several at once the last one to
        count sees all of them, so that they do not pass together.

        :return: (id, 0), or (0, the seconds to wait); then nothing is stored
        """
        try:
            with self.env.registry.cursor() as cr:
                ident = self._insert(cr, row)
            with self.env.registry.cursor() as cr:
                seconds = self._seconds(cr, row, ident)
                if seconds:
                    cr.execute(SQL("DELETE FROM g2p_sign_in_code WHERE id = %s", ident))
        except (psycopg2.OperationalError, PoolError) as err:
            _logger.warning("a one-time code could not be recorded: %s", type(err).__name__)
            raise UserError(self._sentence_busy()) from err
        return (0, seconds) if seconds else (ident, 0)

    @api.model
    def _insert(self, cr, row):
        names = SQL(", ").join(map(SQL.identifier, row))
        values = tuple(row.values())
        cr.execute(SQL("INSERT INTO g2p_sign_in_code (%s) VALUES %s RETURNING id", names, values))
        return cr.fetchone()[0]

    @api.model
    def _seconds(self, cr, row, ident):
        """Seconds until another code may be asked for; 0 if this one may be."""
        waits = [0]
        for column, limit in LIMITS.items():
            if not row[column]:
                continue
            query = SQL(
                """
                SELECT date FROM g2p_sign_in_code WHERE %s = %s AND id != %s AND date > %s
                ORDER BY date DESC LIMIT %s
                """,
                SQL.identifier(column),
                row[column],
                ident,
                row["date"] - limits.DAY,
                limits.most(limit),
            )
            cr.execute(query)
            moments = [moment for (moment,) in cr.fetchall()]
            waits.append(limits.wait(moments, limit, row["date"]))
        return max(waits)

    @api.model
    def _digest(self, *parts):
        # sudo: no user may read the server's secret
        return hmac(self.env(su=True), "g2p_sign_in_code", "\0".join(parts))

    # === Sentences === #

    @api.model
    def _sentence_busy(self):
        return self.env._("The server is busy. Try again in a minute.")

    @api.model
    def _sentence_wait(self, seconds):
        """How long to wait for another code, and what to do meanwhile."""
        if seconds <= limits.MINUTE.total_seconds():
            return self.env._(
                "A code was asked for just now. Wait %(seconds)s seconds before you ask for "
                "another one: it may still arrive.",
                seconds=seconds,
            )
        return self.env._(
            "Too many codes were asked for. Wait %(minutes)s min, sign in another way, or ask the "
            "office.",
            minutes=-(-seconds // 60),
        )

    # === CRON === #

    @api.autovacuum
    def _gc_codes(self):
        # all of them: strangers add more than a part of them
        old = fields.Datetime.now() - limits.KEPT
        self.env.cr.execute(SQL("DELETE FROM g2p_sign_in_code WHERE date < %s", old))
