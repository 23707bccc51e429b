import logging

from markupsafe import Markup, escape

from odoo import SUPERUSER_ID, api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable, deferral_of
from odoo.addons.g2p_sms.tools.sms import SmsError

from ..tools.placeholders import fill, one_line
from .g2p_message import RETRYING, SENT, SKIPPED, UNREACHABLE, WAITING

_logger = logging.getLogger(__name__)

OPEN = (WAITING, RETRYING)
#: for mailboxes: no automatic answers
HEADERS = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}


class G2PMessage(models.Model):
    """Sends messages after the commit, some of them in each transaction.

    An SMS is sent when the gateway accepts it, an e-mail when the mail server does. What they
    refuse is retried with growing pauses; then the office sees that the person could not be
    reached. A server that dies between a gateway's answer and its own commit sends the messages of
    that transaction again: at least once, and each death doubles a chunk at most.
    """

    _inherit = "g2p.message"

    @deferrable("message", chunk=20, attempts=5, pause=300, growth=4, failed="_on_attempt_failed")
    def _send_due(self):
        """Send those that still wait and are due."""
        records = self._records()
        due = self.filtered(lambda m: m.state in OPEN)._without_later()
        due._choose_texts(records)
        stale = due._stale(records)
        stale._skip(self.env._("It was no longer due, or not this person's any more."))
        due -= stale
        due -= due._without_words()
        addresses = due._addresses(records)
        for channel, some in due.grouped("channel").items():
            send = some._send_sms if channel == "sms" else some._send_emails
            send(records, addresses)

    def _on_attempt_failed(self, reason, again):
        """Record that the server could not attempt it."""
        if self.state in OPEN and again:
            self._set_state(RETRYING, error=reason, not_before=again)
        elif self.state in OPEN:
            self._give_up(reason)

    # === What is due === #

    def _records(self):
        """{(model, id): record} of those that still exist, prefetched together."""
        found = {}
        for model, some in self.grouped("res_model").items():
            if model in self.env:
                records = self.env[model].browse(sorted(set(some.mapped("res_id")))).exists()
                found.update({(model, record.id): record for record in records})
        return found

    def _record_of(self, records):
        return records.get((self.res_model, self.res_id))

    def _without_later(self):
        """Those that may be sent now; the others, in quiet hours, wait for their time again."""
        now, later = fields.Datetime.now(), {}
        for message in self:
            begins = message.not_before or now
            if message.channel == "sms":
                begins = message.company_id._message_loud_from(max(begins, now))
            if begins > now:
                later.setdefault(begins, self.browse())
                later[begins] |= message
        for begins, some in later.items():
            some._write_engine({"not_before": begins})
            some._defer("_send_due", at=begins)
        return self - self.browse().union(*later.values())

    def _stale(self, records):
        """Those that must not be sent any more: their record or event is gone, the office or the
        person has switched them off, they are no longer true, or the recipient may no longer read
        of the record. What protects the person cannot be switched off once it is queued."""
        events = self._events()
        choices = self.env["g2p.message.preference"]._choices(self.partner_id)
        recipients = self._recipients(records)

        def is_wanted(message):
            record, event = message._record_of(records), events.get(message.event)
            if not record or not event:
                return False
            is_wished = choices[message.partner_id.id][message.channel]
            if not event.is_fixed and not (message.text_id.is_on and is_wished):
                return False
            if not event.for_former and message.partner_id not in recipients[message]:
                return False
            return record._message_is_due(message.event, message.occurrence)

        return self.filtered(lambda message: not is_wanted(message))

    def _without_words(self):
        """End those for which the office has no text; return them."""
        silent = self.filtered(lambda message: not message.text_id)
        for message in silent:
            message._give_up(self.env._("The office has no text for this message."))
        return silent

    def _recipients(self, records):
        """{message: recipients of this moment}, of those whose record still exists."""
        found = {}
        for (model, event), some in self.grouped(lambda m: (m.res_model, m.event)).items():
            about = {message: message._record_of(records) for message in some}
            about = {message: record for message, record in about.items() if record}
            if about:
                now = self.env[model].union(*about.values())._message_recipients(event)
                found.update((message, now[record]) for message, record in about.items())
        return found

    # === Text === #

    def _written(self, record):
        """(subject, body) in the language of the message; plain texts."""
        text = self.text_id.with_context(lang=self.lang or None)
        values = self._values(record.with_context(lang=self.lang or None))
        return one_line(fill(text.subject, values)), fill(text.body, values).strip()

    def _values(self, record):
        """The values of the allowed placeholders and of no others."""
        found = record._message_values(self.event)
        base = self.company_id.get_base_url()
        found = {
            **found,
            "office": self.company_id.name,
            "link": f"{base}{record._message_path(self.event, self.partner_id)}",
        }
        return {
            name: one_line(str(found.get(name) or "")) for name in self._event(self.event).names
        }

    # === SMS === #

    def _send_sms(self, records, addresses):
        gateway, sent = self.env["g2p.sms"]._gateway(), self.browse()
        for message in self:
            if not addresses[message]:
                why = self.env._("The person has no telephone number that may be used.")
                message._on_no_address(why)
                continue
            why = message._pass_sms(gateway, message._record_of(records), addresses[message])
            if why:
                message._on_refused(why)
            else:
                sent |= message
        sent._on_sent()

    def _pass_sms(self, gateway, record, number):
        """Pass one to the gateway; return why it was not accepted, or False."""
        if not gateway.delivers:
            return self._sentence_no_gateway()
        _subject, body = self._written(record)
        try:
            with self.env.cr.savepoint():
                gateway.send(number, body, f"message {self.id}")
        except Exception as err:  # noqa: BLE001 (any: its text may hold the number, others wait)
            _logger.warning("message %s: the SMS gateway: %s", self.id, type(err).__name__)
            if isinstance(err, SmsError):
                return self.env._("The SMS gateway: %(answer)s", answer=err)
            return self.env._("The SMS gateway failed.")
        return False

    # === E-mail === #

    def _send_emails(self, records, addresses):
        """Pass e-mails to the mail server at once: in Odoo's queue their texts would be stored."""
        mails = {}
        for message in self:
            sender, address = message.company_id._mail_sender(), addresses[message]
            if not address:
                message._on_no_address(self.env._("The person has no e-mail address."))
            elif not sender:
                message._on_refused(message._sentence_no_sender())
            else:
                vals = message._prepare_mail_vals(message._record_of(records), address, sender)
                # sudo: as the server: defaults of users must not add addresses or files
                mails[message] = self.env["mail.mail"].with_user(SUPERUSER_ID).create(vals)
        # sudo: as above
        written = self.env["mail.mail"].with_user(SUPERUSER_ID).union(*mails.values())
        written.send()
        for message, mail in mails.items():
            message._on_mail(mail)
        written.unlink()

    def _prepare_mail_vals(self, record, address, sender):
        subject, body = self._written(record)
        parts = [
            Markup("<br/>").join(map(_linked, part.split("\n"))) for part in body.split("\n\n")
        ]
        env = self.with_context(lang=self.lang or None).env
        values = {"parts": parts, "html_lang": (self.lang or "en").replace("_", "-")}
        return {
            "subject": subject,
            "body_html": env["ir.qweb"]._render("g2p_message.mail_message", values),
            "email_to": address,
            "email_from": sender,
            "headers": repr(HEADERS),
            "auto_delete": False,
        }

    def _sentence_no_sender(self):
        return self.env._(
            "%(company)s has no e-mail address to send from. Ask an administrator to enter one "
            "under Settings / Users & Companies / Companies.",
            company=self.company_id.name,
        )

    def _on_mail(self, mail):
        if mail.state == "sent":
            self._on_sent(mail_ref=mail.message_id)
            return
        _logger.warning("message %s: the mail server: %s", self.id, mail.failure_type)
        self._on_refused(self.env._("The mail server did not accept the message."))

    # === Outcomes === #

    def _on_sent(self, **values):
        now = fields.Datetime.now()
        values = {"date_done": now, "former_address": False, **values}
        self._set_state(SENT, error=False, not_before=False, **values)

    def _on_refused(self, reason):
        """Record a refusal: retry after a pause, which grows each time."""
        attempts = self.attempts + 1
        seconds = deferral_of(type(self), "_send_due").seconds(attempts)
        if seconds is None:
            self._give_up(reason)
            return
        after = fields.Datetime.add(fields.Datetime.now(), seconds=seconds)
        self._set_state(RETRYING, attempts=attempts, error=reason, not_before=after)
        self._defer("_send_due", at=after)

    def _give_up(self, reason):
        """The office has to find another way; but not to an address that the person has left."""
        former = self.filtered("to_former")
        former._skip(reason)
        (self - former)._set_state(UNREACHABLE, error=reason, not_before=False)

    def _skip(self, reason):
        """End messages that are not to be sent."""
        values = {"date_done": fields.Datetime.now(), "former_address": False}
        self._set_state(SKIPPED, error=reason, not_before=False, **values)

    @api.model
    def _on_bounce(self, references):
        """Record bounced mails: their addresses do not accept them."""
        known = [("mail_ref", "in", list(references)), ("state", "=", SENT)]
        known.append(("to_former", "=", False))  # nobody is surprised at those
        # sudo: mails arrive at the server
        for message_sudo in self.sudo().search(known):
            message_sudo._give_up(self.env._("The e-mail bounced: its address does not accept it."))


def _linked(line):
    """The line as markup; an address of a page becomes a link."""
    words = line.split(" ")
    return Markup(" ").join(
        Markup('<a href="%s">%s</a>') % (word, word)
        if word.startswith(("https://", "http://"))
        else escape(word)
        for word in words
    )
