from odoo import models

from odoo.addons.g2p_suite_base.tools import moments
from odoo.addons.g2p_voucher_qr import const
from odoo.addons.g2p_voucher_qr.models.res_users import SERVE
from odoo.addons.g2p_voucher_qr.tools import money

from .g2p_voucher_hold import EXPIRED, TAKEN

#: ends of the voucher, its copy or its key that a hold outlives
OUTLIVED = ("expired", "copy_revoked", "key_revoked")


class G2PVoucher(models.Model):
    """Respects holds when a voucher is redeemed, verified and ended."""

    _inherit = "g2p.voucher"
    # a voucher held until after its last day is used up by the provider that holds the rest
    _transitions = {**const.NEXT_STATES, const.EXPIRED: {const.REDEEMED}}

    # === Redeeming === #
    def _check_redeemable(self, copy_sudo, provider_sudo, minor):
        self._end_over(self._held())  # the scheduler was not here yet
        return super()._check_redeemable(copy_sudo, provider_sudo, minor)

    def _end_over(self, holds_sudo):
        over_sudo = holds_sudo.filtered(lambda hold: hold._is_over())
        if over_sudo:
            over_sudo._end(EXPIRED)

    def _checked_hold(self, provider_sudo):
        """The provider's hold, which was in force when the request was checked (row locked).

        What else has ended since that moment is ended; this one counts until it is taken.
        """
        held_sudo = self._held()
        own_sudo = held_sudo.filtered(lambda hold: hold.provider_id == provider_sudo)
        self._end_over(held_sudo - own_sudo)
        return own_sudo

    def _available_to(self, provider_sudo, copy_sudo):
        free = super()._available_to(provider_sudo, copy_sudo)
        if not self.amount_held:
            return free
        own = self._hold_at(provider_sudo).amount
        if super()._why_unusable(copy_sudo) != "ok":
            return own  # what was not held has ended with the voucher or the copy
        over_sudo = self._held().filtered(lambda hold: hold._is_over())
        return free + own + sum(over_sudo.mapped("amount"))

    def _asks_presence(self, provider_sudo, minor):
        # the person proved it for the held amount; they may have gone when it is redeemed
        own_sudo = self._checked_hold(provider_sudo)
        if own_sudo and minor <= self._in_minor(own_sudo):
            return False
        return super()._asks_presence(provider_sudo, minor)

    def _redeem(self, copy_sudo, provider_sudo, site, minor, key):
        """Redeeming takes the provider's hold; what it does not need is free again."""
        own_sudo, was_over = self._checked_hold(provider_sudo), self.state == const.EXPIRED
        if was_over and not own_sudo:
            self._refuse("expired")
        own_sudo._finish(TAKEN)
        answer = super()._redeem(copy_sudo, provider_sudo, site, minor, key)
        if own_sudo:
            own_sudo._write_engine({"redemption_id": answer["redemption_id"]})
            rest = self._in_minor(own_sudo) - minor
            if was_over and rest > 0:
                digits = self.currency_id.decimal_places
                self._on_freed({self: money.from_minor(rest, digits)})
            own_sudo._on_ended()
        return answer

    def _usable_of(self, left):
        if self.state == const.EXPIRED:
            return 0
        held = money.to_minor(self.amount_held or 0, self.currency_id.decimal_places)
        return super()._usable_of(left) - held

    # === Verifying === #
    def _use_columns(self):
        return (*super()._use_columns(), ("", ("amount_held",)), ("manager_id", ("hold_hours",)))

    def _why_unusable(self, copy_sudo):
        code = super()._why_unusable(copy_sudo)
        if not self.amount_held or code not in ("ok", *OUTLIVED):
            return code
        provider_sudo = self.env.user._service_provider(role=SERVE)
        if code == "ok":
            # nobody but providers that it is for learns of others' holds
            is_asked = self._is_served_by(provider_sudo)
            is_left = not is_asked or self._available_to(provider_sudo, copy_sudo) > 0
            return "ok" if is_left else "held"
        own_sudo = self._hold_at(provider_sudo)
        if not own_sudo or copy_sudo not in (own_sudo.copy_id, self.active_copy_id):
            return code
        return self._why_out_of_use_held() or "ok"

    def _why_out_of_use_held(self):
        """The code of a reason outside the voucher that stops its holds too, or False."""
        if self.state == const.EXPIRED and self.entitlement_id.state == const.EXPIRED:
            return self._why_out_of_service()  # the entitlement expired with the voucher
        return self._why_out_of_use()

    def _details(self, provider_sudo, copy_sudo):
        details = super()._details(provider_sudo, copy_sudo)
        own_sudo = self._hold_at(provider_sudo)
        elsewhere = self._held().filtered(lambda hold: hold._is_live()) - own_sudo
        return {
            **details,
            "hold": own_sudo._receipt() if own_sudo else False,
            "held_elsewhere": sum(elsewhere.mapped("amount")),
            "hold_hours": 0 if own_sudo else self.manager_id.hold_hours,
        }

    def _plain_sentences(self):
        return {
            **super()._plain_sentences(),
            "held": self.env._(
                "Genuine, but all that is left is held by another provider at present."
            ),
        }

    # === End === #
    def _check_endable(self):
        if self.state != const.EXPIRED or not self._held():
            super()._check_endable()

    def _end(self, final, reason):
        """At its date, holds stay until their own end. Of a voucher that has expired only they are
        left to end."""
        if final == const.EXPIRED:
            return super()._end(final, reason)
        self.sudo()._held()._end_with_voucher(reason)  # sudo: the caller was checked
        expired = self.filtered(lambda voucher: voucher.state == const.EXPIRED)
        expired._log_state(const.EXPIRED, reason)
        others = self - expired
        return super(G2PVoucher, others)._end(final, reason) if others else None

    def _why_not_given_back(self):
        vouchers_sudo = self.sudo()  # sudo: their holder may not read holds
        live_sudo = vouchers_sudo._held().filtered(lambda hold: hold._is_live())
        if not live_sudo:
            return super()._why_not_given_back()
        last_sudo = live_sudo.sorted("until")[-1]
        return self.env._(
            "A provider holds %(amount)s of voucher %(number)s to serve you. If you are not served "
            "there, ask them to release it, or try again after %(until)s.",
            amount=last_sudo.currency_id.format(last_sudo.amount),
            number=last_sudo.voucher_number,
            until=moments.shown(self.env, last_sudo.until, last_sudo.company_id),
        )
