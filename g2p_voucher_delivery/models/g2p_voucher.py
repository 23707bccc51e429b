from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize_all


class G2PVoucher(models.Model):
    """Sends links to vouchers."""

    _inherit = "g2p.voucher"

    delivery_ids = fields.One2many("g2p.voucher.delivery", "voucher_id", "Sent")

    # === ACTIONS === #
    def action_send_email(self):
        """Send a neutral e-mail with a link to the PDF."""
        return self._send("email")

    def action_send_sms(self):
        """Send a neutral text message with a link to the PDF."""
        return self._send("sms")

    # === BUSINESS === #
    def _send(self, channel):
        """Send each; if there are several, report those that cannot be sent."""
        refused = self._refusals(lambda voucher: voucher._send_one(channel))
        if len(self) == 1:
            self._raise_refusals(refused)
        queued = self.env._(
            "Queued: %(count)s. See their state under “Links sent”.",
            count=len(self) - len(refused),
        )
        return self._notify_refusals(refused, queued)

    def _send_one(self, channel):
        self._check_deliverable()
        voucher_sudo = self.sudo()  # sudo: checked above
        address = voucher_sudo._delivery_address(channel)
        if not address:
            missing = {"email": self.env._("e-mail address"), "sms": self.env._("telephone number")}
            raise UserError(
                self.env._(
                    "The holder of voucher %(number)s has no %(missing)s. Print the voucher, or "
                    "ask a registrar to add it.",
                    number=voucher_sudo.name,
                    missing=missing[channel],
                )
            )
        if channel == "email" and not email_normalize_all(address):
            raise UserError(
                self.env._(
                    "The holder of voucher %(number)s has no valid e-mail address. Print the "
                    "voucher, or ask a registrar to correct it.",
                    number=voucher_sudo.name,
                )
            )
        self.env["g2p.voucher.delivery"]._queue(voucher_sudo, channel)
        reasons = {
            "email": self.env._("Link queued, by e-mail"),
            "sms": self.env._("Link queued, by SMS"),
        }
        # sudo: users only read the history
        voucher_sudo.with_user(self.env.user).sudo()._log_state(
            voucher_sudo.state, reasons[channel]
        )
