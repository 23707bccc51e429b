from collections import Counter
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..tools.events import Event
from .g2p_message import CHANNELS, UNREACHABLE, WAITING
from .g2p_message_limits import DAY

COLUMNS = (
    *("event", "partner_id", "channel", "state", "company_id", "text_id", "res_model", "res_id"),
    *("occurrence", "lang", "attempts", "error", "date", "not_before", "date_done", "number_key"),
    *("to_former", "former_address"),
)
#: rows of one statement
ROWS = 1000


class Send(NamedTuple):
    """A message to queue; with an ``error`` it cannot be sent, and the row says why."""

    record: models.Model
    partner: models.Model
    channel: str
    text: models.Model
    state: str = WAITING
    error: str | None = None
    #: what is counted by its digest: a number or an e-mail address that is not confirmed
    counted: str = ""
    days: int = 0
    former: str = ""


class Ways(NamedTuple):
    """Wishes, addresses and counts for all messages of one company about an event."""

    event: Event
    choices: dict
    addresses: dict
    confirmed: dict
    usable: set
    counts: Counter

    def address(self, record, partner, channel):
        own = self.addresses[channel].get(partner.id)
        return own or record._message_stated(partner, channel)

    def is_confirmed(self, partner, channel, address):
        return self.confirmed[channel].get(partner.id) == address


class G2PMessage(models.Model):
    """Queues messages in the transaction of the event: both happen, or neither."""

    _inherit = "g2p.message"

    @api.model
    def _queue(self, records, code, occurrence="", also=None):
        """Queue the messages about an event; what is queued already is left as it is.

        Costs a fixed number of queries for each company, however many records and recipients there
        are, and locks nothing that others change.

        :param records: of a model with `g2p.message.mixin`
        :param occurrence: a text that tells events of this kind on one record apart, or
            {id of a record: such a text}
        :param dict also: {id of a record: contacts who get it besides its recipients}
        """
        event = self._event(code)
        # sudo: who causes an event need not read the texts and the recipients
        messages_sudo, records_sudo = self.sudo(), records.sudo()
        people = {
            record: some | (also or {}).get(record.id, some.browse()).sudo()  # sudo: as above
            for record, some in records_sudo._message_recipients(code).items()
        }
        rows = [
            messages_sudo._prepare_row(event, occurrence, send)
            for company, some in records_sudo.grouped(lambda r: r._message_company()).items()
            for send in messages_sudo.with_company(company)._find_sends(some, event, people)
        ]
        messages_sudo._add(rows)

    @api.model
    def _add(self, rows):
        """Insert rows and have them sent; under sudo."""
        waiting = {}
        for some in split_every(ROWS, rows):
            for ident, state, not_before in self._insert(some):
                if state == WAITING:
                    waiting.setdefault(not_before, []).append(ident)
        for not_before, ids in waiting.items():
            self.browse(ids)._defer("_send_due", at=not_before)

    @api.model
    def _insert(self, rows):
        """Insert rows; return (id, state, not before) of those that are new."""
        values = SQL(", ").join(SQL("%s", tuple(row[name] for name in COLUMNS)) for row in rows)
        names = SQL(", ").join(map(SQL.identifier, COLUMNS))
        self.env.cr.execute(
            SQL(
                "INSERT INTO g2p_message (%s) VALUES %s ON CONFLICT DO NOTHING"
                " RETURNING id, state, not_before",
                names,
                values,
            )
        )
        self.invalidate_model(flush=False)
        return self.env.cr.fetchall()

    @api.model
    def _find_sends(self, records, event, people):
        """The `Send` of each message to queue, about records of the company of the environment."""
        partners = self.env["res.partner"].union(*(people[record] for record in records))
        if not partners:
            return
        texts = self.env["g2p.message.text"]._of_event(event.code)
        ways = self._find_ways(records, event, people, partners)
        for record in records:
            found = {name: texts._for_record(record, name) for name, _label in CHANNELS}
            on = {name: text for name, text in found.items() if text.is_on}
            for partner in people[record]:
                yield from self._sends_to(ways, record, partner, on)

    @api.model
    def _find_ways(self, records, event, people, partners):
        choices = self.env["g2p.message.preference"]._choices(partners)
        confirmed = {name: partners._message_confirmed(name) for name, _label in CHANNELS}
        addresses = {
            name: {**partners._message_own_addresses(name), **known}
            for name, known in confirmed.items()
        }
        usable, counts = self._usable_channels(), Counter()
        ways = Ways(event, choices, addresses, confirmed, usable, counts)
        limited = [name for name in usable if self._is_limited(event, name)]
        if limited:
            each = {
                ways.address(record, partner, name)
                for record in records
                for partner in people[record]
                for name in limited
            }
            counts.update(self._counts(partners, each - {""}))
        return ways

    @api.model
    def _sends_to(self, ways, record, partner, on):
        """Yield the messages to a person; one that cannot be sent if there is no other.

        :param dict on: {channel: text} of the channels that the office uses
        """
        event, wishes = ways.event, ways.choices[partner.id]
        wished = [name for name in on if wishes[name]]
        wanted = list(on) if event.is_fixed else wished
        if not wanted:
            return
        found = {n: ways.address(record, partner, n) for n in wanted if n in ways.usable}
        can = [name for name, address in found.items() if address]
        # what protects the person comes by the channels of their wish, unless none is left
        can = [name for name in can if name in wished] or can
        if event.by_person and "email" in can:
            can = ["email"]
        if not can:  # the office has to find another way
            why = self._sentence_no_address(wanted, ways.usable)
            yield Send(record, partner, wanted[0], on[wanted[0]], UNREACHABLE, why)
            return
        delays = {name: self._delay(ways, partner, name, found[name]) for name in can}
        days = min(delays.values())
        if days > 1 or (days and event.protects):
            yield self._instead(ways, record, partner, on, can)
            return
        for name in can:
            if delays[name] == days:
                self._count_further(ways, partner, name, found[name])
                yield self._send_by(ways, record, partner, on[name], found[name], days)

    @api.model
    def _send_by(self, ways, record, partner, text, address, days):
        """The `Send` of a text to an address, after so many days."""
        is_counted = text.channel == "sms" or self._is_limited(ways.event, text.channel)
        is_counted = is_counted and not ways.is_confirmed(partner, text.channel, address)
        why, counted = self._sentence_next_day() if days else None, address if is_counted else ""
        return Send(record, partner, text.channel, text, WAITING, why, counted, days)

    @api.model
    def _instead(self, ways, record, partner, on, can):
        """The `Send` where all channels have reached their limits: by e-mail, whatever the wish, if
        it protects the person; otherwise the office has to find another way."""
        address = ways.address(record, partner, "email") if "email" in on else ""
        if address and ways.event.protects:
            return self._send_by(ways, record, partner, on["email"], address, 0)
        why = self._sentence_too_many()
        return Send(record, partner, can[0], on[can[0]], UNREACHABLE, why)

    @api.model
    def _usable_channels(self):
        """The channels by which the server can send."""
        can_sms = self.env["g2p.sms"]._gateway().delivers
        return {"sms", "email"} if can_sms else {"email"}

    @api.model
    def _sentence_no_address(self, wanted, usable):
        if not usable.intersection(wanted):
            return self._sentence_no_gateway()
        return self.env._("No telephone number or e-mail address may be used for this person.")

    @api.model
    def _sentence_no_gateway(self):
        return self.env._("This server has no SMS gateway. Ask an administrator.")

    @api.model
    def _prepare_row(self, event, occurrence, send):
        company, now = send.record._message_company(), fields.Datetime.now()
        begins = now + DAY * send.days
        if send.channel == "sms":
            begins = company._message_loud_from(begins)
        is_each = isinstance(occurrence, dict)
        of_record = occurrence.get(send.record.id) if is_each else occurrence
        return {
            "event": event.code,
            "partner_id": send.partner.id,
            "channel": send.channel,
            "state": send.state,
            "company_id": company.id,
            "text_id": send.text.id,
            "res_model": send.record._name,
            "res_id": send.record.id,
            "occurrence": str(of_record or ""),
            "lang": send.partner.lang or company.partner_id.lang or self.env.lang or None,
            "attempts": 0,
            "error": send.error,
            "date": now,
            "not_before": begins if begins > now else None,
            "date_done": None,
            "number_key": self._number_key(send.counted) if send.counted else None,
            "to_former": bool(send.former),
            "former_address": send.former or None,
        }
