import logging
from typing import NamedTuple

import psycopg2
from psycopg2.pool import PoolError

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from .. import vault
from ..tools import limits

_logger = logging.getLogger(__name__)


class Outcome(NamedTuple):
    """The outcome of a try: how many are ``left`` (0: the code can no longer be used), and if it is
    right, whose code it was."""

    is_right: bool
    left: int
    purpose: str = ""
    registrant_id: int = 0
    user_id: int = 0


class G2PSignInCode(models.Model):
    """Tries of a code: each is taken before the code is compared, in a transaction of its own.

    So a request that is rolled back has used its try, and of several at once no more are compared
    than there are tries. A right code is used up in the same transaction.
    """

    _inherit = "g2p.sign.in.code"

    @api.model
    def _compare(self, handle, code):
        """Compare a typed code.

        The code that was sent to nobody has as many tries as any other, and none is right.

        :param str handle: of the code, from the session that asked for it
        :param str code: six digits
        """
        try:
            with self.env.registry.cursor() as cr:
                outcome = self._compare_in(cr, handle, code)
        except (psycopg2.OperationalError, PoolError) as err:
            # two tries of one code at once, or no second connection is free
            _logger.warning("a one-time code could not be compared: %s", type(err).__name__)
            raise UserError(self._sentence_busy()) from err
        self.invalidate_model(flush=False)
        return outcome

    @api.model
    def _compare_in(self, cr, handle, code):
        found = self._take_try(cr, handle)
        if not found:
            return Outcome(False, 0)
        ident, stored, tries, is_sent, *whose = found
        is_right = vault.fits(self.env, handle, code, stored)
        if not (is_right and is_sent):
            return Outcome(False, limits.TRIES - tries)
        query = "UPDATE g2p_sign_in_code SET date_used = %s, digest = NULL WHERE id = %s"
        cr.execute(SQL(query, fields.Datetime.now(), ident))
        return Outcome(True, 0, *whose)

    @api.model
    def _take_try(self, cr, handle):
        query = SQL(
            """
            UPDATE g2p_sign_in_code SET tries = tries + 1
            WHERE handle = %s AND tries < %s AND date_used IS NULL AND date_end > %s
            RETURNING id, digest, tries, date_sent IS NOT NULL AND registrant_id IS NOT NULL,
                purpose, registrant_id, user_id
            """,
            handle,
            limits.TRIES,
            fields.Datetime.now(),
        )
        cr.execute(query)
        return cr.fetchone()
