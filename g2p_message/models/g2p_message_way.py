from odoo import models

from .g2p_message import SENT, UNREACHABLE
from .g2p_message_send import OPEN

#: what the messages about one event to one person have in common, besides the person
SAME = ("res_model", "res_id", "event", "occurrence")


class G2PMessage(models.Model):
    """By which text and to which address a message goes: those of the moment of sending."""

    _inherit = "g2p.message"

    # === Text === #

    def _choose_texts(self, records):
        """Choose the texts again: one may be deleted meanwhile, or another be closer."""
        texts = self._texts(records)
        for message in self:
            if message.text_id != texts[message]:
                message._write_engine({"text_id": texts[message].id})

    def _texts(self, records, channel=None):
        """{message: its text of this moment; empty without one}.

        :param channel: another one than those of the messages
        """
        found = {}
        for event, some in self.grouped("event").items():
            texts = self.env["g2p.message.text"]._of_event(event)
            for message in some:
                record = message._record_of(records)
                by = channel or message.channel
                found[message] = texts._for_record(record, by) if record else texts.browse()
        return found

    # === Address === #

    def _addresses(self, records):
        """{message: address of this moment}."""
        found = {}
        for channel, some in self.grouped("channel").items():
            found.update(some._addresses_by(channel, records))
        return found

    def _addresses_by(self, channel, records):
        """{message: address of this moment by a channel}."""
        found = {}
        for company, some in self.grouped("company_id").items():
            own = some.partner_id.with_company(company)._message_addresses(channel)
            for message in some:
                partner, record = message.partner_id, message._record_of(records)
                stated = record._message_stated(partner, channel)
                found[message] = message.former_address or own.get(partner.id) or stated
        return found

    # === Without an address === #

    def _on_no_address(self, reason):
        """End it at once: no pause brings an address. The office learns of it, unless the person
        hears by the other channel."""
        if self._twins()[self].filtered(lambda twin: twin.state in (*OPEN, SENT)):
            self._skip(reason)
        else:
            self._give_up(reason)

    def _twins(self):
        """{message: the one about the same event to the same person by another channel}."""
        where = [(name, "in", self.mapped(name)) for name in SAME]
        alike = self.search([*where, ("partner_id", "in", self.partner_id.ids)])
        by_key = alike.grouped(lambda one: one._same())
        none = self.browse()
        return {
            one: by_key.get(one._same(), none).filtered(lambda m, one=one: m.channel != one.channel)
            for one in self
        }

    def _same(self):
        return (self.partner_id.id, *(self[name] for name in SAME))

    def _reroute(self):
        """Move those whose people have no address by their channel to one by which they have."""
        records, usable = self._records(), self._usable_channels()
        known = self.filtered(lambda m: m.state == UNREACHABLE and m._record_of(records))
        addresses = known._addresses(records)
        lost = known.filtered(lambda m: not addresses[m] or m.channel not in usable)
        for channel in usable:
            some = lost.filtered(lambda m, channel=channel: m.channel != channel)
            for message in some._that_can_go_by(channel, records):
                message._write_engine({"channel": channel, "number_key": False})

    def _that_can_go_by(self, channel, records):
        """Those with an address, a text and the wish for a channel, and no message by it yet."""
        events, twins = self._events(), self._twins()
        addresses, texts = self._addresses_by(channel, records), self._texts(records, channel)
        choices = self.env["g2p.message.preference"]._choices(self.partner_id)

        def can(message):
            event = events.get(message.event)
            if not event or twins[message] or not addresses[message] or not texts[message]:
                return False
            wished = choices[message.partner_id.id][channel]
            return event.is_fixed or (wished and texts[message].is_on)

        return self.filtered(can)
