import secrets

from odoo import models
from odoo.exceptions import AccessError, UserError

from odoo.addons.g2p_voucher_key.const import MANAGER_GROUP


class G2PVoucherRedemption(models.Model):
    """Reverses redemptions with a second line, never by deletion."""

    _inherit = "g2p.voucher.redemption"

    def action_reverse(self, reason):
        """Return the amount to the voucher; for voucher managers.

        :param str reason: the reason, for the history
        :raises AccessError: for other users, for users who redeemed it or took part in deciding the
            case, and for users tied to the holder
        :raises UserError: if it was already reversed, or is settled
        """
        self.ensure_one()
        user = self.env.user
        if not user.has_group(MANAGER_GROUP):
            raise AccessError(self.env._("Only voucher managers can reverse a redemption."))
        self.check_access("read")
        reason = self.voucher_id._check_reason(reason)
        # sudo: users only read the ledger; the checks are above and below
        redemption_sudo = self.sudo()
        voucher_sudo = redemption_sudo.voucher_id
        voucher_sudo._lock()
        redemption_sudo._hold()  # it may be claimed at the same moment
        redemption_sudo.invalidate_recordset()
        redemption_sudo._check_reversible()
        why_not = redemption_sudo._why_not_reverser(user)
        if why_not:
            raise AccessError(why_not)
        return voucher_sudo._reverse(redemption_sudo, reason).sudo(False)

    def _why_not_reverser(self, user):
        """A sentence on why the user may not reverse this redemption; False if they may."""
        tie = self.voucher_id._tie_of(user) or user._tie_to(self.provider_id._identity())
        if user in self.user_id or tie == "self":
            return self.env._("You took part in this redemption: another manager must reverse it.")
        if tie:
            return self.env._(
                "%(reason)s Another manager must reverse this redemption.",
                reason=user._tie_reason(tie),
            )
        # a voucher that is usable again equals an issued one
        if user in self.voucher_id._case_users():
            return self.env._(
                "You took part in deciding this case: another manager must reverse the redemption."
            )
        return False

    def _check_reversible(self):
        """Hook: refuse redemptions that are already settled; addons call super()."""
        if self.reversal_of_id or self.reversal_ids:
            raise UserError(
                self.env._("Redemption %(name)s has already been reversed.", name=self.name)
            )

    def _prepare_reversal_vals(self, left):
        """Values of the line that reverses this one."""
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
            # unguessable: a provider that used it before would block the reversal
            "idempotency_key": f"reversal {secrets.token_urlsafe(24)}",
            "reversal_of_id": self.id,
        }
