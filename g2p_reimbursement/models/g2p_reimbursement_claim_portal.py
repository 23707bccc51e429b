from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from odoo.addons.g2p_suite_base.tools.plain_text import one_line
from odoo.addons.g2p_suite_base.tools.timeline import entry

from .res_users import CLAIM


class G2PReimbursementClaim(models.Model):
    """Actions of provider staff on their claims, called by the portal."""

    _inherit = "g2p.reimbursement.claim"

    @api.model
    def _portal_create(self, redemptions, invoice_number, invoice_date, filename, content):
        """Create and submit a claim for ``redemptions`` of the user's provider.

        :return: the claim, with the user's rights
        :raises UserError: with a message for the page; nothing is created then
        """
        provider_sudo = self._get_portal_provider()
        redemptions_sudo = self._lock_redemptions(redemptions, provider_sudo)
        self._check_unclaimed(redemptions_sudo)
        self._check_claimable(redemptions_sudo)
        self._check_invoice_free(provider_sudo, invoice_number)
        # sudo: staff can create claims only here, after the checks above
        claim_sudo = self.sudo().create(
            {
                **self._prepare_claim_vals(provider_sudo, redemptions_sudo),
                "invoice_number": one_line(invoice_number),
                "invoice_date": invoice_date,
            }
        )
        claim_sudo._store_and_submit(filename, content)
        return claim_sudo.sudo(False)

    def _portal_resubmit(self, invoice_number, invoice_date, filename=None, content=None):
        """Send a returned claim again, with a corrected invoice."""
        self._check_portal_claim()
        claim_sudo = self.sudo()  # sudo: staff can only read claims; the provider is checked above
        claim_sudo._lock()
        if claim_sudo.state != "returned":
            raise UserError(
                self.env._(
                    "Claim %(claim)s is not waiting for you. Reload the page.",
                    claim=self.name,
                )
            )
        self._check_claimable(claim_sudo.line_ids.redemption_id)
        self._check_invoice_free(claim_sudo.provider_id, invoice_number, claim_sudo)
        claim_sudo.write(
            {
                "invoice_number": one_line(invoice_number),
                "invoice_date": invoice_date,
                "account_number": claim_sudo.provider_id.account_number,
            }
        )
        if filename:  # also for an empty file, which is refused with a message
            claim_sudo._store_invoice(filename, content)
        claim_sudo._approval_resubmit()

    def _portal_withdraw(self):
        """Withdraw an undecided claim; its redemptions can be claimed again."""
        self._check_portal_claim()
        claim_sudo = self.sudo()  # sudo: staff can only read claims; the provider is checked above
        claim_sudo._lock()
        if claim_sudo.state not in ("submitted", "returned"):
            raise UserError(
                self.env._(
                    "Claim %(claim)s is already decided and cannot be withdrawn.",
                    claim=self.name,
                )
            )
        claim_sudo._approval_cancel(self.env._("Withdrawn by the provider"))

    # === Timeline === #

    def _timeline_past(self):
        rows = super()._timeline_past()
        rows += self._timeline_of_decisions(self._title_of_decision)
        return rows + self._timeline_of_payment()

    def _title_of_decision(self, decision):
        titles = {
            "submit": self.env._("Sent for a decision"),
            "approve": self.env._("Approved by a stage"),
            "reject": self.env._("Rejected"),
            "return": self.env._("Sent back to you"),
        }
        return titles.get(decision._effect())

    def _timeline_of_payment(self):
        rows = []
        if self.payment_id:
            rows.append(entry(self.payment_id.create_date, self.env._("In a payment batch")))
        if self.payment_id and self.date_paid:
            reference = self.env._("Reference %(ref)s", ref=self.payment_reference or "")
            rows.append(entry(self.date_paid, self.env._("Paid"), reference))
        return rows

    def _timeline_now(self):
        nothing = self.env._("There is nothing for you to do.")
        sentences = {
            "submitted": (self.env._("Now: being checked"), nothing),
            "returned": (self.env._("Now: waiting for your correction"), ""),
            "approved": (self.env._("Now: approved, waiting for payment"), nothing),
            "in_payment": (self.env._("Now: the payment is under way"), nothing),
            "rejected": (
                self.env._("The claim is closed"),
                self.env._("If you can correct the problem, claim its redemptions again."),
            ),
            "cancelled": (
                self.env._("Withdrawn"),
                self.env._("Its redemptions can be claimed again."),
            ),
        }
        rows = super()._timeline_now()
        if self.state in sentences:
            rows.append(entry(False, *sentences[self.state], state="now"))
        return rows

    # === HELPERS === #

    def _get_portal_provider(self):
        user = self.env.user
        provider_sudo = user._service_provider(role=CLAIM).sudo()  # sudo: the user's own provider
        if not provider_sudo:
            raise AccessError(
                user._why_no_role(CLAIM)
                or self.env._(
                    "Your account does not act for an active service provider. Ask "
                    "the programme office."
                )
            )
        return provider_sudo

    def _check_portal_claim(self):
        self.ensure_one()
        self.check_access("read")
        if self.provider_id != self._get_portal_provider():
            raise AccessError(
                self.env._("Only the staff of its provider can do this with a claim.")
            )

    @api.model
    def _lock_redemptions(self, redemptions, provider_sudo):
        """Return the redemptions under sudo, locked until the end of the transaction."""
        redemptions.check_access("read")
        redemptions_sudo = redemptions.sudo()  # sudo: staff can neither lock them nor read vouchers
        if not redemptions_sudo:
            raise ValidationError(self.env._("Choose at least one redemption to claim."))
        if redemptions_sudo.provider_id != provider_sudo:
            raise AccessError(
                self.env._("You can claim only the redemptions of your own facility.")
            )
        redemptions_sudo._hold()
        return redemptions_sudo

    @api.model
    def _check_claimable(self, redemptions_sudo):
        """Refuse programmes that allow no claims, and users who worked on a case in the office."""
        for program in redemptions_sudo.program_id:
            why = program._why_not_now("claim")
            if why:
                raise UserError(why)
        if self.env.user not in redemptions_sudo.voucher_id._case_users():
            return
        mine = redemptions_sudo.filtered(lambda r: self.env.user in r.voucher_id._case_users())
        raise AccessError(
            self.env._(
                "You worked on the case of redemption %(redemption)s in the office, so a "
                "colleague must claim it.",
                redemption=mine[:1].name,
            )
        )

    # A unique index enforces this under concurrency; the check gives a readable message.

    @api.model
    def _check_unclaimed(self, redemptions_sudo):
        line = redemptions_sudo.claim_line_ids.filtered("is_live")[:1]
        if line:
            raise ValidationError(
                self.env._(
                    "Redemption %(redemption)s is already on claim %(claim)s. Open "
                    "that claim to follow it.",
                    redemption=line.redemption_id.name,
                    claim=line.claim_id.name,
                )
            )

    @api.model
    def _prepare_claim_vals(self, provider_sudo, redemptions_sudo):
        programs = redemptions_sudo.program_id
        currencies = redemptions_sudo.currency_id
        if len(programs) > 1 or len(currencies) > 1:
            raise ValidationError(
                self.env._(
                    "These redemptions belong to several programmes or currencies. Create one "
                    "claim for each."
                )
            )
        return {
            "provider_id": provider_sudo.id,
            "program_id": programs.id,
            "company_id": provider_sudo.company_id.id,
            "currency_id": currencies.id,
            "account_number": provider_sudo.account_number,
            "submitted_by_id": self.env.uid,
            "line_ids": [
                (0, 0, {"redemption_id": redemption.id, "amount": redemption.amount})
                for redemption in redemptions_sudo
            ],
        }

    def _store_and_submit(self, filename, content):
        """Store the invoice and submit the claim to its first stage."""
        self._store_invoice(filename, content)
        self.flush_recordset()
        self._approval_submit()
