from odoo import fields, models


class G2PServiceProvider(models.Model):
    """A provider hears when the account changes to which its claims are paid."""

    _name = "g2p.service.provider"
    _inherit = ["g2p.service.provider", "g2p.message.mixin"]

    def write(self, vals):
        if "account_number" not in vals:
            return super().write(vals)
        # sudo: compared only; the checks of rights are those of the write itself
        before = {provider: provider.account_number for provider in self.sudo()}
        done = super().write(vals)
        changed = self.browse(
            # a first account replaces none
            provider.id
            for provider, former in before.items()
            if former and provider.account_number != former
        )
        if changed:
            changed._queue_messages("account_changed", fields.Datetime.now().isoformat())
        return done

    def _message_staff(self):
        """The contacts of those who act for the provider now."""
        return self.user_ids.filtered("active").partner_id

    # === HOOKS: of the messages === #

    def _message_recipients(self, event):
        # the provider's own contact too: a thief may be one of the staff
        return self._message_staff() | self.partner_id

    def _message_path(self, event, partner):
        return "/provider"
