from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from .g2p_message import CHANNELS, UNREACHABLE, WAITING

COLUMNS = (
    *("event", "partner_id", "channel", "state", "company_id", "text_id", "res_model", "res_id"),
    *("occurrence", "lang", "attempts", "error", "date", "not_before", "date_done"),
)
#: rows of one statement
ROWS = 1000


class Send(NamedTuple):
    """A message to queue; with an ``error`` it cannot be sent."""

    record: models.Model
    partner: models.Model
    channel: str
    text: models.Model
    error: str | None


class G2PMessage(models.Model):
    """Queues messages in the transaction of the event: both happen, or neither."""

    _inherit = "g2p.message"

    @api.model
    def _queue(self, records, code, occurrence=""):
        """Queue the messages about an event; what is queued already is left as it is.

        Costs a fixed number of queries, however many records and recipients there are, and locks
        nothing that others change.

        :param records: of a model with `g2p.message.mixin`
        :param occurrence: a text that tells events of this kind on one record apart, or
            {id of a record: such a text}
        """
        event = self._event(code)
        # sudo: who causes an event need not read the texts and the recipients
        messages_sudo, records_sudo = self.sudo(), records.sudo()
        sends = messages_sudo._find_sends(records_sudo, event)
        rows = [messages_sudo._prepare_row(event, occurrence, send) for send in sends]
        waiting = {}
        for some in split_every(ROWS, rows):
            for ident, state, not_before in messages_sudo._insert(some):
                if state == WAITING:
                    waiting.setdefault(not_before, []).append(ident)
        for not_before, ids in waiting.items():
            messages_sudo.browse(ids)._defer("_send_due", at=not_before)

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
    def _find_sends(self, records, event):
        """The `Send` of each message to queue."""
        recipients = {record: record._message_recipients(event.code) for record in records}
        partners = self.env["res.partner"].union(*recipients.values())
        if not partners:
            return
        texts = self.env["g2p.message.text"]._of_event(event.code)
        choices = self.env["g2p.message.preference"]._choices(partners)
        addresses = {name: partners._message_addresses(name) for name, _label in CHANNELS}
        usable = self._usable_channels()
        for record, people in recipients.items():
            found = {name: texts._for_record(record, name) for name, _label in CHANNELS}
            on = [name for name, text in found.items() if text.is_on]
            for partner in people:
                wanted = on if event.is_fixed else [c for c in on if choices[partner.id][c]]
                can = [
                    name
                    for name in wanted
                    if name in usable
                    and (
                        addresses[name].get(partner.id)
                        or record._message_address_stated(partner, name)
                    )
                ]
                for name in can:
                    yield Send(record, partner, name, found[name], None)
                if wanted and not can:
                    # the office has to find another way
                    name, why = wanted[0], self._sentence_no_address(wanted, usable)
                    yield Send(record, partner, name, found[name], why)

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
        begins = company._message_loud_from(now) if send.channel == "sms" else now
        is_each = isinstance(occurrence, dict)
        of_record = occurrence.get(send.record.id) if is_each else occurrence
        return {
            "event": event.code,
            "partner_id": send.partner.id,
            "channel": send.channel,
            "state": UNREACHABLE if send.error else WAITING,
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
        }
