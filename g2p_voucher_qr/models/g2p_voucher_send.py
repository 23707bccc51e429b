from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools.mail import email_normalize_all

from .. import const
from ..tools import pdf

MAX_PRINT = 500  # vouchers of one file for the printer


class G2PVoucher(models.Model):
    """Send and print."""

    _inherit = "g2p.voucher"

    delivery_ids = fields.One2many("g2p.voucher.delivery", "voucher_id", "Sent")

    # === ACTIONS === #
    def action_send_email(self):
        """A neutral mail with a link to the paper."""
        return self._send("email")

    def action_send_sms(self):
        """A neutral text message with a link to the paper."""
        return self._send("sms")

    def action_print(self):
        """One file with the papers, each as often as its programme wants; others are named.

        :raises UserError: when none of them is to be printed, with the reasons
        """
        if len(self) > MAX_PRINT:
            raise UserError(self.env._("Print at most %(max)s vouchers at a time.", max=MAX_PRINT))
        refused = self._refusals(lambda voucher: voucher._check_handover())
        usable = self - self.browse().union(*refused)
        if refused and not usable:
            self._raise_refusals(refused)
        usable._log_printed()
        ids = ",".join(str(voucher_id) for voucher_id in usable.ids)
        paper = {"type": "ir.actions.act_url", "url": f"/voucher/print?ids={ids}", "target": "new"}
        return self._say_refusals(refused, then=paper) if refused else paper

    # === BUSINESS === #
    def _send(self, channel):
        """Send each; of several, those that cannot be sent are named."""
        refused = self._refusals(lambda voucher: voucher._send_one(channel))
        if len(self) == 1:
            self._raise_refusals(refused)
        queued = self.env._(
            "Queued: %(count)s. Under “Links sent” you see what becomes of each.",
            count=len(self) - len(refused),
        )
        return self._say_refusals(refused, queued)

    def _log_printed(self):
        for voucher_sudo in self.sudo():  # sudo: the caller checked that they may be printed
            voucher_sudo._log_state(
                voucher_sudo.state,
                self.env._(
                    "Copy %(number)s printed, sheets: %(sheets)s",
                    number=voucher_sudo.active_copy_id.number,
                    sheets=voucher_sudo.manager_id.sheets,
                ),
            )

    def _raise_refusals(self, refused):
        """The one error as it is, or all sentences in one."""
        errors = list(refused.values())
        if len(errors) == 1:
            raise errors[0]
        if errors:
            raise UserError(" ".join(map(str, errors)))

    def _say_refusals(self, refused, done="", then=False):
        """A notification of what was done and of each refusal.

        :param dict then: the action that follows
        """
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if refused else "success",
                "sticky": bool(refused),
                "message": " ".join(filter(None, [done, *map(str, refused.values())])),
                "next": then,
            },
        }

    def _send_one(self, channel):
        self._check_handover()
        voucher_sudo = self.sudo()  # sudo: checked above
        address = voucher_sudo._delivery_address(channel)
        if not address:
            missing = {"email": self.env._("e-mail address"), "sms": self.env._("telephone number")}
            raise UserError(
                self.env._(
                    "The holder of voucher %(number)s has no %(missing)s. Print the voucher, or "
                    "have the registry completed.",
                    number=voucher_sudo.name,
                    missing=missing[channel],
                )
            )
        if channel == "email" and not email_normalize_all(address):
            raise UserError(
                self.env._(
                    "The holder of voucher %(number)s has no valid e-mail address. Print the "
                    "voucher, or have the registry corrected.",
                    number=voucher_sudo.name,
                )
            )
        self.env["g2p.voucher.delivery"]._queue(voucher_sudo, channel)
        reasons = {
            "email": self.env._("Link queued, by e-mail"),
            "sms": self.env._("Link queued, by SMS"),
        }
        # sudo: users only read events; it names the user
        voucher_sudo.with_user(self.env.user).sudo()._log_state(
            voucher_sudo.state, reasons[channel]
        )

    def _check_handover(self):
        """The caller is a designated issuing officer, and the voucher can be used."""
        self._check_issuer()
        self.sudo()._check_state(const.ISSUED)  # sudo: checked above

    def _printed(self):
        """PDF bytes of the papers; the caller has checked the right."""
        contents = []
        for voucher in self.sudo():  # sudo: as the docstring says
            document = voucher.document_id
            self.env["g2p.document.download"]._log(document)
            contents += [document._content()] * voucher.manager_id.sheets
        return pdf.merge(contents)

    # === HOOKS === #
    def _delivery_address(self, channel):
        """Where the holder gets messages; empty when nowhere.

        :param channel: "email" or "sms"
        """
        holder = self.partner_id
        if channel == "email":
            return holder.email
        # the contact's own field holds all numbers in one line, or none
        numbers = holder.phone_number_ids.filtered(lambda number: not number.disabled)
        return numbers[:1].phone_no or holder.phone
