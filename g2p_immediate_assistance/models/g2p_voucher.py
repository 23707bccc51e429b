from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from odoo.addons.g2p_suite_base.tools import identity


class G2PVoucher(models.Model):
    """Vouchers of applications: the person's access, and the fund's moves."""

    _inherit = "g2p.voucher"
    _portal_fields = ("application_id",)

    application_id = fields.Many2one(
        "g2p.assistance.application",
        compute="_compute_application_id",
        store=True,
        precompute=True,
        index=True,
    )

    @api.depends("entitlement_id")
    def _compute_application_id(self):
        for voucher in self:
            # sudo: the link is needed for every user who makes the voucher
            voucher.application_id = voucher.entitlement_id.sudo().application_ids.id

    def _identity(self):
        vouchers_sudo = self.sudo()  # sudo: for every user
        near_sudo = vouchers_sudo.browse(vouchers_sudo._prefetch_ids)
        near_sudo.fetch(["application_id"])  # one column of a wide table
        applications_sudo = vouchers_sudo.application_id
        return identity.merge(super()._identity(), applications_sudo._identity())

    def _holder_parts(self):
        patient = SQL(
            "SELECT a.registrant_id FROM g2p_assistance_application a WHERE a.id = v.application_id"
        )
        return [*super()._holder_parts(), patient]

    def _case_users(self):
        vouchers_sudo = self.sudo()  # sudo: as above
        vouchers_sudo.browse(vouchers_sudo._prefetch_ids).fetch(["application_id"])
        return super()._case_users() | vouchers_sudo.application_id._office_users()

    def _check_not_tied(self, user):
        super()._check_not_tied(user)
        # sudo: issuing officers need not read cases
        tie = self.sudo().application_id._hospital_tie(user)
        if tie:
            raise AccessError(
                self.env._(
                    "%(reason)s Another issuing officer has to handle voucher %(number)s.",
                    reason=user._tie_reason(tie),
                    number=self.name,
                )
            )

    def _delivery_address(self, channel):
        # who applied has the voucher in the portal too; the register may know no address
        found = super()._delivery_address(channel)
        if found or not self.application_id:
            return found
        application_sudo = self.application_id.sudo()  # issuing officers need not read cases
        if channel == "email":
            return application_sudo.applicant_id.email
        return application_sudo.phone

    def _on_prepared(self):
        super()._on_prepared()
        for voucher in self:
            # an earlier one gave back to the fund what the approval had reserved
            if voucher.entitlement_id.voucher_ids - voucher:
                voucher._move_fund("reserve", voucher.amount)

    def _on_redeemed(self, redemption):
        super()._on_redeemed(redemption)
        self._move_fund("spend", redemption.amount)

    def _on_closed(self, reason):
        super()._on_closed(reason)
        self._move_fund("release", self.amount_available)

    def _on_reversed(self, reversal, was_closed):
        super()._on_reversed(reversal, was_closed)
        self._move_fund("return", -reversal.amount)
        if was_closed:
            self._move_fund("release", -reversal.amount)

    def _move_fund(self, kind, amount):
        """Tell the fund; vouchers without an application have none."""
        # sudo: providers and issuers have no right on funds
        voucher_sudo = self.sudo()
        voucher_sudo.fetch(["application_id"])  # one column of a wide table
        application_sudo = voucher_sudo.application_id
        if application_sudo.fund_id and not self.currency_id.is_zero(amount):
            application_sudo.fund_id._move(kind, amount, application_sudo)
