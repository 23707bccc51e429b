from itertools import zip_longest

from odoo import models

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_suite_base.tools import moments
from odoo.addons.g2p_suite_base.tools.timeline import entry
from odoo.addons.g2p_voucher_qr.models.res_users import SERVE

#: ends of a hold after which its amount is the holder's again
FREE_AGAIN = ("released", "expired")


class G2PVoucherHold(models.Model):
    """Holders hear of an amount that a provider holds and of its end; providers, where the office
    ended it."""

    _name = "g2p.voucher.hold"
    _inherit = ["g2p.voucher.hold", "g2p.message.mixin"]

    # as of redemptions, the messages are written after the commit: nobody waits for them

    def _on_held(self):
        super()._on_held()
        self._defer("_announce_hold")

    def _on_ended(self):
        super()._on_ended()
        # a redemption has its own message
        self.filtered(lambda hold: hold.state != "taken")._defer("_announce_end")

    @deferrable("message", chunk=200)
    def _announce_hold(self):
        """Queue the messages about these holds, each once."""
        self._queue_for_holders("voucher_held")

    @deferrable("message", chunk=200)
    def _announce_end(self):
        """Queue the messages about these ends, each once."""
        # with a voucher that was revoked nothing is free again, and its holder hears of that
        self.filtered(lambda hold: hold.state in FREE_AGAIN)._queue_for_holders("voucher_hold_over")
        self.filtered("is_ended_by_office")._queue_messages("hold_ended")

    def _queue_for_holders(self, event):
        # the first of each voucher together, then the second of each
        for some in zip_longest(*self.grouped("voucher_id").values()):
            numbers = {hold.voucher_id.id: str(hold.id) for hold in some if hold}
            self.voucher_id.browse(list(numbers))._queue_messages(event, numbers)

    # === HOOKS: of the messages === #

    def _message_recipients(self, event):
        return {hold: hold.provider_id._message_staff(SERVE) for hold in self}

    def _message_scope(self):
        return {**super()._message_scope(), "program_id": self.program_id.id}

    def _message_path(self, event, partner):
        return f"/provider/held/{self.id}"

    def _message_values(self, event):
        return {**super()._message_values(event), "reference": self.name}

    # === Timeline === #

    def _entries_for_holder(self):
        """Entries of the holder's timeline, where the messages send them; under sudo."""
        words = {
            "amount": self.currency_id.format(self.amount),
            "place": self.voucher_id._place_of(self),
            "until": moments.shown(self.env, self.until, self.company_id),
        }
        text = self.env._(
            "%(amount)s at %(place)s, to serve you, until %(until)s. Nobody else can use it "
            "meanwhile. If you are not served there, ask them to release it, or the office.",
            **words,
        )
        rows = [entry(self.date, self.env._("A part of your voucher is held"), text)]
        if self.state in FREE_AGAIN:
            free = self.env._("%(amount)s at %(place)s is held no longer.", **words)
            rows.append(entry(self.date_end, self.env._("A held part was released"), free))
        return rows


class G2PVoucher(models.Model):
    _inherit = "g2p.voucher"

    def _timeline_for_holder(self):
        rows = super()._timeline_for_holder()
        for hold in self.hold_ids.sorted("id"):
            rows += hold._entries_for_holder()
        return rows
