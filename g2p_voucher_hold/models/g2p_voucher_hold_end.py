from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_deferred.tools.deferral import deferrable
from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP
from odoo.addons.g2p_voucher_qr import const

from .g2p_voucher_hold import ENDED, EXPIRED, HELD, RELEASED


class G2PVoucherHold(models.Model):
    """Ends holds: redeemed without the paper, released, over, or with their voucher."""

    _inherit = "g2p.voucher.hold"

    # === ACTIONS === #
    def action_release(self, reason=None):
        """Free what is held; for staff of its provider, and for voucher managers with a reason.

        :raises AccessError: for other users, and for managers tied to the holder or the provider
        :raises UserError: if it has already ended
        """
        self.ensure_one()
        self.check_access("read")
        # sudo: users only read holds; the checks are here and below
        hold_sudo = self.sudo()
        is_staff = hold_sudo._is_of_staff()
        if not is_staff:
            reason = hold_sudo._check_manager(reason)
        hold_sudo.voucher_id._lock()
        hold_sudo.invalidate_recordset()
        hold_sudo._check_held()
        hold_sudo._end(RELEASED, reason=False if is_staff else reason, by_office=not is_staff)
        return True

    # === Redeeming === #
    def _redeem_held(self, amount, idempotency_key, site_id=False):
        """Redeem at most what is held, for the caller's provider.

        The paper, or its code, is needed for more than that. Repetitions and refusals are as of
        ``g2p.voucher.redeem``, and so is the answer.
        """
        self.ensure_one()
        self.check_access("read")
        vouchers = self.env["g2p.voucher"]
        provider_sudo = vouchers._redeeming_provider()
        key = vouchers._check_key(idempotency_key)
        # sudo: staff only read holds; the checks are here and below
        hold_sudo = self.sudo()
        voucher_sudo, copy_sudo = hold_sudo.voucher_id, hold_sudo.copy_id
        voucher_sudo._lock()
        minor = voucher_sudo._minor(amount)
        former_sudo = voucher_sudo._find_former(provider_sudo, key, minor)
        if former_sudo:
            return former_sudo._receipt(replayed=True)
        hold_sudo._check_takeable(provider_sudo, minor)
        voucher_sudo._check_redeemable(copy_sudo, provider_sudo, minor)
        site = provider_sudo._redeeming_site(site_id, voucher_sudo.program_id)
        voucher_sudo._check_presence(provider_sudo, minor, None)
        return voucher_sudo._redeem(copy_sudo, provider_sudo, site, minor, key)

    # === CHECKS === #
    def _check_takeable(self, provider_sudo, minor):
        """Check that it is the provider's, in force, and not exceeded (voucher locked)."""
        self.invalidate_recordset()
        if self.provider_id != provider_sudo:
            raise AccessError(self.env._("This hold belongs to another provider."))
        self._check_held()
        refuse = self.voucher_id._refuse
        if not self._is_live():
            refuse("hold_over", self._sentence_over())
        if minor > self.voucher_id._in_minor(self):
            refuse("amount", self._sentence_excess())

    def _sentence_over(self):
        return self.env._(
            "The time of hold %(number)s is over. Scan the voucher again.", number=self.name
        )

    def _sentence_excess(self):
        """On why more than it cannot be redeemed without the voucher's paper."""
        return self.env._(
            "You hold %(amount)s of voucher %(number)s: redeem at most this amount here. To redeem "
            "more, scan the voucher.",
            amount=self.currency_id.format(self.amount),
            number=self.voucher_number,
        )

    def _is_of_staff(self):
        """Whether the user acts for its provider, which must be active."""
        if not self.env.user._service_provider(states=("active", "suspended")):
            return False
        if self.env["g2p.voucher"]._redeeming_provider() != self.provider_id:
            raise AccessError(self.env._("This hold belongs to another provider."))
        return True

    def _check_manager(self, reason):
        """The reason, of a voucher manager who may release it."""
        user = self.env.user
        if not user.has_group(MANAGER_GROUP):
            raise AccessError(
                self.env._("Only staff of its provider and voucher managers can release a hold.")
            )
        tie = self.voucher_id._tie_of(user) or user._tie_to(self.provider_id._identity())
        if tie:
            raise AccessError(
                self.env._(
                    "%(reason)s Another manager must release this hold.",
                    reason=user._tie_reason(tie),
                )
            )
        return self.voucher_id._check_reason(reason)

    def _check_held(self):
        if self.state != HELD:
            raise UserError(
                self.env._(
                    "Hold %(number)s has already ended: its state is “%(state)s”.",
                    number=self.name,
                    state=self._state_label(),
                )
            )

    # === BUSINESS === #
    def _finish(self, state, **values):
        """End the holds; what they held counts as free (vouchers locked)."""
        now = fields.Datetime.now()
        self._set_state(state, date_end=now, ended_by_id=self.env.uid, **values)
        self.flush_recordset(["state"])  # before the provider makes another one
        for hold in self:
            hold.voucher_id._add_held(-hold.amount)

    def _end(self, state, reason=False, by_office=False):
        """The same; of a voucher that has ended the amount is nobody's any more."""
        self._finish(state, reason=reason, is_ended_by_office=by_office)
        freed = defaultdict(float)
        for hold in self:
            if hold.voucher_id.state == const.EXPIRED:
                freed[hold.voucher_id] += hold.amount
        if freed:
            self.voucher_id.browse().union(*freed)._on_freed(freed)
        self._on_ended()

    def _end_with_voucher(self, reason):
        """End them at once, whatever their time; their voucher ends too, or had expired."""
        self._end(ENDED, reason=reason, by_office=True)

    # === CRON === #
    @api.model
    def _cron_expire(self):
        """Queue the end of holds whose time is over."""
        over = [("state", "=", HELD), ("until", "<=", fields.Datetime.now())]
        # sudo: the scheduler acts for all companies
        self.sudo().search(over, order="id")._defer("_expire")

    @deferrable("upkeep", chunk=200)
    def _expire(self):
        """End those whose time is over."""
        over = self.filtered(lambda hold: hold._is_over())
        over.voucher_id._lock()  # raises if one was redeemed or released since this began
        if over:
            over._end(EXPIRED)
