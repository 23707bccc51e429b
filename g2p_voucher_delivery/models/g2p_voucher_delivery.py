import hashlib
import hmac
import secrets

from odoo import api, fields, models
from odoo.tools import misc

from odoo.addons.g2p_voucher_qr import const

MAX_OPENED = 30  # times that one link can be opened


class G2PVoucherDelivery(models.Model):
    """A link to a voucher's PDF, sent to its holder; the message itself reveals nothing.

    Nothing is attached: mailboxes are shared and permanent, while a link expires, ends with
    its copy, and records when it was opened.
    """

    _name = "g2p.voucher.delivery"
    _description = "Link to a voucher"
    _inherit = "g2p.kept.mixin"
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
            ("sent", "Sent"),
            ("logged", "Not sent: no SMS gateway"),
            ("failed", "Failed"),
        ],
        default="queued",
        required=True,
        readonly=True,
        index=True,
    )
    message = fields.Char("Error", readonly=True)
    attempts = fields.Integer(readonly=True)
    date_next = fields.Datetime("Next attempt", readonly=True, index=True)
    token_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    address_hash = fields.Char(readonly=True, copy=False, groups=fields.NO_ACCESS)
    valid_until = fields.Datetime(required=True, readonly=True)
    opened_count = fields.Integer("Opened", readonly=True)
    user_id = fields.Many2one("res.users", "By", required=True, readonly=True)

    _token_unique = models.Constraint("UNIQUE(token_hash)", "This link already exists.")

    # === CRUD === #
    def _kept_sentences(self):
        return {
            "write": self.env._("Sent links cannot be changed."),
            "unlink": self.env._("Sent links cannot be deleted."),
        }

    # === Links === #
    @api.model
    def _queue(self, voucher_sudo, channel):
        """Queue a link to the active copy, which is sent after the commit."""
        delivery_sudo = self.sudo().create(  # sudo: created only here
            {
                "copy_id": voucher_sudo.active_copy_id.id,
                "channel": channel,
                "valid_until": self._link_end(voucher_sudo),
                "user_id": self.env.uid,
            }
        )
        delivery_sudo._start()

    @api.model
    def _link_end(self, voucher_sudo):
        """The expiry of a link that is sent now."""
        return fields.Datetime.add(fields.Datetime.now(), days=voucher_sudo.manager_id.link_days)

    def _new_link(self):
        """Create a link to the PDF; only its hash is stored."""
        token = secrets.token_urlsafe(24)
        self.write({"token_hash": _hash(token), "address_hash": self._address_hash()})
        # the key's permanent address: other users may change the parameter web.base.url
        return f"{self.copy_id.key_id.issuer_uri}/voucher/paper/{token}"

    def _address_hash(self):
        """Hash of the holder's current address."""
        address = self.voucher_id._delivery_address(self.channel) or ""
        # keyed with the server's secret: otherwise all telephone numbers could be tried
        text = "".join(address.casefold().split())
        # sudo: no user may read the server's secret
        return misc.hmac(self.env(su=True), "g2p_voucher_delivery", text)

    # === Opening === #
    def _is_valid(self):
        """Whether the link is valid: active copy, issued voucher, not expired, not used up."""
        return (
            self.copy_id.state == "active"
            and self.voucher_id.state == const.ISSUED
            and self.valid_until > fields.Datetime.now()
            and self.opened_count < MAX_OPENED
        )

    def _is_addressed(self):
        """Whether the holder still has the address that the link was sent to; it may belong to
        somebody else now. True for links without a stored address."""
        return not self.address_hash or self.address_hash == self._address_hash()

    @api.model
    def _by_token(self, token):
        """The delivery of a valid link; empty otherwise."""
        deliveries_sudo = self.sudo()  # sudo: the link itself is the right
        wanted = _hash(token)
        found = deliveries_sudo.search([("token_hash", "=", wanted)], limit=1)
        if found and hmac.compare_digest(found.token_hash, wanted):
            return found if found._is_valid() and found._is_addressed() else found.browse()
        return deliveries_sudo.browse()

    def _why_locked(self):
        """Hook: why the link does not open the PDF now, and where its holder goes on; or False.

        :return: (sentence, path), or False
        """
        return False

    def _open(self):
        """Count the opening; return (file name, PDF)."""
        self.opened_count += 1
        document = self.copy_id.document_id
        self.env["g2p.document.download"]._log(document)
        return document.name, document._content()


def _hash(token):
    return hashlib.sha256(token.encode()).hexdigest()
