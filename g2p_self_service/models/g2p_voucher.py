from odoo import fields, models
from odoo.exceptions import UserError

from odoo.addons.g2p_suite_base.tools import moments
from odoo.addons.g2p_voucher_qr import const
from odoo.addons.g2p_voucher_qr.tools import codes
from odoo.addons.g2p_voucher_template.tools import picture


class G2PVoucher(models.Model):
    """The voucher on the holder's phone: what it shows, or why no provider accepts it."""

    _inherit = "g2p.voucher"

    def _holder_refusal(self):
        """(title, sentence with the next step) if no provider accepts the voucher; else False."""
        self.ensure_one()
        voucher_sudo = self.sudo()  # sudo: the holder may not read the company's time zone
        state = const.EXPIRED if voucher_sudo._is_over() else voucher_sudo.state
        if state == const.ISSUED:
            why = self._sentence_for_holder()
            return (self.env._("This voucher cannot be used now"), why) if why else False
        if state != const.REDEEMED and voucher_sudo.application_id.state == "withdrawn":
            return self._sentence_given_back()
        return self._holder_ends().get(state) or self._holder_ends()[const.REVOKED]

    def _sentence_given_back(self):
        return (
            self.env._("You gave this voucher back"),
            self.env._(
                "You withdrew your application, so nobody accepts its voucher any more. If you "
                "need help, apply again."
            ),
        )

    def _holder_ends(self):
        """{state: (title, sentence)}."""
        _ = self.env._
        return {
            const.REDEEMED: (
                _("This voucher is used up"),
                _(
                    "Its whole amount was used. You find where and when under Progress of your "
                    "application. If it was not you, contact the office at once."
                ),
            ),
            const.EXPIRED: (
                _("This voucher has expired"),
                _(
                    "It was valid until %(date)s. If you still need help, ask the office what "
                    "you can do.",
                    date=moments.day(self.env, self.valid_until),
                ),
            ),
            const.REVOKED: (
                _("This voucher was revoked"),
                _(
                    "The office has revoked it, so nobody accepts it any more. Ask the office for "
                    "the reason, and what you can do."
                ),
            ),
        }

    def _holder_picture(self):
        """PNG bytes of the active copy: code, number and validity; no name and no purpose.

        :raises UserError: if no provider accepts the voucher
        """
        refusal = self._holder_refusal()
        if refusal:
            raise UserError(": ".join(refusal))
        copy = self.active_copy_id
        return picture.png(copy.payload, [codes.grouped(copy.code), self.name, self._until()])

    def _until(self):
        """The last day in words, or as a plain date where the picture's font has no letters."""
        day = moments.day(self.env, self.valid_until)
        line = self.env._("Valid until %(date)s", date=day)
        return line if picture.can_write(line) else fields.Date.to_string(self.valid_until)
