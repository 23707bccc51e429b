from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError

from odoo.addons.g2p_voucher_qr.models.g2p_voucher_verify import HOLDER

from .g2p_assistance_application_decide import PARTIES


class G2PVoucher(models.Model):
    """Vouchers of applications: the applicant's access, and the fund's moves."""

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
            # sudo: the link does not depend on the user who creates the voucher
            voucher.application_id = voucher.entitlement_id.sudo().application_ids.id

    @api.model_create_multi
    def create(self, vals_list):
        """Set the applications explicitly: Odoo would compute them on records without an id, and
        leave these in the application's list of vouchers."""
        if not self.env.su:
            return super().create(vals_list)  # refuses users before their values are read
        # sudo: only the server gets here, as checked above
        entitlements_sudo = self.env["g2p.entitlement"].sudo()
        found = entitlements_sudo.browse([vals.get("entitlement_id") for vals in vals_list])
        cases = zip(vals_list, found, strict=True)
        return super().create(
            [{**vals, "application_id": right.application_ids.id} for vals, right in cases]
        )

    def _covers_in(self, lang):
        # sudo: only words of the paper
        kind_sudo = self.sudo().application_id.type_id.with_context(lang=lang)
        return kind_sudo._covers() if kind_sudo else super()._covers_in(lang)

    def _identity_partners(self):
        vouchers_sudo = self.sudo()  # sudo: for every user
        near_sudo = vouchers_sudo.browse(vouchers_sudo._prefetch_ids)
        near_sudo.fetch(["application_id"])  # only one column of a wide table
        cases_sudo = vouchers_sudo.application_id
        return super()._identity_partners()._together_with(cases_sudo._identity_partners())

    def _use_columns(self):
        patient = ("application_id.registrant_id", HOLDER)
        return (*super()._use_columns(), ("application_id", PARTIES), patient)

    def _holders(self):
        return super()._holders() | self.application_id.registrant_id

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
                    "%(reason)s Another issuing officer must handle voucher %(number)s.",
                    reason=user._tie_reason(tie),
                    number=self.name,
                )
            )

    def _delivery_address(self, channel):
        # applicants see the voucher in the portal too, so their address will do
        found = super()._delivery_address(channel)
        if found or not self.application_id:
            return found
        application_sudo = self.application_id.sudo()  # sudo: issuing officers need not read cases
        if application_sudo._is_closed_to_applicant():
            return found
        if channel == "email":
            return application_sudo.applicant_id.email
        return application_sudo.phone

    def _on_prepared(self):
        super()._on_prepared()
        # a former voucher released the amount that the approval had reserved
        again = self.filtered(lambda voucher: voucher.entitlement_id.voucher_ids - voucher)
        again._move_funds("reserve", {voucher: voucher.amount for voucher in again})

    def _on_redeemed(self, redemption):
        super()._on_redeemed(redemption)
        self._move_funds("spend", {self: redemption.amount})

    def _on_closed(self, reason):
        super()._on_closed(reason)
        self._move_funds("release", {voucher: voucher.amount_available for voucher in self})

    def _on_freed(self, amounts):
        super()._on_freed(amounts)
        self._move_funds("release", amounts)

    def _on_reversed(self, reversal, was_closed):
        super()._on_reversed(reversal, was_closed)
        self._move_funds("return", {self: -reversal.amount})
        if was_closed:
            self._move_funds("release", {self: -reversal.amount})

    def _move_funds(self, kind, amounts):
        """Book the amounts in the funds; vouchers without an application have no fund.

        :param dict amounts: {voucher: amount}
        """
        vouchers_sudo = self.sudo()  # sudo: providers and issuers have no right on funds
        vouchers_sudo.fetch(["application_id"])  # only these columns of wide tables
        vouchers_sudo.application_id.fetch(["fund_id", "company_id", "currency_id"])
        by_fund = vouchers_sudo.grouped(lambda voucher: voucher.application_id.fund_id)
        # in a fixed order, so that two reservations cannot deadlock
        for fund_sudo, mine in sorted(by_fund.items(), key=lambda pair: pair[0].id or 0):
            moved = defaultdict(float)
            for voucher in mine:
                if not voucher.currency_id.is_zero(amounts[voucher]):
                    moved[voucher.application_id] += amounts[voucher]
            if fund_sudo and moved:
                fund_sudo._create_moves(kind, moved)
