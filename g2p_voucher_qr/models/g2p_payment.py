from odoo import api, models
from odoo.exceptions import UserError


class G2PPayment(models.Model):
    _inherit = "g2p.payment"

    @api.model_create_multi
    def create(self, vals_list):
        # a default of a context or a user is not in the values
        default = self.default_get(["entitlement_id"]).get("entitlement_id")
        found = [vals.get("entitlement_id", default) for vals in vals_list]
        self._refuse_voucher_entitlements([one for one in found if one])
        return super().create(vals_list)

    def write(self, vals):
        if vals.get("entitlement_id"):
            self._refuse_voucher_entitlements([vals["entitlement_id"]])
        return super().write(vals)

    @api.model
    def _refuse_voucher_entitlements(self, entitlement_ids):
        """Refuse cash payments of entitlements with a voucher, for every user."""
        # sudo: the check covers entitlements that the caller may not read
        for entitlement in self.env["g2p.entitlement"].sudo().browse(entitlement_ids):
            if entitlement.voucher_ids:
                self._refuse_paid_by_voucher(entitlement)
            if entitlement.program_id._voucher_manager():
                self._refuse_without_voucher(entitlement)

    def _refuse_paid_by_voucher(self, entitlement):
        raise UserError(
            self.env._(
                "Entitlement %(code)s is paid by voucher, so it cannot be paid in cash.",
                code=entitlement.code,
            )
        )

    def _refuse_without_voucher(self, entitlement):
        raise UserError(
            self.env._(
                "Entitlement %(code)s is paid by voucher, so it cannot be paid in cash. It has no "
                "voucher yet: ask the programme's manager to open the QR voucher manager and "
                "choose “Prepare vouchers for approved entitlements”.",
                code=entitlement.code,
            )
        )
