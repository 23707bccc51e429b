from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

from .g2p_message import RETRYING, SENT, WAITING

#: text messages in a day to one person, and to one number, which many people may have typed;
#: further ones are sent only if they warn of a theft
PER_PERSON, PER_NUMBER = 10, 20
DAY = timedelta(days=1)


class G2PMessage(models.Model):
    """Limits of text messages: a stranger can cause them, and the office pays for each.

    Who signs up types any number, and can submit and withdraw applications without end. E-mails
    cost nothing and go on.
    """

    _inherit = "g2p.message"

    @api.model
    def _is_limited(self, event):
        return not event.warns

    @api.model
    def _counts(self, partners, numbers):
        """A Counter of the text messages of a day, by id of a person and by key of a number."""
        self.flush_model(["state"])
        self.env.cr.execute(
            SQL(
                """
                SELECT partner_id, number_key, count(*) FROM g2p_message
                WHERE channel = 'sms' AND state IN %s AND date > %s
                AND (partner_id IN %s OR number_key IN %s) GROUP BY partner_id, number_key
                """,
                (WAITING, RETRYING, SENT),
                fields.Datetime.now() - DAY,
                tuple(partners.ids) or (0,),
                tuple(self._number_key(number) for number in numbers) or ("",),
            )
        )
        counts = Counter()
        for partner_id, key, count in self.env.cr.fetchall():
            counts[partner_id] += count
            if key:
                counts[key] += count
        return counts

    @api.model
    def _may_text(self, counts, partner, number):
        """Count a further text message, if there may be one."""
        key = self._number_key(number)
        if counts[partner.id] >= PER_PERSON or counts[key] >= PER_NUMBER:
            return False
        counts[partner.id] += 1
        counts[key] += 1
        return True

    @api.model
    def _number_key(self, number):
        """The number's digest, by which no number can be found without the server's secret."""
        # sudo: no user may read the secret
        return hmac(self.env(su=True), "g2p_message", number)[:32]

    @api.model
    def _sentence_too_many(self):
        return self.env._("Too many text messages in a day, and no other channel.")

    @api.model
    def _forget_numbers(self):
        """Remove the digests that count no more."""
        self.env.cr.execute(
            SQL(
                "UPDATE g2p_message SET number_key = NULL"
                " WHERE number_key IS NOT NULL AND date < %s",
                fields.Datetime.now() - DAY,
            )
        )
        self.invalidate_model(["number_key"], flush=False)
