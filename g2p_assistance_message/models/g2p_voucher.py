import hashlib
from datetime import timedelta

from odoo import api, fields, models

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_suite_base.tools import moments
from odoo.addons.g2p_voucher_qr import const

#: days before its end at which the holder of an unused voucher is reminded
BEFORE_END = 7
EVENTS = {
    (const.DRAFT, const.ISSUED): "voucher_ready",
    (const.DRAFT, const.CANCELLED): "voucher_revoked",
    (const.ISSUED, const.REVOKED): "voucher_revoked",
    (const.ISSUED, const.EXPIRED): "voucher_expired",
    (const.REDEEMED, const.REVOKED): "voucher_revoked",
    # used up, given back by a reversal, and over by then
    (const.REDEEMED, const.EXPIRED): "voucher_expired",
}


class G2PVoucher(models.Model):
    """Applicants hear what happens to their voucher; other vouchers have no messages."""

    _name = "g2p.voucher"
    _inherit = ["g2p.voucher", "g2p.message.mixin"]

    def _set_state(self, state, reason=None):
        before = {voucher: voucher.state for voucher in self.sudo()}  # sudo: as the base does
        super()._set_state(state, reason)
        events = {EVENTS.get((former, state)) for former in before.values()} - {None}
        for event in sorted(events):
            some = [v.id for v, former in before.items() if EVENTS.get((former, state)) == event]
            self.browse(some)._queue_messages(event)

    def _reissue_checked(self, reason):
        super()._reissue_checked(reason)
        # sudo: the number of the copy
        copies = {voucher.id: str(voucher.active_copy_id.id) for voucher in self.sudo()}
        self._queue_messages("voucher_replaced", copies)

    # Redeeming at a counter waits for none of these: their messages are written after the commit,
    # where their failure undoes neither a redemption nor the counting of a wrong PIN.

    def _on_redeemed(self, redemption):
        super()._on_redeemed(redemption)
        redemption._defer("_announce_use")

    def _on_reversed(self, reversal, was_closed):
        super()._on_reversed(reversal, was_closed)
        reversal._defer("_announce_use")

    def _prove(self, pin):
        was_open = not self._why_no_pin()
        answer = super()._prove(pin)
        if was_open and answer["code"] == "pin_locked":
            self._defer("_announce_lock")
        return answer

    @deferrable("message", chunk=200)
    def _announce_lock(self):
        """Queue the messages about vouchers that are locked; once for each PIN."""
        locked = {
            voucher.id: hashlib.sha256(voucher.pin_digest.encode()).hexdigest()[:12]
            for voucher in self
            # a new PIN was given by the office meanwhile, to the person
            if (voucher._why_no_pin() or ("",))[0] == "pin_locked"
        }
        self.browse(list(locked))._queue_messages("voucher_locked", locked)

    # === HOOKS: of the messages === #

    def _message_recipients(self, event):
        people = self.application_id._message_recipients(event)
        nobody = self.env["res.partner"]
        return {voucher: people.get(voucher.application_id, nobody) for voucher in self}

    def _message_scope(self):
        return {**super()._message_scope(), "program_id": self.program_id.id}

    def _message_path(self, event, partner):
        return self.application_id._message_path(event, partner)

    def _message_values(self, event):
        # the reference of the case: the number of a voucher can be typed at a counter
        values = {**super()._message_values(event), "reference": self.application_id.name}
        if self.valid_until:
            values["date"] = moments.day(self.env, self.valid_until)
        return values

    def _message_address_stated(self, partner, channel):
        return self.application_id._message_address_stated(partner, channel)

    def _message_is_due(self, event, occurrence):
        if event in ("voucher_ready", "voucher_expires"):
            return self.state == const.ISSUED
        # who withdraws the application hears of that; nothing was taken from them
        return event != "voucher_revoked" or self.application_id.state != "withdrawn"

    # === CRON === #

    @api.model
    def _cron_message_expiring(self):
        """Queue messages about vouchers that end soon."""
        last = fields.Date.today() + timedelta(days=BEFORE_END)
        soon = [("state", "=", const.ISSUED), ("valid_until", "<=", last)]
        # sudo: the scheduler acts for all companies
        vouchers_sudo = self.sudo().search([*soon, ("application_id", "!=", False)], order="id")
        vouchers_sudo._without_message("voucher_expires")._defer("_message_expiring")

    @deferrable("upkeep", chunk=200)
    def _message_expiring(self):
        """Queue one message about each that is still usable."""
        live = self.filtered(
            lambda voucher: (
                voucher.state == const.ISSUED and not voucher._is_over() and voucher._is_half_over()
            )
        )
        live._queue_messages("voucher_expires")

    def _is_half_over(self):
        """Whether the second half of its time has begun: a short one is not announced twice in a
        day."""
        office, today = self.company_id, self.company_id._office_day()
        begun = office._office_day(self.date_issued) if self.date_issued else self.valid_from
        begins = max(begun or today, self.valid_from or begun or today)
        return today - begins >= self.valid_until - today
