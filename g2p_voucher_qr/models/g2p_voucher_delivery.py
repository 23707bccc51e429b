import hashlib
import hmac
import logging
import secrets

from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError

from .. import const
from ..tools import sms

_logger = logging.getLogger(__name__)
MAX_ATTEMPTS = 5
MAX_OPENED = 30  # times that one link is opened
BATCH = 100


class G2pVoucherDelivery(models.Model):
    """A link to a voucher's paper, sent to its holder; the message itself says nothing of it.

    The paper is not attached: mailboxes are shared and stay, while a link ends, ends with
    its copy, and tells when it was opened.
    """

    _name = "g2p.voucher.delivery"
    _description = "Voucher sent"
    _no_user_defaults = True
    _order = "id desc"

    copy_id = fields.Many2one(
        "g2p.voucher.copy", required=True, readonly=True, ondelete="restrict", index=True
    )
    voucher_id = fields.Many2one(
        related="copy_id.voucher_id", store=True, index=True, string="Voucher"
    )
    company_id = fields.Many2one(related="copy_id.company_id", store=True)
    channel = fields.Selection([("email", "E-mail"), ("sms", "SMS")], required=True, readonly=True)
    state = fields.Selection(
        [
            ("queued", "Queued"),
            ("sent", "Handed over"),
            ("logged", "Not sent: no SMS gateway"),
            ("failed", "Failed"),
        ],
        default="queued",
        required=True,
        readonly=True,
        index=True,
    )
    message = fields.Char("What went wrong", readonly=True)
    attempts = fields.Integer(readonly=True)
    token_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    valid_until = fields.Datetime(required=True, readonly=True)
    opened_count = fields.Integer("Opened", readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)

    _token_unique = models.Constraint("UNIQUE(token_hash)", "This link exists already.")

    # === CRUD === #
    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("What was sent is never changed."))
        return super().write(vals)

    def unlink(self):
        raise AccessError(self.env._("What was sent is never deleted."))

    # === SENDING === #
    @api.model
    def _queue(self, voucher_sudo, channel):
        """Send a link to the active copy; by SMS, when the scheduler runs."""
        days = voucher_sudo.manager_id.link_days
        delivery_sudo = self.sudo().create(  # made by sending only
            {
                "copy_id": voucher_sudo.active_copy_id.id,
                "channel": channel,
                "valid_until": fields.Datetime.add(fields.Datetime.now(), days=days),
                "user_id": self.env.uid,
            }
        )
        if channel == "email":
            delivery_sudo._send_email()
        else:
            self.env.ref("g2p_voucher_qr.cron_deliver").sudo()._trigger()

    def _new_link(self):
        """Address of the paper; only its hash is kept."""
        token = secrets.token_urlsafe(24)
        self.token_hash = _hash(token)
        # the address fixed with the key: others may write the parameter web.base.url
        return f"{self.copy_id.key_id.issuer_uri}/voucher/paper/{token}"

    def _send_email(self):
        """Into Odoo's queue of mails, which tries again by itself."""
        holder = self.voucher_id.partner_id
        company = self.company_id
        env = self.with_context(lang=holder.lang or self.env.lang).env
        values = {"link": self._new_link(), "office": company.name}
        body = env["ir.qweb"]._render("g2p_voucher_qr.mail_voucher_ready", values)
        # by the server: what the officer keeps as own defaults adds no address and no file
        env["mail.mail"].with_user(SUPERUSER_ID).create(
            {
                "subject": env._("A document is ready for you"),
                "body_html": body,
                "email_to": self.voucher_id._delivery_address("email"),
                "email_from": company.email_formatted or env.user.email_formatted,
                "auto_delete": True,
            }
        )
        self.state = "sent"

    def _sms_text(self):
        """The whole message."""
        env = self.with_context(lang=self.voucher_id.partner_id.lang or self.env.lang).env
        return env._("A document is ready for you: %(link)s", link=self._new_link())

    def _send_sms(self):
        """Hand it to the gateway; try again later when it is not taken."""
        gateway = self._sms_gateway()
        self.attempts += 1
        number, text = self.voucher_id._delivery_address("sms"), self._sms_text()
        try:
            with self.env.cr.savepoint():
                gateway.send(number, text, f"delivery {self.id}")
        except Exception as err:  # noqa: BLE001 (see below)
            # gateways raise SmsError; whatever else one raises must not hold up the others,
            # and may tell the number, which is for no log
            _logger.warning("delivery %s: the SMS gateway: %s", self.id, type(err).__name__)
            told = isinstance(err, sms.SmsError)
            self.message = str(err) if told else self.env._("The SMS gateway broke off.")
            if self.attempts >= MAX_ATTEMPTS:
                self.state = "failed"
            return
        self.write({"state": "sent" if gateway.delivers else "logged", "message": False})

    @api.model
    def _cron_deliver(self):
        """Try each that is queued once, a transaction each."""
        queued, last = [("channel", "=", "sms"), ("state", "=", "queued")], 0
        deliveries_sudo = self.sudo()  # the scheduler acts for all companies
        while found := deliveries_sudo.search(
            [*queued, ("id", ">", last)], limit=BATCH, order="id"
        ):
            last = found[-1].id
            for left, delivery in zip(range(len(found))[::-1], found, strict=True):
                delivery._send_queued()
                if not self.env["ir.cron"]._commit_progress(1, remaining=left):
                    return

    def _send_queued(self):
        """Send one, unless its paper can not be had any more."""
        if self._alive():
            self._send_sms()
        else:
            self.write({"state": "failed", "message": self.env._("The copy is void.")})

    # === OPENING === #
    def _alive(self):
        """Whether the paper may still be had: copy active, voucher issued, link in time."""
        return (
            self.copy_id.state == "active"
            and self.voucher_id.state == const.ISSUED
            and self.valid_until > fields.Datetime.now()
            and self.opened_count < MAX_OPENED
        )

    @api.model
    def _by_token(self, token):
        """The delivery of a link that still holds; empty otherwise."""
        deliveries_sudo = self.sudo()  # who has the link may
        wanted = _hash(token)
        found = deliveries_sudo.search([("token_hash", "=", wanted)], limit=1)
        if found and hmac.compare_digest(found.token_hash, wanted) and found._alive():
            return found
        return deliveries_sudo.browse()

    def _open(self):
        """(file name, PDF); counted."""
        self.opened_count += 1
        document = self.copy_id.document_id
        self.env["g2p.document.download"]._log(document)
        return document.name, document._content()

    # === HOOKS === #
    @api.model
    def _sms_gateway(self):
        """The `SmsGateway` of this server; an addon that has one overrides this."""
        return sms.SmsToLog()


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
