import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize_all

from odoo.addons.g2p_deferred.tools.deferral import deferrable, deferral_of
from odoo.addons.g2p_sms.tools import sms

_logger = logging.getLogger(__name__)
#: lost mails of one run
BATCH = 100
#: minutes in which failures are collected for one notification
COLLECT = 2
MAIL_CRON = "mail.ir_cron_mail_scheduler_action"


class G2PVoucherDelivery(models.Model):
    """Sends links, tracks their messages, and notifies the officer of failures.

    An e-mail is sent when Odoo's queue has passed it to a mail server, and failed if that refuses
    it or it bounces; an SMS is sent when the gateway accepts it. The link of a refused message
    ends: the next attempt has a new one. A server that dies after the gateway has accepted an SMS
    and before that is recorded sends it again: at least once, not exactly once.
    """

    _name = "g2p.voucher.delivery"
    _inherit = ["g2p.voucher.delivery", "g2p.deferred.mixin"]

    mail_id = fields.Many2one(
        "mail.mail", readonly=True, copy=False, ondelete="set null", groups=fields.NO_ACCESS
    )
    mail_ref = fields.Char(readonly=True, copy=False, index=True, groups=fields.NO_ACCESS)

    _of_mail_idx = models.Index("(mail_id) WHERE mail_id IS NOT NULL")

    # === ACTIONS === #
    def action_retry(self):
        """Send a new link instead of one that did not arrive; for issuing officers."""
        for delivery in self:
            delivery.voucher_id._check_deliverable()
            if not delivery._may_retry():
                raise UserError(self.env._("Only links that were not sent can be retried."))
            if delivery.copy_id.state != "active":
                raise UserError(
                    self.env._(
                        "This link belongs to a void copy. Send the newest copy from voucher "
                        "%(number)s.",
                        number=delivery.voucher_id.name,
                    )
                )
        for delivery_sudo in self.sudo():  # sudo: checked above
            delivery_sudo.write(
                {
                    "state": "queued",
                    "attempts": 0,
                    "message": False,
                    "valid_until": self._link_end(delivery_sudo.voucher_id),
                    "user_id": self.env.uid,
                }
            )
            delivery_sudo._start()
        return True

    def _may_retry(self):
        waits = self.state == "queued" and self.message and self.date_next
        return self.state in ("failed", "logged") or bool(waits)

    # === Sending === #
    def _start(self):
        """Queue the first attempts."""
        self.date_next = fields.Datetime.now()
        self._defer("_attempt_due")

    @deferrable("message", attempts=5, pause=600, growth=3, failed="_on_attempt_failed")
    def _attempt_due(self):
        """Attempt those that still wait for it."""
        for delivery in self:
            if delivery.state == "queued" and delivery.date_next:
                delivery._attempt()

    def _on_attempt_failed(self, reason, again):
        """Record that the server could not attempt it."""
        if self.state == "queued" and again:
            self.write({"message": reason, "date_next": again})
        elif self.state == "queued":
            self._give_up(reason)

    def _attempt(self):
        """Send the link, unless it is no longer valid."""
        if not self._is_valid():
            self._give_up(self.env._("The copy is void."))
            return
        self.write({"attempts": self.attempts + 1, "date_next": False})
        if self.channel == "email":
            self._send_email()
        else:
            self._send_sms()

    def _send_email(self):
        """Add an e-mail to Odoo's queue, which reports the result."""
        address = self.voucher_id._delivery_address("email")
        self.mail_id.unlink()  # of the former attempt: its link has just ended
        if not email_normalize_all(address or ""):
            self._on_refused(self.env._("The holder has no valid e-mail address."))
            return
        holder, company = self.voucher_id.partner_id, self.company_id
        sender = company._mail_sender()
        if not sender:
            self._on_refused(self._sentence_no_sender())
            return
        env = self.with_context(lang=holder.lang or self.env.lang).env
        values = {"link": self._new_link(), "office": company.name}
        body = env["ir.qweb"]._render("g2p_voucher_delivery.mail_voucher_ready", values)
        # sudo: as the server: user defaults of the officer must not add addresses or files
        self.mail_id = (
            env["mail.mail"]
            .with_user(SUPERUSER_ID)
            .create(
                {
                    "subject": env._("A document is ready for you"),
                    "body_html": body,
                    "email_to": address,
                    "email_from": sender,
                    "auto_delete": True,
                }
            )
        )
        self.env.ref(MAIL_CRON).sudo()._trigger()  # sudo: officers have no right to jobs

    def _sentence_no_sender(self):
        return self.env._(
            "%(company)s has no e-mail address to send from. Ask an administrator to enter one "
            "under Settings / Users & Companies / Companies.",
            company=self.company_id.name,
        )

    def _sms_text(self):
        """The text of the SMS."""
        env = self.with_context(lang=self.voucher_id.partner_id.lang or self.env.lang).env
        return env._("A document is ready for you: %(link)s", link=self._new_link())

    def _send_sms(self):
        """Pass the SMS to the gateway."""
        gateway, number = self.env["g2p.sms"]._gateway(), self.voucher_id._delivery_address("sms")
        if not number:
            self._on_refused(self.env._("The holder has no telephone number."))
            return
        text = self._sms_text()
        try:
            with self.env.cr.savepoint():
                gateway.send(number, text, f"delivery {self.id}")
        except Exception as err:  # noqa: BLE001 (see below)
            # gateways raise SmsError; any other error must not block the other messages, and may
            # contain the number, which must not be logged
            _logger.warning("delivery %s: the SMS gateway: %s", self.id, type(err).__name__)
            known = isinstance(err, sms.SmsError)
            self._on_refused(str(err) if known else self.env._("The SMS gateway failed."))
            return
        if gateway.delivers:
            self._on_sent()
        else:
            self.write({"state": "logged", "message": False})
            self._notify_soon()

    # === Outcomes === #
    def _on_sent(self):
        """Record that the message was accepted."""
        self.write({"state": "sent", "message": False, "mail_id": False})
        reasons = {
            "email": self.env._("Link sent by e-mail"),
            "sms": self.env._("Link sent by SMS"),
        }
        # sudo: only the engine writes the history, here in the officer's name
        voucher_sudo = self.voucher_id.with_user(self.user_id).sudo()
        voucher_sudo._log_state(voucher_sudo.state, reasons[self.channel])

    def _on_refused(self, reason):
        """Record a refusal: retry after a pause, which grows each time."""
        seconds = deferral_of(type(self), "_attempt_due").seconds(self.attempts)
        if seconds is None:
            self._give_up(reason)
            return
        after = fields.Datetime.add(fields.Datetime.now(), seconds=seconds)
        self.write({"message": reason, "date_next": after, "token_hash": False})
        self._defer("_attempt_due", at=after)
        if self.attempts == 1:
            self._notify_soon()

    def _give_up(self, reason):
        """Stop the automatic retries."""
        ended = {"date_next": False, "token_hash": False}
        self.write({"state": "failed", "message": reason, **ended})
        self._notify_soon()

    @api.model
    def _update_from_mails(self, mails):
        """Record the results of mails that Odoo's queue has processed; return their deliveries."""
        deliveries_sudo = self.sudo()  # sudo: mails are sent by the server
        found = deliveries_sudo.search([("mail_id", "in", mails.ids)])
        for delivery in found:
            try:
                with self.env.cr.savepoint():
                    delivery._on_mail()
            except Exception:  # an error here would make the queue send the same mail again
                _logger.exception("delivery %s: its mail result was not recorded", delivery.id)
        return found

    def _on_mail(self):
        mail = self.mail_id
        if mail.state == "sent":
            self.mail_ref = mail.message_id
            self._on_sent()
        elif mail.state in ("exception", "cancel"):
            self._on_refused(mail.failure_reason or self.env._("The e-mail was cancelled."))

    @api.model
    def _on_bounce(self, references):
        """Record bounced mails: their addresses do not accept them."""
        deliveries_sudo = self.sudo()  # sudo: as in _update_from_mails
        known = [("mail_ref", "in", list(references)), ("state", "=", "sent")]
        for delivery in deliveries_sudo.search(known):
            delivery._give_up(self.env._("The e-mail bounced: its address does not accept it."))

    def _drop_mails(self):
        """Delete refused mails, which contain links: each attempt creates its own."""
        self.mail_id.filtered(lambda mail: mail.state == "exception").unlink()

    # === CRON === #
    @api.model
    def _cron_lost_mails(self):
        """Record mails that somebody cancelled or removed: the queue does not report them."""
        waiting = [("state", "=", "queued"), ("channel", "=", "email"), ("date_next", "=", False)]
        gone = ["|", ("mail_id", "=", False), ("mail_id.state", "in", ("exception", "cancel"))]
        deliveries_sudo = self.sudo()  # sudo: the scheduler acts for all companies
        for delivery in deliveries_sudo.search([*waiting, *gone], limit=BATCH, order="id"):
            mail = delivery.mail_id
            removed = self.env._("The e-mail was deleted before it was sent.")
            delivery._on_refused(mail.failure_reason or removed)

    # === Notifications === #
    def _notify_soon(self):
        """Have the officer notified, together with other links that fail about now."""
        soon = fields.Datetime.add(fields.Datetime.now(), minutes=COLLECT)
        self._defer("_notify_officers", at=soon)

    @deferrable("notice", chunk=1000)
    def _notify_officers(self):
        """Send one notification to each officer whose links did not arrive."""
        for user, deliveries in self.grouped("user_id").items():
            deliveries._notify_officer(user)

    def _notify_officer(self, user):
        """Notify with a count only: the list shows the links and the reasons."""
        if not user.active:
            return
        env = self.with_context(lang=user.lang).env
        body = env._(
            "Links to vouchers that were not delivered: %(count)s. Programs / Vouchers / Links "
            "sent shows the reasons and which of them are retried, and lets you retry them "
            "immediately.",
            count=len(self),
        )
        env["mail.thread"].message_notify(
            partner_ids=user.partner_id.ids,
            subject=env._("Links were not delivered"),
            body=body,
        )


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _postprocess_sent_message(self, *args, **kwargs):
        # before Odoo deletes sent mails
        followed = self.env["g2p.voucher.delivery"]._update_from_mails(self)
        done = super()._postprocess_sent_message(*args, **kwargs)
        followed._drop_mails()
        return done


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    def _routing_handle_bounce(self, email_message, message_dict):
        self.env["g2p.voucher.delivery"]._on_bounce(message_dict.get("bounced_msg_ids") or ())
        return super()._routing_handle_bounce(email_message, message_dict)
