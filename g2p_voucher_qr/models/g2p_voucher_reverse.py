import secrets

from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP


class G2PVoucherRedemption(models.Model):
    """Taking a redemption back: a second line, never a deletion."""

    _inherit = "g2p.voucher.redemption"

    def action_reverse(self, reason):
        """Give the amount back to the voucher; for voucher managers.

        :param str reason: why, for the history
        :raises AccessError: for others, for who redeemed or took part in deciding the case, and
            for who is tied to the holder
        :raises UserError: when it was reversed already, or something stands on it
        """
        self.ensure_one()
        user = self.env.user
        if not user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only a voucher manager takes a redemption back."))
        self.check_access("read")
        reason = self.voucher_id._check_reason(reason)
        # sudo: users only read the ledger; the checks are above and below
        redemption_sudo = self.sudo()
        voucher_sudo = redemption_sudo.voucher_id
        voucher_sudo._lock()
        redemption_sudo._hold()  # a claim may be made of it at the same moment
        redemption_sudo.invalidate_recordset()
        redemption_sudo._check_reversible()
        why_not = redemption_sudo._why_not_reverser(user)
        if why_not:
            raise AccessError(why_not)
        return voucher_sudo._reverse(redemption_sudo, reason).sudo(False)

    def _why_not_reverser(self, user):
        """Why the user does not take this redemption back, as a sentence; else False."""
        tie = self.voucher_id._tie_of(user) or user._tie_to(self.provider_id._identity())
        if user in self.user_id or tie == "self":
            return self.env._("You took part in this redemption: another manager takes it back.")
        if tie:
            return self.env._(
                "%(reason)s Another manager takes this redemption back.",
                reason=user._tie_reason(tie),
            )
        # a voucher that can be used again is as good as one issued
        if user in self.voucher_id._case_users():
            return self.env._(
                "You took part in deciding this case: another manager takes the redemption back."
            )
        return False

    def _check_reversible(self):
        """Hook: refuse what is settled already; an addon above calls super()."""
        if self.reversal_of_id or self.reversal_ids:
            raise UserError(
                self.env._("Redemption %(name)s was taken back already.", name=self.name)
            )

    def _prepare_reversal_vals(self, left):
        """Values of the line that takes this one back."""
        vals = {
            name: self[name].id
            for name in ("voucher_id", "copy_id", "program_id", "provider_id", "site_id")
        }
        return {
            **vals,
            "name": self.voucher_id._receipt_number(),
            "voucher_number": self.voucher_number,
            "user_id": self.env.uid,
            "company_id": self.company_id.id,
            "currency_id": self.currency_id.id,
            "amount": -self.amount,
            "balance_after": left,
            # nobody guesses it: a provider that used it before would stop the reversal
            "idempotency_key": f"reversal {secrets.token_urlsafe(24)}",
            "reversal_of_id": self.id,
        }
