import logging

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize_all

from ..tools import sms

_logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
PAUSE, GROWTH = 10, 3  # minutes before the second attempt, and the factor of each further pause
BATCH = 100
CRON = "g2p_voucher_delivery.cron_deliver"
MAIL_CRON = "mail.ir_cron_mail_scheduler_action"


class G2PVoucherDelivery(models.Model):
    """Sends links, tracks their messages, and notifies the officer of failures.

    An e-mail is sent when Odoo's queue has passed it to a mail server, and failed if that refuses
    it or it bounces; an SMS is sent when the gateway accepts it. The link of a refused message
    ends: the next attempt has a new one.
    """

    _inherit = "g2p.voucher.delivery"

    mail_id = fields.Many2one(
        "mail.mail", readonly=True, copy=False, ondelete="set null", groups=fields.NO_ACCESS
    )
    mail_ref = fields.Char(readonly=True, copy=False, index=True, groups=fields.NO_ACCESS)
    has_news = fields.Boolean(readonly=True, copy=False, groups=fields.NO_ACCESS)

    _of_mail_idx = models.Index("(mail_id) WHERE mail_id IS NOT NULL")
    # a column, not a condition: Odoo's "IS TRUE" does not match it in PostgreSQL 15
    _news_idx = models.Index("(has_news, id)")

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
        """Make the first attempt: immediately, or as soon as the scheduler runs."""
        if self.channel == "email":
            self._attempt()
        else:
            self.date_next = fields.Datetime.now()
            self._trigger()

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
        gateway, number = self._sms_gateway(), self.voucher_id._delivery_address("sms")
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
            self.write({"state": "logged", "message": False, "has_news": True})

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
        if self.attempts >= MAX_ATTEMPTS:
            self._give_up(reason)
            return
        minutes = PAUSE * GROWTH ** max(self.attempts - 1, 0)
        after = fields.Datetime.add(fields.Datetime.now(), minutes=minutes)
        self.write({"message": reason, "date_next": after, "token_hash": False})
        self._trigger(after)
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
    def _trigger(self, at=None):
        self.env.ref(CRON).sudo()._trigger(at)  # sudo: as above

    @api.model
    def _cron_deliver(self):
        """Attempt each due delivery once, in its own transaction; then notify the officers."""
        # older queued text messages have no time of the next attempt
        unset = ["&", ("date_next", "=", False), ("channel", "=", "sms")]
        due = [("state", "=", "queued"), "|", ("date_next", "<=", fields.Datetime.now()), *unset]
        deliveries_sudo, last = self.sudo(), 0  # sudo: the scheduler acts for all companies
        deliveries_sudo._update_from_lost_mails()
        while found := deliveries_sudo.search([*due, ("id", ">", last)], limit=BATCH, order="id"):
            last = found[-1].id
            for left, delivery in zip(range(len(found))[::-1], found, strict=True):
                delivery._attempt()
                if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                    return
        deliveries_sudo._notify_officers()

    def _update_from_lost_mails(self):
        """Record mails that somebody cancelled or removed: the queue does not report them."""
        waiting = [("state", "=", "queued"), ("channel", "=", "email"), ("date_next", "=", False)]
        gone = ["|", ("mail_id", "=", False), ("mail_id.state", "in", ("exception", "cancel"))]
        for delivery in self.search([*waiting, *gone], limit=BATCH, order="id"):
            mail = delivery.mail_id
            removed = self.env._("The e-mail was deleted before it was sent.")
            delivery._on_refused(mail.failure_reason or removed)

    # === Notifications === #
    def _notify_soon(self):
        self.has_news = True
        self._trigger()

    def _notify_officers(self):
        """Send one notification to each officer whose links did not arrive."""
        news = self.search([("has_news", "=", True)], limit=10 * BATCH, order="id")
        for user, deliveries in news.grouped("user_id").items():
            try:
                with self.env.cr.savepoint():
                    deliveries._notify_officer(user)
            except Exception:  # a failed notification must not block the others
                _logger.exception("user %s could not be notified of failed links", user.id)
        news.write({"has_news": False})

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

    # === HOOKS === #
    @api.model
    def _sms_gateway(self):
        """The `SmsGateway` of this server; override it to add a gateway."""
        return sms.SmsToLog()


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
