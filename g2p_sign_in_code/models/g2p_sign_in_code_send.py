import json
import logging

from odoo import fields, models

from odoo.addons.base.models.ir_mail_server import MailDeliveryException
from odoo.addons.g2p_deferred.tools.deferral import RetryLater, deferrable
from odoo.addons.g2p_sms.tools.sms import SmsError

from .. import vault
from ..tools import limits

_logger = logging.getLogger(__name__)


class G2PSignInCode(models.Model):
    """Sends codes after the request: only to a contact that is confirmed for the person.

    The code is kept encrypted until then, so that a second attempt sends the same one; afterwards
    neither it nor the number is stored anywhere. A server that dies between the gateway's answer
    and its own commit sends it twice.
    """

    _inherit = "g2p.sign.in.code"

    @deferrable("code", attempts=4, pause=10, growth=2, failed="_on_send_failed")
    def _send_code(self):
        """Send the codes that still wait for it."""
        for row in self:
            if row.sealed:
                row._send_one()

    def _on_send_failed(self, _reason, again):
        """Forget what cannot be sent."""
        if not again:
            self.sealed = False

    def _send_one(self):
        now = fields.Datetime.now()
        code, number, contact = self._kept()
        sent = {"sealed": False}
        if code and now < self.date_end:
            registrant, address = self._recipient(number, contact)
            recipient = self._digest("to", address)
            if address and not self._gets_too_many("recipient", recipient, limits.CONTACT):
                self._deliver(registrant, address, code)
                sent.update(registrant_id=registrant.id, date_sent=now, recipient=recipient)
        self.write(sent)

    def _kept(self):
        """[code, number, contact]; empty ones if the key has changed meanwhile."""
        text = vault.unseal(self.env, self.sealed, self.handle)
        return json.loads(text) if text else ["", "", ""]

    def _recipient(self, number, contact):
        """(person, address); an empty address where nothing may be sent."""
        if self.purpose == "confirm":
            return self.registrant_id, contact
        registrant = self.env["res.partner"]._of_id_number(number)
        # by whichever of their ID numbers
        if not registrant or self._gets_too_many("registrant_id", registrant.id, limits.PERSON):
            return registrant, ""
        contacts = self.env["g2p.confirmed.contact"]
        return registrant, contacts._address(registrant, self.channel)

    def _gets_too_many(self, name, value, limit):
        """Whether enough codes were sent to this person, or to this telephone or address."""
        sent = [(name, "=", value), ("date_sent", "!=", False)]
        rows = self.search(sent, order="date_sent desc", limit=limits.most(limit))
        return bool(limits.wait(rows.mapped("date_sent"), limit, fields.Datetime.now()))

    # === The ways === #

    def _deliver(self, registrant, address, code):
        """Send the code, or raise RetryLater; neither code nor address gets into logs or errors."""
        ways = {"sms": self._deliver_sms, "email": self._deliver_email}
        try:
            with self.env.cr.savepoint():
                ways[self.channel](registrant, address, code)
        except Exception as err:  # noqa: BLE001 (any: its text may hold the address)
            _logger.warning("code %s was not sent: %s", self.id, type(err).__name__)
            raise RetryLater(self.env._("The message could not be sent now.")) from None

    def _deliver_sms(self, registrant, address, code):
        gateway = self.env["g2p.sms"]._gateway()
        if not gateway.delivers:
            raise SmsError("no gateway")
        gateway.send(address, self._sms_text(registrant, code), f"code {self.id}")

    def _sms_text(self, registrant, code):
        """Short, and it names neither the person nor what it is for."""
        env = self.with_context(lang=self.lang).env
        return env._(
            "%(code)s is your code from %(office)s, for %(minutes)s minutes. Give it to nobody, "
            "not even to the office.",
            code=code,
            office=self._office(registrant).name,
            minutes=int(limits.LASTS.total_seconds() // 60),
        )

    def _deliver_email(self, registrant, address, code):
        """Send it at once: a mail in Odoo's queue would keep the code."""
        env, minutes = self.with_context(lang=self.lang).env, limits.LASTS.total_seconds() // 60
        values, template = {"code": code, "minutes": int(minutes)}, "g2p_sign_in_code.mail_code"
        write = env["res.users"]._write_mail
        mail = write(address, env._("Your code"), template, values, self._office(registrant))
        mail.send(raise_exception=True)
        if mail.exists():  # a sent one is deleted; this one would be kept with its text
            raise MailDeliveryException("not sent")

    def _office(self, registrant):
        """The person's office, under sudo."""
        return (registrant.company_id or self.env.company).sudo()  # sudo: its name and sender
