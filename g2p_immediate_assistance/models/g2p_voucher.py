from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL


class G2PVoucher(models.Model):
    """Vouchers of applications: the person's access, and the fund's moves."""

    _inherit = "g2p.voucher"
    _portal_fields = ("application_id",)

    application_id = fields.Many2one(
        "g2p.assistance.application",
        compute="_compute_application_id",
        store=True,
        index=True,
    )

    @api.depends("entitlement_id")
    def _compute_application_id(self):
        for voucher in self:
            # sudo: the link is needed for every user who makes the voucher
            voucher.application_id = voucher.entitlement_id.sudo().application_ids.id

    @api.model_create_multi
    def create(self, vals_list):
        """With their applications, which are not computed beforehand: Odoo does that on records
        without an id, and leaves these in the application's list of vouchers."""
        # sudo: as in the compute
        entitlements_sudo = self.env["g2p.entitlement"].sudo()
        found = entitlements_sudo.browse([vals.get("entitlement_id") for vals in vals_list])
        cases = zip(vals_list, found, strict=True)
        return super().create(
            [{**vals, "application_id": right.application_ids.id} for vals, right in cases]
        )

    def _identity_partners(self):
        vouchers_sudo = self.sudo()  # sudo: for every user
        near_sudo = vouchers_sudo.browse(vouchers_sudo._prefetch_ids)
        near_sudo.fetch(["application_id"])  # one column of a wide table
        cases_sudo = vouchers_sudo.application_id
        return super()._identity_partners()._together_with(cases_sudo._identity_partners())

    def _use_columns(self):
        return [*super()._use_columns(), "application_id"]

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
        application_sudo = self.application_id.sudo()  # sudo: issuing officers need not read cases
        if channel == "email":
            return application_sudo.applicant_id.email
        return application_sudo.phone

    def _on_prepared(self):
        super()._on_prepared()
        # an earlier one gave back to the fund what the approval had reserved
        again = self.filtered(lambda voucher: voucher.entitlement_id.voucher_ids - voucher)
        again._move_funds("reserve", {voucher: voucher.amount for voucher in again})

    def _on_redeemed(self, redemption):
        super()._on_redeemed(redemption)
        self._move_funds("spend", {self: redemption.amount})

    def _on_closed(self, reason):
        super()._on_closed(reason)
        self._move_funds("release", {voucher: voucher.amount_available for voucher in self})

    def _on_reversed(self, reversal, was_closed):
        super()._on_reversed(reversal, was_closed)
        self._move_funds("return", {self: -reversal.amount})
        if was_closed:
            self._move_funds("release", {self: -reversal.amount})

    def _move_funds(self, kind, amounts):
        """Tell the funds; vouchers without an application have none.

        :param dict amounts: {voucher: amount}
        """
        vouchers_sudo = self.sudo()  # sudo: providers and issuers have no right on funds
        vouchers_sudo.fetch(["application_id"])  # one column each of wide tables
        vouchers_sudo.application_id.fetch(["fund_id", "company_id", "currency_id"])
        by_fund = vouchers_sudo.grouped(lambda voucher: voucher.application_id.fund_id)
        # in one order, so that two who reserve do not wait for each other
        for fund_sudo, mine in sorted(by_fund.items(), key=lambda pair: pair[0].id or 0):
            moved = defaultdict(float)
            for voucher in mine:
                if not voucher.currency_id.is_zero(amounts[voucher]):
                    moved[voucher.application_id] += amounts[voucher]
            if fund_sudo and moved:
                fund_sudo._move_many(kind, moved)
