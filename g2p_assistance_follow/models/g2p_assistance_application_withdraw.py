from odoo import fields, models
from odoo.exceptions import UserError

OPEN = ("draft", "returned", "submitted")


class G2PAssistanceApplication(models.Model):
    """Withdrawing: until the decision, and after it while nothing of the voucher was used."""

    _inherit = "g2p.assistance.application"

    def _portal_withdrawal(self):
        """The effects of a withdrawal, for the page.

        :return: dict: *why_not* (a sentence, or False) and *effects* (sentences)
        """
        application_sudo = self._check_own()
        why_not = application_sudo._why_not_withdrawn()
        return {
            "why_not": why_not,
            "effects": [] if why_not else application_sudo._effects_of_withdrawal(),
        }

    def _portal_withdraw(self):
        """As before the decision; an approved application gives its unused voucher back."""
        application_sudo = self._check_applicant((*OPEN, "approved"))
        if application_sudo.state != "approved":
            return super()._portal_withdraw()
        return application_sudo._give_back()

    def _give_back(self):
        """End the unused voucher in the applicant's name; its amount returns to the fund."""
        vouchers = self.voucher_ids.filtered(lambda voucher: voucher.state in ("draft", "issued"))
        # vouchers first, as redeeming does: it then refers to the application
        vouchers._lock()
        self._lock()
        vouchers.invalidate_recordset(["state", "amount_redeemed", "proof_until"])
        why_not = self._why_not_withdrawn()
        if why_not:
            raise UserError(why_not)
        reason = self.env._("Withdrawn by the applicant")
        vouchers._set_entitlement_state("cancelled")
        for voucher in vouchers:
            voucher._end("cancelled" if voucher.state == "draft" else "revoked", reason)
        self._set_state("withdrawn")

    def _why_not_withdrawn(self):
        """Why the applicant cannot withdraw it now, as a sentence; False if they can."""
        if self.state in OPEN:
            return False
        if self.state != "approved":
            return self._sentence_closed()
        if any(voucher.redemption_ids for voucher in self.voucher_ids):
            return self.env._(
                "%(application)s cannot be withdrawn: its voucher was used. What is left of it "
                "expires by itself if you do not use it.",
                application=self.name,
            )
        if self.voucher_id.state not in ("draft", "issued"):
            return self.env._(
                "%(application)s cannot be withdrawn: its voucher has ended, so there is nothing "
                "to give back.",
                application=self.name,
            )
        return self.voucher_ids._why_not_given_back() or self._why_not_while_served()

    def _why_not_while_served(self):
        """A provider who has just had the PIN typed may already be giving what it is for."""
        now = fields.Datetime.now()
        until = max((voucher.proof_until or now for voucher in self.voucher_ids), default=now)
        if until <= now:
            return False
        return self.env._(
            "%(application)s cannot be withdrawn at this moment: a provider has just checked its "
            "voucher with your PIN, to serve you. If nothing was used, try again in %(minutes)s "
            "min.",
            application=self.name,
            minutes=-(-(until - now).seconds // 60),
        )

    def _effects_of_withdrawal(self):
        again = self.env._("You can apply again at any time; this cannot be undone.")
        if self.state == "draft":
            ended = self.env._("Your answers and documents are not sent to the office.")
        elif self.state == "approved":
            ended = self.env._(
                "Your voucher ends: no provider accepts it from then on, and %(amount)s is no "
                "longer granted to you.",
                amount=self.currency_id.format(self.amount_granted),
            )
        else:
            ended = self.env._("The office stops deciding. You will get no voucher for this case.")
        return [ended, again]

    def _voucher_terms_from(self, request_sudo):
        """No new voucher for an application that was withdrawn after its approval."""
        if self.state == "withdrawn":
            raise UserError(
                self.env._(
                    "%(application)s was withdrawn by its applicant. No voucher can be issued.",
                    application=self.name,
                )
            )
        return super()._voucher_terms_from(request_sudo)
