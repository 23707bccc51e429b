from collections import Counter
from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import hmac

from .g2p_message import RETRYING, SENT, WAITING

#: text messages in a day to one person, and to one number, which many people may have typed;
#: further ones are sent only if they warn of a theft
PER_PERSON, PER_NUMBER = 10, 20
#: e-mails in a day to one person or address, unless the address is confirmed
PER_MAILBOX = 20
DAY = timedelta(days=1)


class G2PMessage(models.Model):
    """Limits of messages: a stranger can cause them, and the office pays for text messages.

    Who signs up types any number or address, and can submit and withdraw applications without end.
    A confirmed address is the person's own: what strangers cause to it does not count. What is too
    much for a day waits for the next; what is too much for two is shown to the office.
    """

    _inherit = "g2p.message"

    @api.model
    def _is_limited(self, event, channel):
        """Text messages are, unless they warn of a theft; e-mails, unless they protect the person
        or the office causes them."""
        if channel == "sms":
            return not event.warns
        return not event.by_office and not event.protects

    @api.model
    def _limits(self, ways, partner, channel, address):
        """{key of a `Counter`: limit} of a message."""
        is_confirmed = ways.is_confirmed(partner, channel, address)
        if not self._is_limited(ways.event, channel) or (channel == "email" and is_confirmed):
            return {}
        by_sms = channel == "sms"
        limits = {(channel, partner.id): PER_PERSON if by_sms else PER_MAILBOX}
        if not is_confirmed:
            key = self._number_key(address)
            limits[channel, key] = PER_NUMBER if by_sms else PER_MAILBOX
        return limits

    @api.model
    def _delay(self, ways, partner, channel, address):
        """The days by which a message waits: 0, or 1; further days are too many."""
        limits = self._limits(ways, partner, channel, address).items()
        return max((ways.counts[key] // limit for key, limit in limits), default=0)

    @api.model
    def _count_further(self, ways, partner, channel, address):
        ways.counts.update(self._limits(ways, partner, channel, address).keys())

    @api.model
    def _counts(self, partners, addresses):
        """A Counter of the messages of a day and of those that wait for the next, by the keys of
        `_limits`."""
        self.flush_model(["state", "not_before", "date_done"])
        self.env.cr.execute(
            SQL(
                """
                SELECT channel, partner_id, number_key, count(*) FROM g2p_message
                WHERE state IN %s AND GREATEST(date, not_before, date_done) > %s
                AND (partner_id IN %s OR number_key IN %s)
                GROUP BY channel, partner_id, number_key
                """,
                (WAITING, RETRYING, SENT),
                fields.Datetime.now() - DAY,
                tuple(partners.ids) or (0,),
                tuple(self._number_key(address) for address in addresses) or ("",),
            )
        )
        counts = Counter()
        for channel, partner_id, key, count in self.env.cr.fetchall():
            counts[channel, partner_id] += count
            if key:
                counts[channel, key] += count
        return counts

    @api.model
    def _number_key(self, address):
        """The digest of a number or e-mail address, by which none can be found without the server's
        secret."""
        # sudo: no user may read the secret
        return hmac(self.env(su=True), "g2p_message", address)[:32]

    @api.model
    def _sentence_next_day(self):
        return self.env._("Too many messages in a day: it is sent on the next.")

    @api.model
    def _sentence_too_many(self):
        return self.env._("Too many messages in a day, and no other channel.")

    @api.model
    def _forget_numbers(self):
        """Remove the digests that count no more."""
        self.env.cr.execute(
            SQL(
                "UPDATE g2p_message SET number_key = NULL"
                " WHERE number_key IS NOT NULL AND GREATEST(date, not_before, date_done) < %s",
                fields.Datetime.now() - DAY,
            )
        )
        self.invalidate_model(["number_key"], flush=False)
